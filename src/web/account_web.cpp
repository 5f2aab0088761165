#include "web/account_web.h"

#include "service/account_service.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/session.h"

namespace zhiheng::web {

namespace {

using domain::Role;

Reply list_page(Call& call) {
  auto listed =
      service::AccountService(call.gate).list_accounts(call.actor, call.parameter("q"), call.parameter("cursor"), 50);
  if (!listed) return refused(listed.problems());
  Json rows = Json::array();
  for (const Json& account : listed->at("items").items()) {
    std::string roles;
    if (const Json* list = account.find("roles"); list && list->is_array()) {
      for (const Json& role : list->items())
        roles += (roles.empty() ? "" : "、") + call.words("role." + text_of(&role));
    }
    rows.push(Json(Json::Object{{"login", account.text_at("login")},
                                {"display_name", account.text_at("display_name")},
                                {"roles", roles},
                                {"status", choice_label("account_status", account.text_at("status"), call.language)},
                                {"tone", tone_of(account.text_at("status"))},
                                {"last_sign_in", short_moment(account.text_at("last_sign_in_at"))},
                                {"href", "/accounts/" + account.text_at("id")}}));
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.accounts"));
  view.set("q", call.parameter("q"));
  view.set("can_create", static_cast<bool>(call.gate.may(call.actor, domain::Action::edit_accounts, {"account", 0})));
  view.set("rows", std::move(rows));
  const Json* next = listed->find("next");
  view.set("next_href", next && next->is_string()
                            ? "/accounts?" + write_query({{"q", call.parameter("q")}, {"cursor", next->string()}})
                            : std::string());
  view.set("total_text", call.words("web.list.total", {{"total", text_of(listed->find("total"))}}));
  return page("account/list.html", std::move(view));
}

Reply own_password_page(Call& call, const Problems& problems) {
  Json fields = Json::array();
  fields.push(plain_field({"present", call.words("web.account.present_password"), "password", "", true, {}, ""},
                          problems, call.language));
  fields.push(plain_field({"wanted", call.words("web.account.new_password"), "password", "", true, {}, ""}, problems,
                          call.language));
  Json view = Json::object();
  view.set("page_title", call.words("web.account.own_password"));
  view.set("expired", call.stage == "password");
  view.set("fields", std::move(fields));
  view.set("page_problems", problem_list(problems, call.language));
  return page("account/password.html", std::move(view), problems.empty() ? 200 : 422);
}

void add_account_api(Router& router) {
  router.add({"GET",
              "/api/v1/accounts",
              "account.list",
              [](Call& call) {
                auto request = list_request(call, *domain::find_shape("account"));
                if (!request) return refused(request.problems());
                return json_or_refused(service::AccountService(call.gate).list_accounts(
                    call.actor, request->q, request->cursor, request->limit));
              },
              BodyKind::none,
              Access::signed_in,
              {"limit", "cursor", "q"}});
  add_post(router, "/api/v1/accounts", "account.create", [](Call& call) {
    return created_or_refused(service::AccountService(call.gate).create_account(call.actor, body_or_empty(call)),
                              "accounts");
  });
  router.add({"GET", "/api/v1/accounts/{id}", "account.read", [](Call& call) {
                return json_or_refused(service::AccountService(call.gate).read_account(call.actor, call.id()));
              }});
  for (const char* method : {"PUT", "PATCH"}) {
    router.add({method, "/api/v1/accounts/{id}", method[1] == 'U' ? "account.replace" : "account.change",
                [](Call& call) {
                  auto version = call.version();
                  if (!version) return refused(version.problems());
                  return json_or_refused(service::AccountService(call.gate).change_account(
                      call.actor, call.id(), *version, body_or_empty(call)));
                },
                BodyKind::json});
  }
  // No Idempotency-Key here: the code is shown once.
  router.add({"POST", "/api/v1/accounts/{id}/code", "account.issue_code",
              [](Call& call) {
                const auto issued = service::AccountService(call.gate).issue_code(call.actor, call.id());
                if (!issued) return refused(issued.problems());
                return json_reply(Json(Json::Object{{"code", issued->code}, {"expires_at", issued->expires_at}}));
              },
              BodyKind::json});
  const auto add_act = [&](const char* act, const char* name,
                           Outcome (service::AccountService::*method)(const domain::Actor&, std::int64_t)) {
    add_post(router, std::string("/api/v1/accounts/{id}/") + act, name, [method](Call& call) {
      service::AccountService accounts(call.gate);
      const Outcome done = (accounts.*method)(call.actor, call.id());
      return done ? no_content() : refused(done.problems());
    });
  };
  add_act("disable", "account.disable", &service::AccountService::disable_account);
  add_act("enable", "account.enable", &service::AccountService::enable_account);
  add_act("second-factor/reset", "account.reset_second_factor", &service::AccountService::reset_second_factor);
  router.add({"GET", "/api/v1/accounts/{id}/sessions", "account.sessions", [](Call& call) {
                return json_or_refused(service::AccountService(call.gate).sessions_of(call.actor, call.id()));
              }});
  router.add({"DELETE", "/api/v1/accounts/{id}/sessions", "account.end_sessions", [](Call& call) {
                const auto ended = service::AccountService(call.gate).end_sessions_of(call.actor, call.id());
                return ended ? no_content() : refused(ended.problems());
              }});
}

void add_list_and_password(Router& router) {
  router.add({"GET", "/accounts", "account.list_page", list_page});
  router.add({"GET", "/password", "account.password_page", [](Call& call) { return own_password_page(call, {}); }});
  router.add({"POST", "/password", "account.password_form",
              [](Call& call) {
                const Outcome done = service::AccountService(call.gate).change_password(
                    call.actor, call.token, call.field("present"), call.field("wanted"), visitor_of(call.request));
                if (done) return see_other("/?done=password");
                return is_about_the_form(done.problems()) || done.problems().front().rule == "account.locked"
                           ? own_password_page(call, done.problems())
                           : refused(done.problems());
              },
              BodyKind::form});
}

}  // namespace

void add_account_routes(Router& router) {
  add_account_api(router);
  add_list_and_password(router);
  add_account_pages(router);
}

}  // namespace zhiheng::web
