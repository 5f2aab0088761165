// One's own account: sessions, sign-ins, personal tokens.
#include "service/account_service.h"
#include "service/token_service.h"
#include "web/account_web.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/record_web.h"
#include "web/session.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

using service::AccountService;
using service::TokenService;

std::string moment_of_utc(const std::string& utc) {
  return utc.empty() ? std::string() : short_moment(timestamp_from_utc(utc).text());
}

Json sessions_view(const Call& call, const Json& list) {
  Json rows = Json::array();
  for (const Json& one : list.at("items").items()) {
    Json row = Json::object();
    row.set("current", one.at("current").boolean()).set("address", one.text_at("address"));
    row.set("program", one.text_at("program")).set("since", short_moment(one.text_at("since")));
    row.set("last_seen", short_moment(one.text_at("last_seen_at")));
    row.set("end_href", "/me/sessions/" + one.text_at("id") + "/end").set("page_csrf_row", call.csrf);
    rows.push(std::move(row));
  }
  return rows;
}

Json sign_ins_view(const Call& call, const Json& list) {
  Json rows = Json::array();
  for (const Json& one : list.at("items").items()) {
    const std::string outcome = one.text_at("outcome");
    Json row = Json::object();
    row.set("at", short_moment(one.text_at("at"))).set("outcome", call.words("sign_in.outcome." + outcome));
    row.set("tone", outcome == "signed_in" || outcome == "code_used" ? "good" : "bad");
    row.set("address", one.text_at("address")).set("program", one.text_at("program"));
    rows.push(std::move(row));
  }
  return rows;
}

Json tokens_view(const Call& call, const Json& list) {
  Json rows = Json::array();
  for (const Json& one : list.at("items").items()) {
    std::string scopes;
    for (const Json& scope : one.at("scopes").items())
      scopes += (scopes.empty() ? "" : "、") + call.words("token.scope." + scope.string());
    Json row = Json::object();
    row.set("name", one.text_at("name")).set("scopes", scopes).set("expired", one.at("expired").boolean());
    row.set("expires", short_moment(one.text_at("expires_at")));
    row.set("last_used", short_moment(text_of(one.find("last_used_at"))));
    row.set("last_address", one.text_at("last_address"));
    row.set("revoke_href", "/me/tokens/" + one.text_at("id") + "/revoke").set("page_csrf_row", call.csrf);
    rows.push(std::move(row));
  }
  return rows;
}

Json scope_choices(const Call& call) {
  Json scopes = Json::array();
  for (const std::string_view name : domain::token_scopes()) {
    const std::string key = "scope." + std::string(name);
    scopes.push(Json(Json::Object{{"scope_name", key},
                                  {"scope_label", call.words("token.scope." + std::string(name))},
                                  {"chosen", call.has_field(key)}}));
  }
  return scopes;
}

Reply own_page(Call& call, const Problems& problems, const std::string& new_token = {}) {
  AccountService accounts(call.gate);
  const auto sessions = accounts.own_sessions(call.actor, call.session_id);
  const auto sign_ins = accounts.own_sign_ins(call.actor, call.parameter("cursor"), 20);
  const auto tokens = TokenService(call.gate).list(call.actor);
  const auto factor = accounts.own_second_factor(call.actor);
  for (const auto* result : {&sessions, &sign_ins, &tokens, &factor}) {
    if (!*result) return refused(result->problems());
  }
  const bool typed = !problems.empty();
  Json fields = Json::array();
  fields.push(plain_field({"name", call.words("token.name"), "text", typed ? call.field("name") : "", true, {}, ""},
                          problems, call.language));
  fields.push(plain_field({"days",
                           call.words("token.days"),
                           "number",
                           typed ? call.field("days") : "90",
                           true,
                           {},
                           call.words("security.unit.days")},
                          problems, call.language));
  Json view = Json::object();
  view.set("page_title", call.words("me.title"));
  view.set("login", call.actor.login);
  view.set("before", call.before_at.empty() ? call.words("me.first_sign_in")
                                            : call.words("me.before", {{"at", moment_of_utc(call.before_at)},
                                                                       {"address", call.before_address}}));
  view.set("sessions", sessions_view(call, *sessions));
  view.set("sign_ins", sign_ins_view(call, *sign_ins));
  const std::string next = text_of(sign_ins->find("next"));
  view.set("next_href", next.empty() ? std::string() : "/me?cursor=" + percent_encode(next));
  view.set("tokens", tokens_view(call, *tokens));
  view.set("fields", std::move(fields));
  view.set("scopes", scope_choices(call));
  view.set("new_token", new_token);
  view.set("enrolled", factor->at("enrolled").boolean());
  view.set("codes_left", call.words("second_factor.codes_left", {{"count", text_of(factor->find("recovery_codes"))}}));
  view.set("page_problems", problem_list(problems, call.language));
  return page("account/mine.html", std::move(view), problems.empty() ? 200 : 422);
}

