#include "service/policy_labels.h"
#include "service/policy_service.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/policy_view.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/result_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

Json components_view(const Call& call, const Json& document) {
  Json shown = Json::array();
  const Json* components = document.find("components");
  if (!components || !components->is_array()) return shown;
  for (const Json& component : components->items()) {
    Json criteria = Json::array();
    if (const Json* list = component.find("criteria"); list && list->is_array()) {
      for (const Json& criterion : list->items()) {
        const std::string rule = "web.rule." + criterion.text_at("rule");
        criteria.push(
            Json(Json::Object{{"code", criterion.text_at("code")},
                              {"criterion_title", criterion.text_at("title")},
                              {"points", criterion.text_at("points")},
                              {"rule", has_text(rule, call.language) ? call.words(rule) : criterion.text_at("rule")}}));
      }
    }
    shown.push(Json(Json::Object{{"component_title", component.text_at("title")},
                                 {"component_code", component.text_at("code")},
                                 {"mode", call.words("web.mode." + component.text_at("mode"))},
                                 {"weight", component.text_at("weight")},
                                 {"criteria", std::move(criteria)}}));
  }
  return shown;
}

Json bands_view(const Json& document) {
  Json shown = Json::array();
  const Json* bands = document.find("bands");
  if (!bands || !bands->is_array()) return shown;
  for (const Json& band : bands->items()) {
    shown.push(Json(
        Json::Object{{"grade", band.text_at("grade")}, {"from", band.text_at("from")}, {"to", band.text_at("to")}}));
  }
  return shown;
}

Json assumed_view(const Call& call, const Json& policy, const Json& document) {
  Json shown = Json::array();
  const Json* assumed = policy.find("assumed");
  if (!assumed || !assumed->is_array()) return shown;
  for (const Json& item : assumed->items()) {
    const std::string path = item.is_object() ? item.text_at("path") : std::string();
    shown.push(Json(Json::Object{{"label", service::policy_label(document, path, call.language)},
                                 {"note", item.is_object() ? item.text_at("note") : text_of(&item)}}));
  }
  return shown;
}

Json coded_view(const Json& document, const char* list) {
  Json shown = Json::array();
  const Json* rows = document.find(list);
  if (!rows || !rows->is_array()) return shown;
  for (const Json& row : rows->items()) {
    shown.push(Json(Json::Object{{"code", row.text_at("code")}, {"title", row.text_at("title")}}));
  }
  return shown;
}

