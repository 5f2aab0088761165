// Score sheets: one row per criterion, or one with the total where the policy lets it be one. The rows of one sheet are
// gathered and handed in by the same guards as an expert's own (service/sheet_service.h).
#include <map>

#include "domain/shape_text.h"
#include "service/import_run.h"
#include "service/policy_service.h"
#include "service/sheet_service.h"

namespace zhiheng::service {

namespace {

struct Line {
  std::uint32_t row = 0;
  std::vector<Value> values;
};

struct Place {  // of an engagement with its panel
  std::int64_t panel_id = 0;
  std::int64_t policy_id = 0;
  std::int64_t bureau_id = 0;
};

class SheetImport {
 public:
  explicit SheetImport(ImportRun& run) : run_(run), sheet_(run.kind.sheets[0]) {}

  Outcome run() {
    load_names();
    Outcome read = run_.read_rows(0, [&](const table::SheetRow& row) { take(row); });
    if (!read) return read;
    for (const auto& [key, sheet] : sheets_) hand_in(sheet);
    return Done();
  }

 private:
  struct Sheet {
    Place place;
    std::int64_t expert_id = 0;
    std::string component;
    bool good = true;
    std::vector<Line> lines;
  };

  void load_names() {
    store::Connection& rows = run_.tx.rows();
    rows.each(
        "SELECT contract.bureau_id, contract.number, engagement.code, panel.id, panel.policy_id FROM engagement "
        "INNER JOIN contract ON contract.id = engagement.contract_id "
        "LEFT JOIN panel ON panel.engagement_id = engagement.id",
        {}, [&](const store::Row& row) {
          const std::string number = std::to_string(integer_or(row[0])) + ":" + text_or_empty(row[1]);
          contracts_[number] = true;
          places_[number + "\n" + text_or_empty(row[2])] = {integer_or(row[3]), integer_or(row[4]), integer_or(row[0])};
          return true;
        });
    rows.each("SELECT id, bureau_id, code FROM expert", {}, [&](const store::Row& row) {
      experts_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
  }

  void refuse(std::uint32_t row, std::string_view key, const std::string& value, const Problem& problem) {
    run_.add_problem(0, row, sheet_.position(key), value, problem);
  }
  const Value& cell(const Line& line, std::string_view key) const { return line.values[sheet_.position(key)]; }
  const std::string& text(const Line& line, std::string_view key) const { return text_or_empty(cell(line, key)); }

  const domain::Policy* policy_of(std::int64_t id) {
    const auto found = policies_.find(id);
    if (found != policies_.end()) return found->second.get();
    return (policies_[id] = load_policy(run_.tx, id)).get();
  }

  // The place of a row, or nothing with the problem named.
  const Place* place_of(const Line& line) {
    std::string rule;
    const std::int64_t bureau_id = run_.bureau_named(cell(line, "bureau"), run_.default_bureau, rule);
    if (bureau_id == 0) {
      refuse(line.row, "bureau", text(line, "bureau"), refusal(rule, "", {{"value", text(line, "bureau")}}));
      return nullptr;
    }
    const std::string number = std::to_string(bureau_id) + ":" + text(line, "contract");
    if (text(line, "contract").empty() || text(line, "engagement").empty()) return nullptr;
    if (!contracts_.contains(number)) {
      refuse(line.row, "contract", text(line, "contract"),
             refusal("import.no_such_contract", "", {{"value", text(line, "contract")}}));
      return nullptr;
    }
    const auto found = places_.find(number + "\n" + text(line, "engagement"));
    if (found == places_.end()) {
      refuse(line.row, "engagement", text(line, "engagement"),
             refusal("contract.no_such_engagement", "", {{"code", text(line, "engagement")}}));
      return nullptr;
    }
    if (found->second.panel_id == 0) {
      refuse(line.row, "engagement", text(line, "engagement"),
             refusal("import.no_panel", "", {{"value", text(line, "engagement")}}));
      return nullptr;
    }
    return &found->second;
  }

  const domain::Component* component_of(const Line& line, const domain::Policy& policy) {
    for (const domain::Component& one : policy.components) {
      if (one.code == text(line, "component") || one.title == text(line, "component")) return &one;
    }
    refuse(line.row, "component", text(line, "component"),
           refusal("import.no_such_component", "", {{"value", text(line, "component")}, {"policy", policy.name()}}));
    return nullptr;
  }

  // The criterion's code in place of its title.
  bool name_criterion(Line& line, const domain::Component& component) {
    Value& value = line.values[sheet_.position("criterion")];
    if (text_or_empty(value).empty()) return true;
    for (const domain::Criterion& one : component.criteria) {
      if (one.code != text_or_empty(value) && one.title != text_or_empty(value)) continue;
      value = one.code;
      return true;
    }
    refuse(line.row, "criterion", text_or_empty(value),
           refusal("import.no_such_criterion", "", {{"value", text_or_empty(value)}}));
    return false;
  }

  void take(const table::SheetRow& row) {
    Line line;
    line.row = row.number;
    bool good = run_.read_values(0, row, line.values);
    // A cell that was left empty, or holds blanks only, is not a nought.
    for (const char* key : {"points", "defects", "total"}) {
      const std::size_t column = sheet_.position(key);
      const bool filled =
          run_.header(0).has(column) && !domain::trimmed(row.at(run_.header(0).cell_of[column]).text).empty();
      if (!filled) line.values[column] = Value();
    }
    const Place* place = place_of(line);
    if (place == nullptr) return;
    const auto expert = experts_.find(std::to_string(place->bureau_id) + ":" + text(line, "expert"));
    if (expert == experts_.end() && !text(line, "expert").empty()) {
      refuse(line.row, "expert", text(line, "expert"),
             refusal("import.no_such_expert", "", {{"value", text(line, "expert")}}));
    }
    const domain::Policy* policy = policy_of(place->policy_id);
    const domain::Component* component = text(line, "component").empty() ? nullptr : component_of(line, *policy);
    if (expert == experts_.end() || component == nullptr) return;
    good = name_criterion(line, *component) && good;
    Sheet& sheet = sheets_[{place->panel_id, expert->second, component->code}];
    sheet.place = *place;
    sheet.expert_id = expert->second;
    sheet.component = component->code;
    sheet.good = sheet.good && good;
    check_twice(sheet, line);
    sheet.lines.push_back(std::move(line));
  }

  void check_twice(Sheet& sheet, const Line& line) {
    for (const Line& other : sheet.lines) {
      if (text(other, "criterion") != text(line, "criterion")) continue;
      sheet.good = false;
      refuse(line.row, "criterion", text(line, "criterion"),
             refusal("import.key_twice", "",
                     {{"value", text(line, "criterion")},
                      {"row", std::to_string(line.row)},
                      {"other", std::to_string(other.row)}}));
    }
  }

  Json body_of(const Sheet& sheet) const {
    Json body = Json::object();
    Json items = Json::array();
    for (const Line& line : sheet.lines) {
      if (!is_null(cell(line, "total"))) body.set("total", points_text(cell(line, "total")));
      if (!text(line, "comment").empty()) body.set("comment", Json(text(line, "comment")));
      if (text(line, "criterion").empty()) continue;
      Json item = Json::object();
      item.set("criterion", Json(text(line, "criterion")));
      if (!is_null(cell(line, "points"))) item.set("points", points_text(cell(line, "points")));
      if (!is_null(cell(line, "defects"))) item.set("defects", Json(integer_or(cell(line, "defects"))));
      if (!text(line, "reason").empty()) item.set("reason", Json(text(line, "reason")));
      if (!text(line, "page").empty()) item.set("page", Json(text(line, "page")));
      items.push(std::move(item));
    }
    if (!items.items().empty()) body.set("items", std::move(items));
    return body;
  }
  static Json points_text(const Value& value) {
    return Json(Score::hundredths(static_cast<std::int32_t>(integer_or(value))).text());
  }

  // A refusal of "/items/2/points" stands in the row of the third line that names a criterion.
  void report(const Sheet& sheet, const Problem& problem) {
    const Line* line = &sheet.lines.front();
    std::string key = "expert";
    if (problem.field.starts_with("/items/")) {
      std::int64_t index = number_in(std::string_view(problem.field).substr(7));
      for (const Line& one : sheet.lines) {
        if (text(one, "criterion").empty() || index-- != 0) continue;
        line = &one;
        break;
      }
      key = problem.field.substr(problem.field.rfind('/') + 1);
    } else if (problem.field == "/total" || problem.field == "/comment") {
      key = problem.field.substr(1);
    }
    if (sheet_.find(key) == nullptr || !run_.header(0).has(sheet_.position(key))) key = "expert";
    const std::size_t column = sheet_.position(key);
    refuse(line->row, key, domain::value_to_text(sheet_.columns[column].field, line->values[column]), problem);
  }

  void hand_in(const Sheet& sheet) {
    if (!sheet.good) return;
    const Result<bool> put =
        put_sheet(run_.tx, {sheet.place.panel_id, sheet.expert_id, sheet.component, body_of(sheet)});
    if (!put) {
      for (const Problem& problem : put.problems()) report(sheet, problem);
    } else if (*put) {
      ++run_.report.created;
    } else {
      ++run_.report.unchanged;
    }
  }

  ImportRun& run_;
  const ImportSheet& sheet_;
  std::unordered_map<std::string, bool> contracts_;
  std::unordered_map<std::string, Place> places_;
  std::unordered_map<std::string, std::int64_t> experts_;
  std::unordered_map<std::int64_t, std::shared_ptr<const domain::Policy>> policies_;
  std::map<std::tuple<std::int64_t, std::int64_t, std::string>, Sheet> sheets_;
};

}  // namespace

Outcome import_score_sheets(ImportRun& run) {
  return SheetImport(run).run();
}

}  // namespace zhiheng::service
