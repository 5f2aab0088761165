// The rules by which experts are paid: a document that one person writes and another approves.
#include "domain/fee_scheme.h"

#include "service/fee_scheme_service.h"
#include "web/expert_fee_web.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string here(const Call& call) {
  return "/fee-schemes/" + std::to_string(call.id());
}

// One line per value: "按小时 · 首段小时数: 2".
void flatten(const Call& call, const std::string& label, const Json& value, Json& rows) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.members()) {
      const std::string name = "fee_scheme.part." + key;
      const std::string part = has_text(name, call.language) ? call.words(name) : key;
      flatten(call, label.empty() ? part : label + " · " + part, member, rows);
    }
    return;
  }
  rows.push(Json(Json::Object{{"label", label}, {"text", text_of(&value)}}));
}

Json rules_of(const Call& call, const Json& document) {
  Json rows = Json::array();
  for (const char* key :
       {"hourly", "daily", "item", "fixed", "factors", "caps", "correspondence_part", "travel_allowance"}) {
    if (const Json* part = document.find(key)) {
      flatten(call, "", Json(Json::Object{{key, *part}}), rows);
    }
  }
  return rows;
}

Reply show_scheme(Call& call, const Problems& problems) {
  auto scheme = service::read_fee_scheme_row(call.gate, call.actor, call.id());
  if (!scheme) return refused(scheme.problems());
  const Json& document = scheme->at("document");
  const std::string state = scheme->text_at("state");
  const std::int64_t version = scheme->at("version").integer().value_or(0);
  const std::string title = scheme->text_at("title");
  Json view = Json::object();
  view.set("page_title", title).set("scheme_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.fee_scheme"), "/fee-schemes"), crumb(title)}));
  view.set("scheme_state", choice_label("fee_scheme_state", state, call.language)).set("scheme_tone", tone_of(state));
  view.set("facts", facts_of(call, domain::fee_scheme_shape(), *scheme)).set("source", document.text_at("source"));
  view.set("rules", rules_of(call, document)).set("assumed", scheme->at("assumed"));
  view.set("document_text", write_json_indented(document));
  view.set("approve",
           act_button(call, "web.fee_scheme.approve", here(call) + "/approve", version, Action::confirm_expert_fees,
                      "fee_scheme", call.id(), state == "draft", "fee_scheme.not_draft"));
  view.set("retire",
           act_button(call, "web.fee_scheme.retire", here(call) + "/retire", version, Action::confirm_expert_fees,
                      "fee_scheme", call.id(), state == "approved", "fee_scheme.not_approved"));
  view.set("edit_href", state == "draft" && can(call, Action::edit_expert_fees, "fee_scheme", call.id())
                            ? here(call) + "/edit"
                            : std::string());
  view.set("copy_href",
           can(call, Action::edit_expert_fees) ? "/fee-schemes/new?from=" + std::to_string(call.id()) : std::string());
  view.set("history", history_view(call, domain::fee_scheme_shape(), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("fee_scheme/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply scheme_form(Call& call, std::int64_t id, const std::string& text, const std::string& version,
                  const Problems& problems) {
  const std::string title =
      call.words(id == 0 ? "web.form.new_title" : "web.form.change_title", {{"stem", call.words("stem.fee_scheme")}});
  Json listed = Json::array();
  for (const Problem& problem : problems) {
    listed.push(Json(Json::Object{{"text", (problem.field.empty() ? "" : problem.field + call.words("web.colon")) +
                                               say(problem, call.language)}}));
  }
  Json shipped = Json::array();
  for (const std::string& code : domain::shipped_fee_schemes()) {
    const Json& document = *domain::shipped_fee_scheme(code);
    shipped.push(Json(Json::Object{{"shipped_title", document.text_at("title")},
                                   {"shipped_source", document.text_at("source")},
                                   {"shipped_href", "/fee-schemes/new?from=" + code}}));
  }
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.fee_scheme"), "/fee-schemes"), crumb(title)}));
  const std::string place = id == 0 ? std::string("/fee-schemes") : here(call);
  view.set("form_action", place).set("cancel_href", place).set("row_version", version);
  view.set("document_text", text).set("creating", id == 0).set("shipped", std::move(shipped));
  view.set("page_problems", std::move(listed));
  return page("fee_scheme/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply new_scheme(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_expert_fees, {"fee_scheme", 0}); !may) {
    return refused(may.problems());
  }
  const std::string& from = call.parameter("from");
  const Json* shipped = domain::shipped_fee_scheme(from.empty() ? "guangdong-2020" : from);
  std::string text = shipped ? write_json_indented(*shipped) : std::string();
  if (const auto id = read_id(from)) {
    auto row = service::read_fee_scheme_row(call.gate, call.actor, *id);
    if (!row) return refused(row.problems());
    Json document = row->at("document");
    document.set("revision", Json(document.at("revision").integer().value_or(0) + 1));
    text = write_json_indented(document);
  }
  return scheme_form(call, 0, text, "", {});
}

Reply save_scheme(Call& call, std::int64_t id) {
  const std::string& text = call.field("document");
  auto document = parse_json(text, JsonLimits{16, 1u << 18});
  if (!document) return scheme_form(call, id, text, call.field("version"), document.problems());
  Result<Json> saved = refusal("version.missing");
  if (id == 0) {
    saved = service::create_fee_scheme(call.gate, call.actor, *document);
  } else {
    auto version = call.version();
    if (!version) return refused(version.problems());
    saved = service::change_fee_scheme(call.gate, call.actor, id, *version, *document);
  }
  if (saved) return see_other("/fee-schemes/" + saved->text_at("id") + "?done=saved");
  return is_about_the_form(saved.problems()) ? scheme_form(call, id, text, call.field("version"), saved.problems())
                                             : refused(saved.problems());
}

using Act = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t);

void add_act(Router& router, const std::string& name, const char* done, Act act) {
  Route api{"POST", "/api/v1/fee-schemes/{id}/" + name, "fee_scheme." + name,
            [act](Call& call) {
              auto version = version_or_current(call, "fee_scheme");
              if (!version) return refused(version.problems());
              return json_or_refused(act(call.gate, call.actor, call.id(), *version));
            },
            BodyKind::json};
  api.creates = true;
  api.takes = "act";
  api.answers = "fee_scheme_detail";
  router.add(std::move(api));
  router.add({"POST", "/fee-schemes/{id}/" + name, "fee_scheme." + name + "_page",
              [act, done](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                auto row = act(call.gate, call.actor, call.id(), *version);
                if (row) return see_other(here(call) + "?done=" + done);
                return is_about_the_form(row.problems()) ? show_scheme(call, row.problems()) : refused(row.problems());
              },
              BodyKind::form});
}

// The body is the document itself; what was seen stands in If-Match.
Reply change_by_api(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  const Json document = call.body;
  auto version = version_or_current(call, "fee_scheme");
  if (!version) return refused(version.problems());
  return json_or_refused(service::change_fee_scheme(call.gate, call.actor, call.id(), *version, document));
}

void add_api(Router& router) {
  Route create{"POST", "/api/v1/fee-schemes", "fee_scheme.create",
               [](Call& call) {
                 return created_or_refused(service::create_fee_scheme(call.gate, call.actor, body_or_empty(call)),
                                           "fee-schemes");
               },
               BodyKind::json};
  create.creates = true;
  create.takes = "fee_scheme_document";
  create.answers = "fee_scheme_detail";
  router.add(std::move(create));
  Route read{"GET", "/api/v1/fee-schemes/{id}", "fee_scheme.read", [](Call& call) {
               return json_or_refused(service::read_fee_scheme_row(call.gate, call.actor, call.id()));
             }};
  read.answers = "fee_scheme_detail";
  router.add(std::move(read));
  Route change{"PUT", "/api/v1/fee-schemes/{id}", "fee_scheme.replace", change_by_api, BodyKind::json};
  change.takes = "fee_scheme_document";
  change.answers = "fee_scheme_detail";
  router.add(std::move(change));
}

}  // namespace