Reply show_policy(Call& call, const Problems& problems) {
  auto policy = service::read_policy_row(call.gate, call.actor, call.id());
  if (!policy) return refused(policy.problems());
  const Json& document = policy->at("document");
  const std::string state = policy->text_at("state");
  const std::string here = "/policies/" + std::to_string(call.id());
  const std::int64_t version = policy->at("version").integer().value_or(0);
  const domain::Shape& shape = *domain::find_shape("policy");
  Json view = Json::object();
  const std::string english = call.language == Language::en ? document.text_at("title_en") : std::string();
  const std::string title = english.empty() ? policy->text_at("title") : english;
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.policy"), "/policies"), crumb(title)}));
  view.set("policy_title", title);
  view.set("policy_name", policy->text_at("code") + "@" + text_of(policy->find("revision")));
  view.set("policy_state", choice_label("policy_state", state, call.language));
  view.set("policy_tone", tone_of(state));
  view.set("digest", policy->text_at("digest"));
  view.set("source", document.text_at("source"));
  view.set("assumed", assumed_view(call, *policy, document));
  view.set("components", components_view(call, document));
  view.set("bands", bands_view(document));
  view.set("parts", policy_parts_view(call, document));
  view.set("events", coded_view(document, "events"));
  view.set("vetoes", coded_view(document, "vetoes"));
  view.set("document_text", write_json_indented(document));
  view.set("approve", act_button(call, "web.policy.approve", here + "/approve", version, Action::approve_policy,
                                 "policy", call.id(), state == "draft", "web.policy.off_not_draft"));
  view.set("retire", act_button(call, "web.policy.retire", here + "/retire", version, Action::approve_policy, "policy",
                                call.id(), state == "approved", "web.policy.off_not_approved"));
  view.set("edit_href",
           state == "draft" && can(call, Action::edit_policies, "policy", call.id()) ? here + "/edit" : std::string());
  view.set("copy_href",
           can(call, Action::edit_policies) ? "/policies/new?from=" + std::to_string(call.id()) : std::string());
  view.set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("policy/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply policy_form(Call& call, std::int64_t id, const std::string& text, const std::string& version,
                  const Problems& problems) {
  const std::string title =
      call.words(id == 0 ? "web.form.new_title" : "web.form.change_title", {{"stem", call.words("stem.policy")}});
  Json listed = Json::array();
  for (const Problem& problem : problems) {
    listed.push(Json(Json::Object{{"text", (problem.field.empty() ? "" : problem.field + call.words("web.colon")) +
                                               say(problem, call.language)}}));
  }
  Json view = Json::object();
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.policy"), "/policies"), crumb(title)}));
  view.set("form_title", title);
  view.set("form_action", id == 0 ? std::string("/policies") : "/policies/" + std::to_string(id));
  view.set("cancel_href", id == 0 ? std::string("/policies") : "/policies/" + std::to_string(id));
  view.set("row_version", version);
  view.set("document_text", text);
  view.set("page_problems", std::move(listed));
  return page("policy/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply save_policy(Call& call, std::int64_t id) {
  const std::string& text = call.field("document");
  auto document = parse_json(text, JsonLimits{64, 1u << 20});
  if (!document) return policy_form(call, id, text, call.field("version"), document.problems());
  Result<Json> saved = refusal("version.missing");
  if (id == 0) {
    saved = service::create_policy(call.gate, call.actor, *document);
  } else {
    auto version = call.version();
    if (!version) return refused(version.problems());
    saved = service::change_policy(call.gate, call.actor, id, *version, *document);
  }
  if (saved) return see_other("/policies/" + saved->text_at("id") + "?done=saved");
  return is_about_the_form(saved.problems()) ? policy_form(call, id, text, call.field("version"), saved.problems())
                                             : refused(saved.problems());
}

using Act = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t);

void add_policy_act(Router& router, const std::string& name, const char* done, Act act) {
  router.add({"POST",
              "/api/v1/policies/{id}/" + name,
              "policy." + name,
              [act](Call& call) {
                auto version = version_or_current(call, "policy");
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version));
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 16,
              true});
  router.add({"POST", "/policies/{id}/" + name, "policy." + name + "_page",
              [act, done](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                auto row = act(call.gate, call.actor, call.id(), *version);
                if (row) return see_other("/policies/" + std::to_string(call.id()) + "?done=" + done);
                return is_about_the_form(row.problems()) ? show_policy(call, row.problems()) : refused(row.problems());
              },
              BodyKind::form});
}

// The body is the policy document itself; its own "version" is the revision, so what was seen stands in If-Match.
Reply change_by_api(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  const Json document = call.body;
  if (call.request.header("If-Match").empty()) return refused(refusal("version.missing", "If-Match"));
  auto version = call.version();
  if (!version) return refused(version.problems());
  return json_or_refused(service::change_policy(call.gate, call.actor, call.id(), *version, document));
}

}  // namespace

void add_policy_routes(Router& router) {
  router.add({"GET", "/api/v1/policies/{id}", "policy.read",
              [](Call& call) { return json_or_refused(service::read_policy_row(call.gate, call.actor, call.id())); }});
  router.add({"POST",
              "/api/v1/policies",
              "policy.create",
              [](Call& call) {
                return created_or_refused(service::create_policy(call.gate, call.actor, body_or_empty(call)),
                                          "policies");
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 20,
              true});
  router.add({"PUT", "/api/v1/policies/{id}", "policy.replace", change_by_api, BodyKind::json});
  add_policy_act(router, "approve", "approved", service::approve_policy);
  add_policy_act(router, "retire", "retired", service::retire_policy);
  router.add({"GET", "/policies/{id}", "policy.show_page", [](Call& call) { return show_policy(call, {}); }});
  router.add({"GET", "/policies/new", "policy.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::edit_policies, {"policy", 0}); !may)
                  return refused(may.problems());
                std::string text;
                if (const auto from = read_id(call.parameter("from"))) {
                  if (auto policy = service::read_policy_row(call.gate, call.actor, *from))
                    text = write_json_indented(policy->at("document"));
                }
                return policy_form(call, 0, text, "", {});
              }});
  router.add(
      {"POST", "/policies", "policy.create_page", [](Call& call) { return save_policy(call, 0); }, BodyKind::form});
  router.add({"GET", "/policies/{id}/edit", "policy.edit_page", [](Call& call) {
                auto policy = service::read_policy_row(call.gate, call.actor, call.id());
                if (!policy) return refused(policy.problems());
                return policy_form(call, call.id(), write_json_indented(policy->at("document")),
                                   text_of(policy->find("version")), {});
              }});
  router.add({"POST", "/policies/{id}", "policy.change_page", [](Call& call) { return save_policy(call, call.id()); },
              BodyKind::form});
}

}  // namespace zhiheng::web
