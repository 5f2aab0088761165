#include "web/sheet_view.h"

#include <algorithm>

#include "base/money.h"
#include "service/deliverable_service.h"
#include "service/panel_service.h"
#include "service/policy_service.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

std::string value_of(const Json& item, const char* key) {
  const Json* value = item.find(key);
  return !value ? "" : value->is_string() ? value->string() : value->is_number() ? value->number() : "";
}

const Json* item_of(const Json& sheet, const std::string& criterion) {
  for (const Json& item : sheet.at("items").items()) {
    if (item.text_at("criterion") == criterion) return &item;
  }
  return nullptr;
}

// Problems of a sheet point at "/items/3/points": the row of the body, which holds only rows with something in them.
Json row_problems(const Problems& problems, const std::string& criterion, const std::string& title,
                  const std::vector<std::string>& body_rows, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    bool here = false;
    for (std::size_t i = 0; i < body_rows.size(); ++i) {
      const std::string place = "/items/" + std::to_string(i);
      here = here || (body_rows[i] == criterion && (problem.field == place || problem.field.starts_with(place + "/")));
    }
    for (const auto& [name, value] : problem.params)
      here = here || (name == "criterion" && (value == criterion || value == title));
    if (here) list.push(say(problem, language));
  }
  return list;
}

// What stands in a field of the row now.
std::string shown_in(const Call& call, const Json& sheet, const std::string& code, const char* key) {
  if (!call.form.empty()) return call.field(std::string(key) + "." + code);
  const Json* item = item_of(sheet, code);
  return item ? value_of(*item, key) : std::string();
}

std::optional<std::int64_t> hundredths_of(const std::string& text) {
  auto read = read_decimal(trimmed(text), 2, "");
  if (!read) return std::nullopt;
  return *read;
}

std::string text_of(std::int64_t hundredths) {
  return Score::hundredths(static_cast<std::int32_t>(hundredths)).text();
}

// The hundredths of a criterion as the row stands; nothing where none can be read or they are out of bounds.
std::optional<std::int64_t> points_now(const Call& call, const Json& sheet, const Json& criterion) {
  const std::string code = criterion.text_at("criterion");
  const std::int64_t full = hundredths_of(criterion.text_at("points")).value_or(0);
  std::optional<std::int64_t> points;
  if (criterion.text_at("rule") == "per_defect") {
    auto count = read_decimal(trimmed(shown_in(call, sheet, code, "defects")), 0, "");
    if (!count || *count > 9999) return std::nullopt;
    const std::int64_t each = hundredths_of(criterion.text_at("per_defect")).value_or(0);
    points = std::max<std::int64_t>(0, full - *count * each);
  } else {
    points = hundredths_of(shown_in(call, sheet, code, "points"));
  }
  if (points && *points > full) points.reset();
  return points;
}

// "0 / 2 / 4"
std::string steps_of(const Json& criterion) {
  std::string steps;
  for (const Json& step : criterion.at("steps").items()) {
    steps += (steps.empty() ? "" : " / ") + short_points(step.is_string() ? step.string() : "");
  }
  return steps;
}

std::string hint_of(const Call& call, const Json& criterion) {
  const std::string rule = criterion.text_at("rule");
  if (rule == "per_defect") {
    return call.words("web.sheet.per_defect", {{"points", short_points(criterion.text_at("per_defect"))}});
  }
  if (rule == "steps") {
    return call.words("web.sheet.steps", {{"steps", steps_of(criterion)}});
  }
  const std::string step = criterion.text_at("step");
  return hundredths_of(step).value_or(0) > 1 ? call.words("web.sheet.step", {{"step", short_points(step)}}) : "";
}

// Lines that a text of Chinese letters takes in the column of reasons: a long one is seen whole without a script.
int lines_of(const std::string& text) {
  int letters = 0;
  for (const char c : text) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return std::clamp(1 + letters / 15, 1, 10);
}

// The first criterion of a group: "3.1" after "2".
bool begins_group(const std::string& before, const std::string& code) {
  return !before.empty() && before.substr(0, before.find('.')) != code.substr(0, code.find('.'));
}

}  // namespace

std::string short_points(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

Json criteria_rows(const Call& call, const Json& sheet, const Problems& problems,
                   const std::vector<std::string>& body_rows) {
  Json rows = Json::array();
  std::string before;
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const std::string code = criterion.text_at("criterion");
    const bool by_defects = criterion.text_at("rule") == "per_defect";
    const auto points = points_now(call, sheet, criterion);
    const std::int64_t full = hundredths_of(criterion.text_at("points")).value_or(0);
    const std::string reason = shown_in(call, sheet, code, "reason");
    const Json& needed = criterion.at("reason_required");
    Json row = Json::object();
    row.set("code", code);
    row.set("criterion_title", criterion.text_at("title"));
    row.set("full", short_points(criterion.text_at("points")));
    row.set("hint", hint_of(call, criterion));
    row.set("begins_group", begins_group(before, code));
    row.set("by_defects", by_defects);
    row.set("by_points", !by_defects);
    row.set("per_defect", criterion.text_at("per_defect"));
    row.set("step", criterion.text_at("rule") == "points" ? criterion.text_at("step") : std::string());
    row.set("steps", criterion.text_at("rule") == "steps" ? steps_of(criterion) : std::string());
    row.set("points", short_points(by_defects && points ? text_of(*points) : shown_in(call, sheet, code, "points")));
    row.set("defects", shown_in(call, sheet, code, "defects"));
    row.set("reason", reason);
    row.set("reason_lines", std::to_string(lines_of(reason)));
    row.set("reason_needed", needed.is_bool() && needed.boolean());
    row.set("lost", points && *points < full ? short_points(text_of(full - *points)) : std::string());
    row.set("page_in_document", shown_in(call, sheet, code, "page"));
    for (const char* key : {"points", "defects", "reason", "page"}) {
      row.set(std::string(key) + "_name", std::string(key) + "." + code);
    }
    row.set("row_problems", row_problems(problems, code, criterion.text_at("title"), body_rows, call.language));
    rows.push(std::move(row));
    before = code;
  }
  return rows;
}

