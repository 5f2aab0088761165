#include "service/expert_assessment_service.h"

#include <algorithm>
#include <map>

#include "domain/policy.h"
#include "service/command_body.h"
#include "service/expert_library_parts.h"
#include "service/notice_service.h"
#include "service/policy_service.h"

namespace zhiheng::service {

using domain::Action;

namespace {

const domain::Shape& shape() {
  return domain::expert_assessment_shape();
}

// The most that a criterion gives, of policies that are read once each.
store::FullPoints full_points(Tx& tx) {
  auto policies = std::make_shared<std::map<std::int64_t, std::shared_ptr<const domain::Policy>>>();
  return [&tx, policies](std::int64_t id, const std::string& component,
                         const std::string& criterion) -> std::optional<std::int64_t> {
    auto known = policies->find(id);
    if (known == policies->end()) known = policies->emplace(id, load_policy(tx, id)).first;
    const domain::Component* part = known->second ? known->second->find_component(component) : nullptr;
    if (part == nullptr) return std::nullopt;
    for (const domain::Criterion& one : part->criteria) {
      if (one.code == criterion) return one.points.hundredths();
    }
    return std::nullopt;
  };
}

Result<std::int64_t> year_of(Tx& tx, const Json& body) {
  const auto form = read_command({domain::integer_field("year", 2000, 2200).required()}, body);
  if (!form) return form.problems();
  if (form->integer("year") > tx.today().year()) return refusal("assessment.year_ahead", "/year");
  return form->integer("year");
}

// Which bureau's experts: the actor's own; the owner of the machine's, the only one.
Result<std::int64_t> bureau_of(Tx& tx) {
  if (tx.actor().bureau_id != 0) return tx.actor().bureau_id;
  const auto roots = tx.rows().query("SELECT id FROM bureau WHERE parent_id IS NULL ORDER BY id LIMIT 2");
  if (roots.size() != 1) return refusal("import.no_bureau");
  return integer_or(roots[0][0]);
}

struct Kept {
  std::int64_t id = 0;
  std::string state;
};

std::map<std::int64_t, Kept> kept_of_year(Tx& tx, std::int64_t bureau_id, std::int64_t year) {
  std::map<std::int64_t, Kept> kept;
  tx.rows().each("SELECT expert_id, id, state FROM expert_assessment WHERE bureau_id = ? AND year = ?",
                 {bureau_id, year}, [&](const store::Row& row) {
                   kept[integer_or(row[0])] = {integer_or(row[1]), text_or_empty(row[2])};
                   return true;
                 });
  return kept;
}

void keep(Tx& tx, std::int64_t bureau_id, std::int64_t expert_id, const domain::AssessmentRows& rows,
          const Kept* before) {
  const domain::Assessment assessment = domain::assess_expert(rows);
  const std::string document = write_json(domain::assessment_to_json(rows, assessment));
  const Value by = id_or_nothing(tx.actor().account_id);
  if (before != nullptr) {
    tx.rows().execute(
        "UPDATE expert_assessment SET grade = ?, advice = ?, document = ?, drafted_by = ?, updated_at = ?, version = "
        "version + 1 WHERE id = ? AND state = 'draft'",
        {assessment.grade, assessment.advice, document, by, tx.now().utc(), before->id});
    return;
  }
  tx.rows().execute(
      "INSERT INTO expert_assessment (bureau_id, expert_id, year, grade, advice, document, drafted_by, created_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {bureau_id, expert_id, rows.year, assessment.grade, assessment.advice, document, by, tx.now().utc(),
       tx.now().utc()});
}

// What a list is ordered by, as text that sorts: names as they are, figures with nothing before all numbers.
std::string order_of(const Json& item, const std::string& key) {
  if (key == "name") return item.text_at("expert_label");
  if (key == "grade") {
    static const std::map<std::string, std::string, std::less<>> places{
        {"unqualified", "0"}, {"not_enough_data", "1"}, {"qualified", "2"}, {"excellent", "3"}};
    return places.at(item.text_at("grade"));
  }
  for (const Json& line : item.at("lines").items()) {
    if (line.text_at("item") != key) continue;
    const std::string figure = line.text_at("figure");
    return figure.empty() ? "" : std::string(12 - std::min<std::size_t>(12, figure.size()), '0') + figure;
  }
  return "";
}

Json item_of(const Record& record) {
  Json item = domain::record_to_json(shape(), record);
  auto document = parse_json(record.text("document"));
  ensure(document.ok(), "a stored assessment is JSON");
  std::erase_if(item.members(), [](const auto& member) {
    return member.key == "document" || member.key == "drafted_by" || member.key == "confirmed_by" ||
           member.key == "created_at" || member.key == "updated_at";
  });
  return item.set("lines", document->at("lines")).set("because", document->at("because"));
}

std::vector<std::int64_t> years_in_sight(Tx& tx, const domain::Scope& reach) {
  std::vector<std::int64_t> years;
  tx.rows().each("SELECT DISTINCT year, bureau_id FROM expert_assessment ORDER BY year DESC", {},
                 [&](const store::Row& row) {
                   const bool seen = std::find(years.begin(), years.end(), integer_or(row[0])) != years.end();
                   if (!seen && reach.has_bureau(integer_or(row[1]))) years.push_back(integer_or(row[0]));
                   return true;
                 });
  return years;
}

Outcome check_query(const AssessmentQuery& query) {
  const auto known = [](const std::string& value, const char* list) {
    const auto& values = domain::choice_list(list);
    return value.empty() || std::find(values.begin(), values.end(), value) != values.end();
  };
  Problems problems;
  if (!known(query.grade, "expert_grade"))
    problems.push_back(refusal("list.bad_filter", "grade", {{"filter", "grade"}}));
  if (!known(query.state, "expert_assessment_state")) {
    problems.push_back(refusal("list.bad_filter", "state", {{"filter", "state"}}));
  }
  const std::string key = query.sort.starts_with('-') ? query.sort.substr(1) : query.sort;
  static const std::vector<std::string> keys{"", "name", "grade", "attendance", "timeliness", "distance"};
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
    problems.push_back(refusal("list.bad_sort", "sort", {{"sort", query.sort}}));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

void sort_items(std::vector<Json>& items, const std::string& sort) {
  const bool descending = sort.starts_with('-');
  const std::string key = sort.empty() ? "name" : descending ? sort.substr(1) : sort;
  std::stable_sort(items.begin(), items.end(), [&](const Json& a, const Json& b) {
    return descending ? order_of(b, key) < order_of(a, key) : order_of(a, key) < order_of(b, key);
  });
}

}  // namespace

Result<Json> list_assessments(Gate& gate, const domain::Actor& actor, const AssessmentQuery& query) {
  return gate.read(actor, Action::see_statistics, {"expert_assessment", 0}, [&](Tx& tx) -> Result<Json> {
    if (Outcome good = check_query(query); !good) return good.problems();
    const domain::Scope reach = domain::scope(tx.actor(), Action::see_statistics);
    const auto years = years_in_sight(tx, reach);
    const std::int64_t year = query.year != 0 ? query.year : years.empty() ? tx.today().year() : years.front();
    Json counts = Json::object();
    for (const std::string& grade : domain::choice_list("expert_grade")) counts.set(grade, 0);
    std::vector<Json> items;
    for (const Record& record : store::find_records(tx.rows(), shape(), {{"year", year}})) {
      if (!reach.has_bureau(record.integer("bureau_id"))) continue;
      const std::string& grade = record.text("grade");
      counts.set(grade, *counts.at(grade).integer() + 1);
      if (!query.grade.empty() && grade != query.grade) continue;
      if (!query.state.empty() && record.text("state") != query.state) continue;
      items.push_back(item_of(record));
    }
    add_labels(tx, domain::expert_part_shape(), items);
    sort_items(items, query.sort);
    Json all_years = Json::array();
    for (const std::int64_t one : years) all_years.push(one);
    Json out = Json::object().set("year", year).set("years", std::move(all_years));
    return out.set("counts", std::move(counts)).set("items", Json(std::move(items)));
  });
}

Result<Json> compute_assessments(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::edit_experts, {"expert_assessment", 0}, [&](Tx& tx) -> Result<Json> {
    const auto year = year_of(tx, body);
    if (!year) return year.problems();
    const auto bureau = bureau_of(tx);
    if (!bureau) return bureau.problems();
    const auto kept = kept_of_year(tx, *bureau, *year);
    std::int64_t computed = 0, confirmed = 0;
    for (const auto& [expert_id, rows] :
         store::assessment_rows(tx.rows(), *bureau, *year, tx.today(), full_points(tx))) {
      const auto before = kept.find(expert_id);
      if (before != kept.end() && before->second.state == "confirmed") {
        ++confirmed;
        continue;
      }
      keep(tx, *bureau, expert_id, rows, before == kept.end() ? nullptr : &before->second);
      ++computed;
    }
    Json out = Json::object().set("year", *year).set("computed", computed).set("confirmed_before", confirmed);
    tx.audit("compute", {"expert_assessment", 0}, *bureau, out);
    return out;
  });
}

