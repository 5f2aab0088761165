#include "web/result_view.h"

#include "base/money.h"

namespace zhiheng::web {

namespace {

std::string percent_of(const std::string& rate) {
  // "0.1" -> "10%"; fractions such as 13/75 stay as they are.
  auto read = read_decimal(rate, 6, "");
  if (!read) return rate;
  const std::int64_t hundredths = *read;  // millionths of one = ten-thousandths of a percent
  std::string text = std::to_string(hundredths / 10000);
  std::string rest = std::to_string(hundredths % 10000);
  rest.insert(0, 4 - rest.size(), '0');
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return text + (rest.empty() ? "" : "." + rest) + "%";
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
                            {"exact", outcome.text_at("exact")},
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
  view.set("final_score", result.text_at("final_score"));
  view.set("final_exact", engagement->text_at("final_score_exact"));
  view.set("grade", result.text_at("grade"));
  view.set("passed_text", call.words(good ? "web.result.passed" : "web.result.failed"));
  view.set("passed_tone", good ? "good" : "bad");
  view.set("deduction", grouped_amount(result.text_at("deduction")));
  view.set("bonus", result.text_at("bonus") == "0.00" ? "" : grouped_amount(result.text_at("bonus")));
  view.set("policy_label", document ? document->text_at("policy") : std::string());
  return view;
}

}  // namespace zhiheng::web
