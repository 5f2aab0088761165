// Bank accounts of agencies: entered, checked by another person, retired; shown masked, in full only with a purpose.
#include "domain/payment_order.h"
#include "service/agency_account_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/payment_order_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* form_keys[] = {"agency", "account_name", "bank_name", "account_number"};

std::string here(const Call& call) {
  return "/agency-accounts/" + std::to_string(call.id());
}

bool may_enter(const Call& call) {
  return can(call, Action::edit_payment_orders) ||
         (call.actor.agency_id != 0 && can(call, Action::edit_agency_record, "agency", call.actor.agency_id));
}

Reply form_page(Call& call, const Problems& problems) {
  if (!may_enter(call)) return refused(refusal(Kind::forbidden, "access.role"));
  Options agencies{{"", call.words("web.form.choose")}};
  for (const Json& row : rows_of(call, "agency", {}, 500, "name").items()) {
    agencies.emplace_back(row.text_at("id"), row.text_at("name"));
  }
  Json fields = Json::array();
  for (const char* key : form_keys) {
    const bool agency = std::string_view(key) == "agency";
    const std::string value = call.has_field(key) ? call.field(key) : call.parameter(key);
    fields.push(plain_field({key, field_label("agency_account", key, call.language), agency ? "choice" : "text", value,
                             true, agency ? agencies : Options(), ""},
                            problems, call.language));
  }
  Json view = Json::object();
  const std::string title = call.words("web.agency_account.new");
  view.set("page_problems", problem_summary(fields, problems, call.language));
  view.set("page_title", title).set("fields", std::move(fields));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.agency_account"), "/agency-accounts"), crumb(title)}));
  return page("agency_account/new.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply create(Call& call) {
  Json body = Json::object();
  for (const char* key : form_keys) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  auto account = service::enter_agency_account(call.gate, call.actor, body);
  if (account) return see_other("/agency-accounts/" + account->text_at("id") + "?done=entered");
  return is_about_the_form(account.problems()) ? form_page(call, account.problems()) : refused(account.problems());
}

Reply show(Call& call, const std::string& number, const Problems& problems) {
  auto row = service::read_row(call.gate, call.actor, domain::agency_account_shape(), call.id());
  if (!row) return refused(row.problems());
  const std::int64_t version = row->at("version").integer().value_or(0);
  Json view = Json::object();
  view.set("page_title", row->text_at("account_name")).set("account_name", row->text_at("account_name"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.agency_account"), "/agency-accounts"),
                                           crumb(row->text_at("account_name"))}));
  for (const char* key : {"bank_name", "number_shown", "agency_label", "drafted_by_label", "checked_by_label"}) {
    view.set(key, row->text_at(key));
  }
  view.set("checked_at", short_moment(row->text_at("checked_at")));
  const std::string state = row->text_at("state");
  view.set("state", choice_label("agency_account_state", state, call.language));
  view.set("tone", state == "checked" ? "good" : state == "entered" ? "warn" : "plain");
  view.set("check", act_button(call, "web.agency_account.check", here(call) + "/check", version,
                               service::may_check_agency_account(call.gate, call.actor, call.id())));
  view.set("retire", act_button(call, "web.agency_account.retire", here(call) + "/retire", version,
                                service::may_retire_agency_account(call.gate, call.actor, call.id())));
  view.set("waits", state == "entered").set("stands", state != "retired");
  view.set("can_reveal", can(call, Action::send_payment_orders, "agency_account", call.id()));
  view.set("here", here(call)).set("purpose", call.field("purpose")).set("clear_number", number);
  view.set("history", history_view(call, domain::agency_account_shape(), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("agency_account/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply reveal(Call& call) {
  Json body = Json::object().set("purpose", call.field("purpose"));
  auto clear = service::reveal_agency_account(call.gate, call.actor, call.id(), body);
  if (clear) return show(call, clear->text_at("account_number"), {});
  return leading_kind(clear.problems()) == Kind::invalid ? show(call, "", clear.problems()) : refused(clear.problems());
}

using Act = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t);

void add_act(Router& router, const char* name, const char* done, Act act) {
  const std::string word(name);
  Route api{
      "POST", "/api/v1/agency-accounts/{id}/" + word, "agency_account." + word,
      with_version("agency_account",
                   [act](Call& call, std::int64_t version) { return act(call.gate, call.actor, call.id(), version); }),
      BodyKind::json};
  api.creates = true;
  api.takes = "act";
  api.answers = "agency_account_detail";
  router.add(std::move(api));
  router.add({"POST", "/agency-accounts/{id}/" + word, "agency_account." + word + "_page",
              [act, done](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                return done_or_refused(act(call.gate, call.actor, call.id(), *version), here(call) + "?done=" + done);
              },
              BodyKind::form});
}

}  // namespace

void add_agency_account_routes(Router& router) {
  Route enter{"POST", "/api/v1/agency-accounts", "agency_account.create",
              [](Call& call) {
                return created_or_refused(service::enter_agency_account(call.gate, call.actor, body_or_empty(call)),
                                          "agency-accounts");
              },
              BodyKind::json};
  enter.creates = true;
  enter.takes = "agency_account_new";
  enter.answers = "agency_account_detail";
  router.add(std::move(enter));
  Route reveal_api{
      "POST", "/api/v1/agency-accounts/{id}/reveal", "agency_account.reveal",
      [](Call& call) {
        return json_or_refused(service::reveal_agency_account(call.gate, call.actor, call.id(), body_or_empty(call)));
      },
      BodyKind::json};
  reveal_api.takes = "agency_account_purpose";
  reveal_api.answers = "agency_account_clear";
  router.add(std::move(reveal_api));
  add_act(router, "check", "checked", service::check_agency_account);
  add_act(router, "retire", "retired", service::retire_agency_account);
  Route fresh{"GET", "/agency-accounts/new", "agency_account.new_page", [](Call& call) { return form_page(call, {}); }};
  fresh.query = {"agency"};
  router.add(std::move(fresh));
  router.add({"POST", "/agency-accounts", "agency_account.create_page", create, BodyKind::form});
  router.add(
      {"GET", "/agency-accounts/{id}", "agency_account.show_page", [](Call& call) { return show(call, "", {}); }});
  router.add({"POST", "/agency-accounts/{id}/reveal", "agency_account.reveal_page", reveal, BodyKind::form});
}

}  // namespace zhiheng::web
