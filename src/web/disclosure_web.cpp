// Disclosures as the bureau works on them: draft, look at what would be published, publish by another person, withdraw.
#include "domain/disclosure.h"

#include "service/disclosure_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/public_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

const std::vector<std::string>& form_keys() {
  static const std::vector<std::string> keys{"title", "kind", "fiscal_year", "note"};
  return keys;
}

std::string here(const Call& call) {
  return "/disclosures/" + std::to_string(call.id());
}

Json items_table(const Call& call, const Json& items, bool results, bool rated) {
  Json rows = Json::array();
  for (const Json& item : items.items()) {
    const Json* passed = item.find("passed");
    const bool reached = passed && passed->is_bool() && passed->boolean();
    Json row = Json::object();
    row.set("engagement", item.text_at("engagement")).set("budget_unit", item.text_at("budget_unit"));
    row.set("agency", item.text_at("agency")).set("final_score", item.text_at("final_score"));
    row.set("grade", item.text_at("grade")).set("uscc", item.text_at("uscc"));
    row.set("passed", results ? call.words(reached ? "web.public.reached" : "web.public.not_reached") : std::string());
    const Json* code = item.find("code");
    // A section within the rows looks for its values in itself first.
    row.set("results", results).set("rated", rated);
    row.set("item_code", code && code->is_string() ? code->string() : std::string());
    rows.push(std::move(row));
  }
  return rows;
}

