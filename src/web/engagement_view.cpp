#include "web/engagement_view.h"

#include "service/contract_service.h"
#include "service/policy_service.h"
#include "service/result_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

std::string number_at(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return !value ? "" : value->is_number() ? value->number() : value->is_string() ? value->string() : "";
}

// A copy, for answers that do not outlive the statement.
Json items_at(const Result<Json>& answer) {
  if (!answer) return Json::array();
  const Json* list = answer->find("items");
  return list && list->is_array() ? *list : Json::array();
}

bool is_answer_to(const Call& call, std::string_view ending) {
  return call.request.method == "POST" && call.request.path.ends_with(ending);
}

Problems problems_of(const Call& call, std::string_view ending, const Problems& problems) {
  return is_answer_to(call, ending) ? problems : Problems();
}

namespace {

using domain::Action;

// The policy of the contract: its components and the codes of events and vetoes. Null for who may not see it.
Json policy_document(const Call& call, const Json& engagement) {
  const auto contract_id = read_id(engagement.text_at("contract"));
  if (!contract_id) return {};
  auto contract = service::read_contract(call.gate, call.actor, *contract_id);
  if (!contract) return {};
  const auto policy_id = read_id(contract->text_at("policy"));
  if (!policy_id) return {};
  auto policy = service::read_policy_row(call.gate, call.actor, *policy_id);
  const Json* document = policy ? policy->find("document") : nullptr;
  return document ? *document : Json();
}

Options codes_of(const Json& policy, const char* list) {
  Options options{{"", ""}};
  const Json* rows = policy.find(list);
  if (!rows || !rows->is_array()) return options;
  for (const Json& row : rows->items()) {
    const std::string code = row.text_at("code");
    const std::string title = row.text_at("title");
    options.emplace_back(code, title.empty() ? code : title);
  }
  return options;
}

Json conduct_form(const Call& call, const Json& policy, const Problems& problems) {
  Options codes = codes_of(policy, "events");
  for (auto& option : codes) {
    if (!option.first.empty())
      option = {"event:" + option.first, call.words("web.conduct.event") + " · " + option.second};
  }
  for (const auto& [code, title] : codes_of(policy, "vetoes")) {
    if (!code.empty()) codes.emplace_back("veto:" + code, call.words("web.conduct.veto") + " · " + title);
  }
  Json fields = Json::array();
  auto add = [&](PlainField field) { fields.push(plain_field(field, problems, call.language)); };
  add({"code", call.words("web.conduct.code"), "choice", call.field("code"), true, codes, ""});
  add({"happened_on", call.words("web.conduct.happened_on"), "date", call.field("happened_on"), true, {}, ""});
  add({"count",
       call.words("web.conduct.count"),
       "number",
       is_answer_to(call, "/conduct") ? call.field("count") : "1",
       false,
       {},
       ""});
  add({"evidence", call.words("web.conduct.evidence"), "area", call.field("evidence"), true, {}, ""});
  return fields;
}

Json score_rows(const Json& given, const Json& policy, std::int64_t engagement_id, bool decides) {
  Json rows = Json::array();
  for (const Json& item : given.items()) {
    std::string component = item.text_at("component");
    for (const auto& [code, title] : codes_of(policy, "components")) {
      if (code == component) component = title;
    }
    rows.push(Json(Json::Object{{"component", component},
                                {"score", item.text_at("score")},
                                {"reason", item.text_at("reason")},
                                {"can_withdraw", decides},
                                {"act_version", number_at(item, "version")},
                                {"withdraw_href", "/component-scores/" + item.text_at("id") +
                                                      "/withdraw?engagement=" + std::to_string(engagement_id)}}));
  }
  return rows;
}

Json conduct_rows(const Call& call, const Json& recorded, const Json& policy, std::int64_t engagement_id,
                  bool decides) {
  Json rows = Json::array();
  for (const Json& item : recorded.items()) {
    std::string what = item.text_at("code");
    for (const char* list : {"events", "vetoes"}) {
      for (const auto& [code, title] : codes_of(policy, list)) {
        if (code == item.text_at("code")) what = title;
      }
    }
    rows.push(Json(Json::Object{{"kind", call.words("web.conduct." + item.text_at("kind"))},
                                {"what", what},
                                {"happened_on", item.text_at("happened_on")},
                                {"count", number_at(item, "count")},
                                {"evidence", item.text_at("evidence")},
                                {"state", call.words("web.conduct." + item.text_at("state"))},
                                {"tone", tone_of(item.text_at("state"))},
                                {"withdrawn_reason", item.text_at("withdrawn_reason")},
                                {"can_withdraw", decides && item.text_at("state") == "recorded"},
                                {"act_version", number_at(item, "version")},
                                {"withdraw_href", "/conduct/" + item.text_at("id") +
                                                      "/withdraw?engagement=" + std::to_string(engagement_id)}}));
  }
  return rows;
}

}  // namespace

void add_conduct(const Call& call, std::int64_t id, const Json& engagement, Json& view, const Problems& problems) {
  const Json policy = policy_document(call, engagement);
  const bool decides = policy.is_object() && can(call, Action::decide_result, "engagement", id);
  const Json given = items_at(service::component_scores(call.gate, call.actor, id));
  const Json recorded = items_at(service::conduct_records(call.gate, call.actor, id));
  const auto typed = [&](const char* ending, const char* key) {
    return is_answer_to(call, ending) ? call.field(key) : std::string();
  };
  const Problems of_score = problems_of(call, "/component-scores", problems);
  view.set("score_open", is_answer_to(call, "/component-scores"));
  view.set("conduct_open", is_answer_to(call, "/conduct"));
  view.set("component_scores", score_rows(given, policy, id, decides));
  view.set("conduct", conduct_rows(call, recorded, policy, id, decides));
  view.set("can_decide", decides);
  Json score_fields = Json::array();
  score_fields.push(plain_field({"component", call.words("web.engagement.component"), "choice",
                                 typed("/component-scores", "component"), true, codes_of(policy, "components"), ""},
                                of_score, call.language));
  score_fields.push(plain_field(
      {"score", call.words("web.engagement.score"), "number", typed("/component-scores", "score"), true, {}, ""},
      of_score, call.language));
  score_fields.push(
      plain_field({"reason", call.words("web.reason"), "text", typed("/component-scores", "reason"), false, {}, ""},
                  of_score, call.language));
  view.set("score_fields", Json(Json::Object{{"fields", std::move(score_fields)}}));
  view.set("conduct_fields",
           Json(Json::Object{{"fields", conduct_form(call, policy, problems_of(call, "/conduct", problems))}}));
}

}  // namespace zhiheng::web