Reply create_token_by_form(Call& call) {
  Json scopes = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("scope.")) scopes.push(name.substr(6));
  }
  Json body = Json::object();
  body.set("name", std::string(trimmed(call.field("name")))).set("scopes", std::move(scopes));
  const auto days = read_id(trimmed(call.field("days")));
  body.set("days", days ? *days : 0);
  const auto token = TokenService(call.gate).create(call.actor, body);
  if (token) return own_page(call, {}, token->text_at("token"));
  return is_about_the_form(token.problems()) ? own_page(call, token.problems()) : refused(token.problems());
}

Reply back_or_refused(const Outcome& done, const char* what) {
  return done ? see_other(std::string("/me?done=") + what) : refused(done.problems());
}

void add_own_api(Router& router) {
  router.add({"GET", "/api/v1/me", "me.read", [](Call& call) {
                Json body = Json::object();
                body.set("actor", actor_json(call.actor)).set("stage", call.stage);
                const bool known = !call.before_at.empty();
                body.set("last_sign_in_at", known ? Json(timestamp_from_utc(call.before_at).text()) : Json());
                body.set("last_sign_in_from", known ? Json(call.before_address) : Json());
                body.set("token", call.token_id == 0 ? Json() : Json(std::to_string(call.token_id)));
                return json_reply(std::move(body));
              }});
  // No Idempotency-Key here: its digest would be one of a password.
  router.add({"POST", "/api/v1/me/password", "me.change_password",
              [](Call& call) {
                const Json body = body_or_empty(call);
                const Outcome done = AccountService(call.gate).change_password(
                    call.actor, call.token, body.text_at("present"), body.text_at("wanted"), visitor_of(call.request));
                return done ? no_content() : refused(done.problems());
              },
              BodyKind::json});
  router.add({"GET",
              "/api/v1/me/sign-ins",
              "me.sign_ins",
              [](Call& call) {
                return json_or_refused(
                    AccountService(call.gate).own_sign_ins(call.actor, call.parameter("cursor"), 50));
              },
              BodyKind::none,
              Access::signed_in,
              {"cursor"}});
  router.add({"GET", "/api/v1/sessions", "session.list", [](Call& call) {
                return json_or_refused(AccountService(call.gate).own_sessions(call.actor, call.session_id));
              }});
  router.add({"DELETE", "/api/v1/sessions/{id}", "session.end_one", [](Call& call) {
                const Outcome done = AccountService(call.gate).end_own_session(call.actor, call.id());
                return done ? no_content() : refused(done.problems());
              }});
  router.add({"GET", "/api/v1/tokens", "token.list",
              [](Call& call) { return json_or_refused(TokenService(call.gate).list(call.actor)); }});
  // No Idempotency-Key here: the answer is shown once.
  router.add({"POST", "/api/v1/tokens", "token.create",
              [](Call& call) {
                return created_or_refused(TokenService(call.gate).create(call.actor, body_or_empty(call)), "tokens");
              },
              BodyKind::json});
  router.add({"GET", "/api/v1/tokens/{id}", "token.read",
              [](Call& call) { return json_or_refused(TokenService(call.gate).read(call.actor, call.id())); }});
  router.add({"DELETE", "/api/v1/tokens/{id}", "token.revoke", [](Call& call) {
                const Outcome done = TokenService(call.gate).revoke(call.actor, call.id());
                return done ? no_content() : refused(done.problems());
              }});
}

}  // namespace

void add_own_routes(Router& router) {
  add_own_api(router);
  router.add({"GET", "/me", "me.page", [](Call& call) { return own_page(call, {}); }});
  router.add({"POST", "/me/sessions/{id}/end", "me.end_session_form",
              [](Call& call) {
                return back_or_refused(AccountService(call.gate).end_own_session(call.actor, call.id()),
                                       "session_ended");
              },
              BodyKind::form});
  router.add({"POST", "/me/sessions/end-others", "me.end_sessions_form",
              [](Call& call) {
                const auto ended = AccountService(call.gate).end_own_other_sessions(call.actor, call.token);
                return ended ? see_other("/me?done=session_ended") : refused(ended.problems());
              },
              BodyKind::form});
  router.add({"POST", "/me/tokens", "me.create_token_form", create_token_by_form, BodyKind::form});
  router.add({"POST", "/me/tokens/{id}/revoke", "me.revoke_token_form",
              [](Call& call) {
                return back_or_refused(TokenService(call.gate).revoke(call.actor, call.id()), "token_revoked");
              },
              BodyKind::form});
  add_second_factor_routes(router);
}

}  // namespace zhiheng::web
