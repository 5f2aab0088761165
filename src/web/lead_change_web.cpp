// Another lead evaluator in a running contract: asked for by the agency, decided by the bureau.
#include "domain/agency_record.h"
#include "service/agency_record_service.h"
#include "web/agency_record_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

Reply form_page(Call& call, const Problems& problems) {
  auto choices = service::lead_change_choices(call.gate, call.actor);
  if (!choices) return refused(choices.problems());
  Options contracts{{"", ""}}, leads{{"", ""}};
  for (const Json& one : choices->at("contracts").items()) {
    contracts.emplace_back(one.text_at("id"),
                           one.text_at("number") + " " + one.text_at("title") + " (" + one.text_at("lead") + ")");
  }
  for (const Json& one : choices->at("leads").items()) {
    leads.emplace_back(one.text_at("id"), one.text_at("code") + " " + one.text_at("name"));
  }
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, Options options) {
    PlainField field{key, field_label("lead_change", key, call.language), type, call.field(key), true, {}, {}};
    field.options = std::move(options);
    fields.push(plain_field(field, problems, call.language));
  };
  add("contract", "choice", std::move(contracts));
  add("to_lead", "choice", std::move(leads));
  add("reason", "area", {});
  const std::string title = call.words("web.lead_change.ask");
  Json view = Json::object().set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.lead_change"), "/lead-changes"), crumb(title)}));
  view.set("form_action", "/lead-changes").set("cancel_href", "/lead-changes").set("group_name", "");
  view.set("row_version", "").set("hint", call.words("web.lead_change.hint")).set("people_hint", "");
  view.set("fields", std::move(fields)).set("page_problems", problem_list(problems, call.language));
  return page("agency_record/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply show(Call& call, const Problems& problems) {
  auto row = service::read_lead_change(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  const domain::Shape& shape = domain::lead_change_shape();
  const std::string state = row->text_at("state");
  Json view = Json::object().set("page_title", call.words("stem.lead_change"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.lead_change"), "/lead-changes"),
                                           crumb(row->text_at("contract_label"))}));
  view.set("change_state", choice_label("lead_change_state", state, call.language));
  view.set("change_tone", std::string(state == "approved" ? "good" : state == "asked" ? "info" : "bad"));
  view.set("facts", facts_of(call, shape, *row)).set("here", "/lead-changes/" + row->text_at("id"));
  view.set("row_version", row->at("version").number()).set("note", call.field("note"));
  view.set("decides", state == "asked" && can(call, Action::review_agency_record, "lead_change", call.id()));
  view.set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("agency_record/lead_change.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply ask_by_form(Call& call) {
  Json body = Json::object();
  for (const char* key : {"contract", "to_lead", "reason"}) {
    if (const std::string text(trimmed(call.field(key))); !text.empty()) body.set(key, text);
  }
  auto asked = service::ask_lead_change(call.gate, call.actor, body);
  if (asked) return see_other("/lead-changes/" + asked->text_at("id") + "?done=lead_change_asked");
  return is_about_the_form(asked.problems()) ? form_page(call, asked.problems()) : refused(asked.problems());
}

Reply decide_by_form(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object().set("approve", call.field("approve") == "yes");
  if (const std::string note(trimmed(call.field("note"))); !note.empty()) body.set("note", note);
  auto done = service::decide_lead_change(call.gate, call.actor, call.id(), *version, body);
  if (done) return see_other("/lead-changes/" + done->text_at("id") + "?done=lead_change_decided");
  return is_about_the_form(done.problems()) ? show(call, done.problems()) : refused(done.problems());
}

}  // namespace

void add_lead_change_routes(Router& router) {
  Route ask{"POST", "/api/v1/lead-changes", "lead_change.ask",
            [](Call& call) {
              return created_or_refused(service::ask_lead_change(call.gate, call.actor, body_or_empty(call)),
                                        "lead-changes");
            },
            BodyKind::json};
  ask.creates = true;
  ask.takes = "lead_change_asked";
  ask.answers = "lead_change_row";
  router.add(std::move(ask));
  Route read{"GET", "/api/v1/lead-changes/{id}", "lead_change.read",
             [](Call& call) { return json_or_refused(service::read_lead_change(call.gate, call.actor, call.id())); }};
  read.answers = "lead_change_row";
  router.add(std::move(read));
  Route decide{"POST", "/api/v1/lead-changes/{id}/decide", "lead_change.decide",
               [](Call& call) {
                 auto version = version_or_current(call, "lead_change");
                 if (!version) return refused(version.problems());
                 return json_or_refused(
                     service::decide_lead_change(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
               },
               BodyKind::json};
  decide.creates = true;
  decide.takes = "lead_change_decision";
  decide.answers = "lead_change_row";
  router.add(std::move(decide));
  router.add({"GET", "/lead-changes/new", "lead_change.new_page", [](Call& call) { return form_page(call, {}); }});
  router.add({"POST", "/lead-changes", "lead_change.ask_page", ask_by_form, BodyKind::form});
  router.add({"GET", "/lead-changes/{id}", "lead_change.page", [](Call& call) { return show(call, {}); }});
  router.add({"POST", "/lead-changes/{id}/decide", "lead_change.decide_page", decide_by_form, BodyKind::form});
}

}  // namespace zhiheng::web