void add_fee_scheme_routes(Router& router) {
  add_api(router);
  add_act(router, "approve", "approved", service::approve_fee_scheme);
  add_act(router, "retire", "retired", service::retire_fee_scheme);
  router.add({"GET", "/fee-schemes/{id}", "fee_scheme.show_page", [](Call& call) { return show_scheme(call, {}); }});
  Route fresh{"GET", "/fee-schemes/new", "fee_scheme.new_page", new_scheme};
  fresh.query = {"from"};
  router.add(std::move(fresh));
  router.add({"POST", "/fee-schemes", "fee_scheme.create_page", [](Call& call) { return save_scheme(call, 0); },
              BodyKind::form});
  router.add({"GET", "/fee-schemes/{id}/edit", "fee_scheme.edit_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::edit_expert_fees, {"fee_scheme", call.id()}); !may)
                  return refused(may.problems());
                auto row = service::read_fee_scheme_row(call.gate, call.actor, call.id());
                if (!row) return refused(row.problems());
                return scheme_form(call, call.id(), write_json_indented(row->at("document")),
                                   std::to_string(row->at("version").integer().value_or(0)), {});
              }});
  router.add({"POST", "/fee-schemes/{id}", "fee_scheme.change_page",
              [](Call& call) { return save_scheme(call, call.id()); }, BodyKind::form});
}

}  // namespace zhiheng::web