std::string bands_of(const Call& call, const Json& sheet) {
  auto panel = service::read_panel(call.gate, call.actor, read_id(sheet.text_at("panel")).value_or(0));
  if (!panel) return {};
  auto policy = service::read_policy_row(call.gate, call.actor, read_id(panel->text_at("policy")).value_or(0));
  const Json* document = policy ? policy->find("document") : nullptr;
  const Json* bands = document ? document->find("bands") : nullptr;
  std::string text;
  if (bands && bands->is_array()) {
    for (const Json& band : bands->items()) {
      text += (text.empty() ? "" : ";") + band.text_at("from") + "=" + band.text_at("grade");
    }
  }
  return text;
}

namespace {

std::string grade_of(std::int64_t total, const std::string& bands) {
  std::string grade;
  std::int64_t best = -1;
  for (std::size_t at = 0; at < bands.size();) {
    const std::size_t end = std::min(bands.find(';', at), bands.size());
    const std::size_t sign = bands.find('=', at);
    if (sign == std::string::npos || sign >= end) break;
    const auto from = hundredths_of(bands.substr(at, sign - at));
    if (from && *from <= total && *from > best) {
      best = *from;
      grade = bands.substr(sign + 1, end - sign - 1);
    }
    at = end + 1;
  }
  return grade;
}

}  // namespace

Running running_total(const Call& call, const Json& sheet, const std::string& bands) {
  const std::string given(trimmed(call.form.empty() ? sheet.text_at("total") : call.field("total")));
  if (!given.empty()) {
    const auto total = hundredths_of(given);
    const bool fits = total && *total <= 10000;
    return fits ? Running{text_of(*total), grade_of(*total, bands), call.words("web.score.complete")} : Running{};
  }
  std::int64_t sum = 0;
  int missing = sheet.at("rubric").at("criteria").items().empty() ? 1 : 0;
  int reasons = 0;
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const auto points = points_now(call, sheet, criterion);
    missing += points ? 0 : 1;
    sum += points.value_or(0);
    const Json& needed = criterion.at("reason_required");
    const bool less = points && *points < hundredths_of(criterion.text_at("points")).value_or(0);
    const bool given = !trimmed(shown_in(call, sheet, criterion.text_at("criterion"), "reason")).empty();
    reasons += less && needed.is_bool() && needed.boolean() && !given ? 1 : 0;
  }
  std::string words;
  const auto add = [&](const char* key, int count) {
    if (count == 0) return;
    words += (words.empty() ? "" : call.words("web.semicolon")) + call.words(key, {{"count", std::to_string(count)}});
  };
  add("web.score.missing", missing);
  add("web.score.reasons_missing", reasons);
  if (words.empty()) words = call.words("web.score.complete");
  return {text_of(sum), missing == 0 ? grade_of(sum, bands) : "", words};
}

Json documents_of(const Call& call, const Json& sheet) {
  Json links = Json::array();
  auto listed =
      service::deliverables_of_engagement(call.gate, call.actor, read_id(sheet.text_at("engagement")).value_or(0));
  if (!listed) return links;
  std::vector<const Json*> items;
  for (const Json& item : listed->at("items").items()) items.push_back(&item);
  const std::string own = sheet.text_at("component");
  std::stable_sort(items.begin(), items.end(), [&](const Json* a, const Json* b) {
    const bool first = a->text_at("kind") == own;
    const bool second = b->text_at("kind") == own;
    if (first != second) return first;
    return a->at("revision").integer().value_or(0) > b->at("revision").integer().value_or(0);
  });
  for (const Json* item : items) {
    const std::string kind = choice_label("deliverable_kind", item->text_at("kind"), call.language);
    const bool in_page = item->text_at("media_type") == "application/pdf";
    links.push(Json(Json::Object{
        {"href", "/deliverables/" + item->text_at("id") + "/file"},
        {"preview_href", in_page ? "/deliverables/" + item->text_at("id") + "/preview" : std::string()},
        {"document_label", kind + " · " + item->text_at("file_name")},
        {"document_note",
         call.words("web.sheet.document_note",
                    {{"revision", value_of(*item, "revision")},
                     {"received", short_moment(item->text_at("received_at"))},
                     {"state", choice_label("deliverable_state", item->text_at("state"), call.language)}})}}));
  }
  return links;
}

}  // namespace zhiheng::web