Reply show_disclosure(Call& call, const Problems& problems) {
  auto row = service::read_disclosure(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  const domain::Shape& shape = domain::disclosure_shape();
  const std::string state = row->text_at("state");
  const std::int64_t version = row->at("version").integer().value_or(0);
  const bool results = row->text_at("kind") == "quality_results", rated = row->text_at("kind") == "ratings";
  Json view = Json::object();
  view.set("page_title", row->text_at("title")).set("disclosure_title", row->text_at("title"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.disclosure"), "/disclosures"), crumb(row->text_at("title"))}));
  view.set("disclosure_state", choice_label("disclosure_state", state, call.language));
  view.set("disclosure_tone", std::string(state == "published" ? "good" : state == "withdrawn" ? "bad" : "info"));
  view.set("facts", facts_of(call, shape, *row)).set("items", items_table(call, row->at("items"), results, rated));
  view.set("results", results).set("rated", rated).set("is_draft", state == "draft");
  view.set("publish",
           act_button(call, "web.disclosure.publish", here(call) + "/publish", version, Action::publish_disclosure,
                      "disclosure", call.id(), state == "draft", "web.disclosure.off_not_draft"));
  const bool may_withdraw = state == "published" && can(call, Action::publish_disclosure, "disclosure", call.id());
  view.set("may_withdraw", may_withdraw).set("withdraw_href", here(call) + "/withdraw");
  view.set("row_version", std::to_string(version)).set("reason", call.field("reason"));
  view.set("edit_href", state == "draft" && can(call, Action::edit_disclosures, "disclosure", call.id())
                            ? here(call) + "/edit"
                            : std::string());
  view.set("public_href", state == "draft" ? std::string() : "/public" + here(call));
  view.set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("disclosure/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply form_page(Call& call, std::int64_t id, const Json& values, const std::string& version, const Problems& problems) {
  const domain::Shape& shape = domain::disclosure_shape();
  const std::string title =
      call.words(id == 0 ? "web.form.new_title" : "web.form.change_title", {{"stem", call.words("stem.disclosure")}});
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.disclosure"), "/disclosures"), crumb(title)}));
  view.set("form_action", id == 0 ? std::string("/disclosures") : here(call));
  view.set("cancel_href", id == 0 ? std::string("/disclosures") : here(call)).set("row_version", version);
  view.set("fields", form_fields(shape, form_keys(), values, problems, options_for(call), id == 0, call.language));
  view.set("page_problems", problem_summary(shape, problems, call.language));
  return page("disclosure/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply save(Call& call, std::int64_t id) {
  const Json body = body_of_form(domain::disclosure_shape(), form_keys(), call, id == 0);
  Result<Json> saved = refusal("version.missing");
  if (id == 0) {
    saved = service::draft_disclosure(call.gate, call.actor, body);
  } else {
    auto version = call.version();
    if (!version) return refused(version.problems());
    saved = service::change_disclosure(call.gate, call.actor, id, *version, body);
  }
  if (saved) return see_other("/disclosures/" + saved->text_at("id") + "?done=saved");
  return is_about_the_form(saved.problems())
             ? form_page(call, id, typed_values(call), call.field("version"), saved.problems())
             : refused(saved.problems());
}

Reply publish(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::publish_disclosure(call.gate, call.actor, call.id(), *version);
  if (row) return see_other(here(call) + "?done=published");
  return is_about_the_form(row.problems()) ? show_disclosure(call, row.problems()) : refused(row.problems());
}

Reply withdraw(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = Json::object().set("reason", std::string(trimmed(call.field("reason"))));
  auto row = service::withdraw_disclosure(call.gate, call.actor, call.id(), *version, body);
  if (row) return see_other(here(call) + "?done=withdrawn");
  return is_about_the_form(row.problems()) ? show_disclosure(call, row.problems()) : refused(row.problems());
}

void add_api(Router& router) {
  Route create{"POST", "/api/v1/disclosures", "disclosure.create",
               [](Call& call) {
                 return created_or_refused(service::draft_disclosure(call.gate, call.actor, body_or_empty(call)),
                                           "disclosures");
               },
               BodyKind::json};
  create.creates = true;
  create.takes = "disclosure_draft";
  create.answers = "disclosure_with_items";
  router.add(std::move(create));
  Route read{"GET", "/api/v1/disclosures/{id}", "disclosure.read",
             [](Call& call) { return json_or_refused(service::read_disclosure(call.gate, call.actor, call.id())); }};
  read.answers = "disclosure_with_items";
  router.add(std::move(read));
  Route change{"PUT", "/api/v1/disclosures/{id}", "disclosure.replace",
               [](Call& call) {
                 auto version = call.version();
                 if (!version) return refused(version.problems());
                 return json_or_refused(
                     service::change_disclosure(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
               },
               BodyKind::json};
  change.takes = "disclosure_draft";
  change.answers = "disclosure_with_items";
  router.add(std::move(change));
  for (const bool publishes : {true, false}) {
    Route act{"POST", std::string("/api/v1/disclosures/{id}/") + (publishes ? "publish" : "withdraw"),
              publishes ? "disclosure.publish" : "disclosure.withdraw",
              [publishes](Call& call) {
                auto version = version_or_current(call, "disclosure");
                if (!version) return refused(version.problems());
                return json_or_refused(publishes
                                           ? service::publish_disclosure(call.gate, call.actor, call.id(), *version)
                                           : service::withdraw_disclosure(call.gate, call.actor, call.id(), *version,
                                                                          body_or_empty(call)));
              },
              BodyKind::json};
    act.creates = true;
    act.takes = publishes ? "" : "reason";
    act.answers = "disclosure_with_items";
    router.add(std::move(act));
  }
}

}  // namespace

void add_disclosure_routes(Router& router) {
  add_api(router);
  router.add(
      {"GET", "/disclosures/{id}", "disclosure.show_page", [](Call& call) { return show_disclosure(call, {}); }});
  router.add({"GET", "/disclosures/new", "disclosure.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::edit_disclosures, {"disclosure", 0}); !may)
                  return refused(may.problems());
                return form_page(call, 0, Json::object().set("kind", "quality_results"), "", {});
              }});
  router.add(
      {"POST", "/disclosures", "disclosure.create_page", [](Call& call) { return save(call, 0); }, BodyKind::form});
  router.add({"GET", "/disclosures/{id}/edit", "disclosure.edit_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::edit_disclosures, {"disclosure", call.id()}); !may)
                  return refused(may.problems());
                auto row = service::read_disclosure(call.gate, call.actor, call.id());
                if (!row) return refused(row.problems());
                return form_page(call, call.id(), *row, std::to_string(row->at("version").integer().value_or(0)), {});
              }});
  router.add({"POST", "/disclosures/{id}", "disclosure.change_page", [](Call& call) { return save(call, call.id()); },
              BodyKind::form});
  router.add({"POST", "/disclosures/{id}/publish", "disclosure.publish_page", publish, BodyKind::form});
  router.add({"POST", "/disclosures/{id}/withdraw", "disclosure.withdraw_page", withdraw, BodyKind::form});
}

}  // namespace zhiheng::web