namespace {

// The gate has judged single rows; of many, each is judged here.
Outcome confirm(Tx& tx, std::int64_t id, std::int64_t bureau_id, std::int64_t expert_id) {
  const std::int64_t changed = tx.rows().execute(
      "UPDATE expert_assessment SET state = 'confirmed', confirmed_by = ?, confirmed_at = ?, updated_at = ?, version = "
      "version + 1 WHERE id = ? AND state = 'draft'",
      {id_or_nothing(tx.actor().account_id), tx.now().utc(), tx.now().utc(), id});
  if (changed == 0) return refusal(Kind::conflict, "assessment.confirmed");
  Json detail = Json::object().set("before", Json::object().set("state", "draft"));
  tx.audit("confirm", {"expert_assessment", id}, bureau_id,
           detail.set("after", Json::object().set("state", "confirmed")));
  tell_experts(tx, {"expert_step", {"expert", expert_id}, "a" + std::to_string(id)}, {expert_id});
  return Done{};
}

}  // namespace

Result<Json> confirm_assessment(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::approve_expert, {"expert_assessment", id}, [&](Tx& tx) -> Result<Json> {
    const auto record = store::find_record(tx.rows(), shape(), id);
    if (!record) return refusal(Kind::absent, "record.absent");
    if (record->integer("version") != version) return stale_problem(tx, shape(), id, version);
    if (Outcome done = confirm(tx, id, record->integer("bureau_id"), record->integer("expert")); !done) {
      return done.problems();
    }
    return item_of(*store::find_record(tx.rows(), shape(), id));
  });
}

Result<Json> confirm_assessments(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::approve_expert, {"expert_assessment", 0}, [&](Tx& tx) -> Result<Json> {
    const auto year = year_of(tx, body);
    if (!year) return year.problems();
    std::int64_t count = 0;
    for (const store::Row& row : tx.rows().query(
             "SELECT id, bureau_id, expert_id, drafted_by FROM expert_assessment WHERE year = ? AND state = 'draft'",
             {*year})) {
      domain::Facts facts;
      facts.bureau_id = integer_or(row[1]);
      facts.drafted_by = integer_or(row[3]);
      const Outcome allowed = domain::may(tx.actor(), Action::approve_expert, facts);
      if (!allowed && allowed.problems().front().kind == Kind::absent) continue;
      if (!allowed) return allowed.problems();
      if (Outcome done = confirm(tx, integer_or(row[0]), facts.bureau_id, integer_or(row[2])); !done) {
        return done.problems();
      }
      ++count;
    }
    if (count == 0) return refusal("assessment.nothing_to_confirm");
    return Json::object().set("year", *year).set("confirmed", count);
  });
}

}  // namespace zhiheng::service
