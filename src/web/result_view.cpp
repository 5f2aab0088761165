#include "web/result_view.h"

#include <algorithm>

#include "base/fraction.h"
#include "base/money.h"

namespace zhiheng::web {

std::string percent_of(const std::string& rate) {
  auto read = read_decimal(rate, 6, "");
  if (!read) return rate;
  const std::int64_t hundredths = *read;  // millionths of one = ten-thousandths of a percent
  std::string text = std::to_string(hundredths / 10000);
  std::string rest = std::to_string(hundredths % 10000);
  rest.insert(0, 4 - rest.size(), '0');
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return text + (rest.empty() ? "" : "." + rest) + "%";
}

namespace {

// "377/5" -> "75.4": people read decimals where they end; evidence and the API keep the fraction.
std::string decimal_of(const std::string& exact) {
  const std::size_t slash = exact.find('/');
  if (slash == std::string::npos) return exact;
  const bool negative = exact.starts_with("-");
  const std::string_view above = std::string_view(exact).substr(negative ? 1 : 0, slash - (negative ? 1 : 0));
  auto num = read_decimal(above, 0, "");
  auto den = read_decimal(std::string_view(exact).substr(slash + 1), 0, "");
  if (!num || !den || *den == 0) return exact;
  return Fraction(negative ? -*num : *num, *den).decimal();
}

const Json* component_of(const Json& policy, const std::string& code) {
  const Json* components = policy.find("components");
  if (!components || !components->is_array()) return nullptr;
  for (const Json& component : components->items()) {
    if (component.text_at("code") == code) return &component;
  }
  return nullptr;
}

std::string title_of_code(const Json& policy, const char* list, const std::string& code) {
  const Json* rows = policy.find(list);
  if (!rows || !rows->is_array()) return code;
  for (const Json& row : rows->items()) {
    if (row.text_at("code") == code && !row.text_at("title").empty()) return row.text_at("title");
  }
  return code;
}

}  // namespace

Json derivation_view(const Call& call, const Json& engagement, const Json& policy) {
  Json view = Json::object();
  Json components = Json::array();
  if (const Json* list = engagement.find("components"); list && list->is_object()) {
    for (const auto& [code, outcome] : list->members()) {
      const Json* component = component_of(policy, code);
      const std::string weight = component ? component->text_at("weight") : "";
      const std::string mode = component ? component->text_at("mode") : "";
      components.push(
          Json(Json::Object{{"component_title", component ? component->text_at("title") : code},
                            {"component_score", outcome.text_at("score")},
                            {"exact", decimal_of(outcome.text_at("exact"))},
                            {"weight", weight.empty() ? call.words("web.mode." + (mode.empty() ? "scored" : mode))
                                                      : percent_of(weight)}}));
    }
  }
  Json deductions = Json::array();
  if (const Json* list = engagement.find("deductions"); list && list->is_array()) {
    for (const Json& deduction : list->items()) {
      const std::string kind = deduction.text_at("kind");
      const std::string key = "web.deduction." + kind;
      const std::string code = deduction.text_at("code");
      std::string title = has_text(key, call.language) ? call.words(key) : kind;
      if (!code.empty()) title += " · " + title_of_code(policy, "events", code);
      deductions.push(Json(Json::Object{{"deduction_title", title},
                                        {"base", grouped_amount(deduction.text_at("base"))},
                                        {"rate", percent_of(deduction.text_at("rate"))},
                                        {"amount", grouped_amount(deduction.text_at("amount"))}}));
    }
  }
  Json steps = Json::array();
  if (const Json* list = engagement.find("steps"); list && list->is_array()) steps = *list;
  view.set("components", std::move(components));
  view.set("deductions", std::move(deductions));
  view.set("steps", std::move(steps));
  return view;
}

namespace {

// "{criterion} -> title and full points" of the policy's component.
const Json* criterion_of(const Json* component, const std::string& code) {
  const Json* criteria = component ? component->find("criteria") : nullptr;
  if (!criteria || !criteria->is_array()) return nullptr;
  for (const Json& criterion : criteria->items()) {
    if (criterion.text_at("code") == code) return &criterion;
  }
  return nullptr;
}

std::string plain_points(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

// `where` is the sheet as an objection names it, ":1:report".
Json criterion_rows(const Json& sheet, const Json* component, const std::string& where) {
  Json rows = Json::array();
  const Json* items = sheet.find("items");
  if (!items || !items->is_array()) return rows;
  for (const Json& item : items->items()) {
    const Json* criterion = criterion_of(component, item.text_at("criterion"));
    rows.push(Json(Json::Object{
        {"criterion_name", item.text_at("criterion") + (criterion ? " " + criterion->text_at("title") : "")},
        {"full", criterion ? plain_points(criterion->text_at("points")) : std::string()},
        {"points", plain_points(item.text_at("points"))},
        {"reason", item.text_at("reason")},
        {"object_target", "criterion" + where + ":" + item.text_at("criterion")},
        {"object_href", std::string()}}));
  }
  return rows;
}

// Every sheet that counted, as the case of the result holds it: raters by their codes, never by name.
Json scores_view(const Call& call, const Json& given, const std::string& code) {
  Json sheets = Json::array();
  const Json* policy = given.find("policy");
  const Json* list = given.find("engagements");
  if (!policy || !policy->is_object() || !list || !list->is_array()) return sheets;
  for (const Json& engagement : list->items()) {
    const Json* components = engagement.find("sheets");
    const bool here = engagement.text_at("code") == code || list->items().size() == 1;
    if (!here || !components || !components->is_object()) continue;
    std::vector<std::string> seen;
    for (const auto& [name, all] : components->members()) {
      const Json* component = component_of(*policy, name);
      for (const Json& sheet : all.items()) {
        auto at = std::find(seen.begin(), seen.end(), sheet.text_at("rater"));
        if (at == seen.end()) at = seen.insert(seen.end(), sheet.text_at("rater"));
        const std::string where = ":" + std::to_string(at - seen.begin() + 1) + ":" + name;
        sheets.push(
            Json(Json::Object{{"sheet_name", call.words("web.result.sheet_of",
                                                        {{"component", component ? component->text_at("title") : name},
                                                         {"rater", sheet.text_at("rater")}})},
                              {"sheet_total", sheet.text_at("score")},
                              {"criteria", criterion_rows(sheet, component, where)},
                              {"object_target", "total" + where},
                              {"object_href", std::string()}}));
      }
    }
  }
  return sheets;
}

}  // namespace

Json result_view(const Call& call, const Json& result, const std::string& code) {
  const Json empty = Json::object();
  const Json* document = result.find("result");
  const Json* given = result.find("case");
  const Json* policy = given ? given->find("policy") : nullptr;
  const Json* engagement = &empty;
  if (const Json* list = document ? document->find("engagements") : nullptr; list && list->is_array()) {
    for (const Json& one : list->items()) {
      if (one.text_at("code") == code || list->items().size() == 1) engagement = &one;
    }
  }
  Json view = derivation_view(call, *engagement, policy && policy->is_object() ? *policy : empty);
  const Json* passed = result.find("passed");
  const bool good = passed && passed->is_bool() && passed->boolean();
  view.set("scores", given ? scores_view(call, *given, code) : Json::array());
  view.set("final_score", result.text_at("final_score"));
  const std::string exact = decimal_of(engagement->text_at("final_score_exact"));
  const bool rounded = !exact.empty() && exact != plain_points(result.text_at("final_score"));
  view.set("final_exact", rounded ? call.words("web.result.exact") + " " + exact : std::string());
  view.set("grade", result.text_at("grade"));
  view.set("passed_text", call.words(good ? "web.result.passed" : "web.result.failed"));
  view.set("passed_tone", good ? "good" : "bad");
  view.set("deduction", grouped_amount(result.text_at("deduction")));
  view.set("bonus", result.text_at("bonus") == "0.00" ? "" : grouped_amount(result.text_at("bonus")));
  view.set("policy_label", document ? document->text_at("policy") : std::string());
  return view;
}

}  // namespace zhiheng::web
