#include <semaphore>

#include "base/crypto.h"
#include "service/account_service.h"
#include "service/security_service.h"
#include "web/account_web.h"
#include "web/page.h"
#include "web/session.h"
#include "web/shape_view.h"
#include "web/sign_in_guard.h"

namespace zhiheng::web {

namespace {

using service::AccountService;
using service::Session;

// Argon2 takes memory and time on purpose; so only a few are computed at once and the rest wait their turn.
std::counting_semaphore<8> hashing(4);

template <class Work>
Result<Session> in_turn(Work work) {
  if (!hashing.try_acquire_for(std::chrono::seconds(10))) return refusal(Kind::too_many, "sign_in.too_many");
  struct Release {
    ~Release() { hashing.release(); }
  } release;
  return work();
}

std::int64_t seconds_of(const Call& call, const Session& session) {
  return (timestamp_from_utc(session.expires_at).milliseconds() - call.gate.clock().now().milliseconds()) / 1000;
}

// "Try again in N seconds" for programs as well.
Reply with_retry(Reply reply, const Problems& problems) {
  for (const Problem& problem : problems) {
    if (problem.rule != "account.locked") continue;
    for (const auto& [name, value] : problem.params) {
      if (name == "seconds") reply.headers.emplace_back("Retry-After", value);
    }
  }
  return reply;
}

Reply open_session(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  Problems problems;
  for (const auto& [key, value] : call.body.members()) {
    if (key != "login" && key != "password" && key != "code")
      problems.push_back(refusal("field.unknown", "/" + key, {{"key", key}}));
  }
  for (const char* key : {"login", "password"}) {
    if (call.body.text_at(key).empty()) problems.push_back(refusal("field.required", std::string("/") + key));
  }
  if (!problems.empty()) return refused(problems);
  auto session = in_turn([&] {
    return AccountService(call.gate).sign_in(call.body.text_at("login"), call.body.text_at("password"),
                                             visitor_of(call.request), call.body.text_at("code"));
  });
  if (!session) return with_retry(refused(session.problems()), session.problems());
  Json body = Json::object();
  body.set("token", session->token);
  body.set("expires_at", timestamp_from_utc(session->expires_at).text());
  body.set("stage", session->stage);
  body.set("actor", actor_json(session->actor));
  return created(std::move(body), "/api/v1/sessions/current");
}

Reply close_session(Call& call) {
  const Outcome ended = AccountService(call.gate).sign_out(call.token);
  return ended ? no_content() : refused(ended.problems());
}

// A page for somebody who is not signed in, with the secret that its form needs.
Reply open_page(const char* name, const char* title, Json view, const Problems& problems, Call& call) {
  const std::string secret = random_token(24);
  view.set("page_title", call.words(title));
  view.set("form_secret", secret);
  view.set("page_problems", problem_list(problems, call.language));
  int status = 200;
  if (!problems.empty()) status = problems.front().kind == Kind::too_many ? 429 : 401;
  Reply reply = with_retry(page(name, std::move(view), status), problems);
  reply.headers.emplace_back("Set-Cookie", cookie_header(sign_in_cookie, secret, 3600, false));
  return reply;
}

Reply sign_in_page(Call& call, const std::string& login, const std::string& next, const Problems& problems) {
  Json view = Json::object();
  view.set("login", login);
  view.set("next", next);
  view.set("ended", false);
  view.set("files_lost", false);
  view.set("kept", kept_fields(call));
  return open_page("sign_in.html", "web.sign_in", std::move(view), problems, call);
}

std::string own_place(const std::string& place) {
  const bool own = place.starts_with("/") && !place.starts_with("//") && place.find('\\') == std::string::npos;
  return own ? place : "/";
}

Reply code_step_page(Call& call, const std::string& next, const Problems& problems) {
  Json view = Json::object();
  view.set("next", next);
  view.set("kept", kept_fields(call));
  return open_page("account/sign_in_code.html", "sign_in.code_title", std::move(view), problems, call);
}

// Where a new session goes: to the next step, to the form that was kept, or to the page it came from.
Reply signed_in(Call& call, const Session& session) {
  const std::string next = own_place(call.field("next"));
  const bool waits = session.stage == "second_factor";
  const bool goes_on = !waits && has_kept_form(call) && session.stage == "full";
  Reply reply = waits ? code_step_page(call, next, {}) : goes_on ? go_on_page(call, session) : see_other(next);
  auto& headers = reply.headers;
  headers.emplace(headers.begin(), "Set-Cookie",
                  cookie_header(session_cookie, session.token, seconds_of(call, session), false));
  if (!waits) headers.emplace_back("Set-Cookie", cookie_header(sign_in_cookie, "", 0, false));
  return reply;
}

Reply sign_in_by_form(Call& call) {
  auto session = in_turn([&] {
    return AccountService(call.gate).sign_in(std::string(trimmed(call.field("login"))), call.field("password"),
                                             visitor_of(call.request));
  });
  if (session) return signed_in(call, *session);
  if (session.problems().front().kind == Kind::busy) return refused(session.problems());
  return sign_in_page(call, call.field("login"), call.field("next"), session.problems());
}

Reply pass_code_by_form(Call& call) {
  auto session = AccountService(call.gate).pass_second_factor(call.request.cookie(session_cookie), call.field("code"),
                                                              visitor_of(call.request));
  if (session) return signed_in(call, *session);
  const Problem& problem = session.problems().front();
  if (problem.kind == Kind::busy) return refused(session.problems());
  if (problem.rule == "account.signed_out") return sign_in_page(call, "", call.field("next"), session.problems());
  return code_step_page(call, call.field("next"), session.problems());
}

Reply use_code_page(Call& call, const Problems& problems) {
  Json view = Json::object();
  view.set("login", call.field("login"));
  view.set("hint", call.words("web.account.password_hint"));
  return open_page("account/use_code.html", "sign_in.use_code", std::move(view), problems, call);
}

Reply use_code_by_form(Call& call) {
  if (call.field("wanted") != call.field("again"))
    return use_code_page(call, {refusal("account.password_differs", "again")});
  auto session = in_turn([&] {
    return AccountService(call.gate).use_code(std::string(trimmed(call.field("login"))), call.field("code"),
                                              call.field("wanted"), visitor_of(call.request));
  });
  if (session) return signed_in(call, *session);
  if (session.problems().front().kind == Kind::busy) return refused(session.problems());
  return use_code_page(call, session.problems());
}

Reply use_code_by_program(Call& call) {
  const Json body = call.body.is_null() ? Json::object() : call.body;
  auto session = in_turn([&] {
    return AccountService(call.gate).use_code(body.text_at("login"), body.text_at("code"), body.text_at("password"),
                                              visitor_of(call.request));
  });
  return session ? no_content() : with_retry(refused(session.problems()), session.problems());
}

Reply sign_out_by_form(Call& call) {
  // A session that is over already is what was asked for.
  Outcome ended = AccountService(call.gate).sign_out(call.token);
  if (!ended && ended.problems().front().kind == Kind::busy) return refused(ended.problems());
  Reply reply = see_other("/sign-in?done=signed_out");
  reply.headers.emplace_back("Set-Cookie", cookie_header(session_cookie, "", 0, false));
  return reply;
}

}  // namespace

Json actor_json(const domain::Actor& actor) {
  Json roles = Json::array();
  for (const domain::Role role : actor.roles) roles.push(std::string(domain::name_of(role)));
  auto id = [](std::int64_t number) { return number == 0 ? Json() : Json(std::to_string(number)); };
  return Json(Json::Object{{"id", id(actor.account_id)},
                           {"login", actor.login},
                           {"display_name", actor.display_name},
                           {"roles", std::move(roles)},
                           {"bureau", id(actor.bureau_id)},
                           {"agency", id(actor.agency_id)},
                           {"expert", id(actor.expert_id)},
                           {"budget_unit", id(actor.budget_unit_id)}});
}

void add_session_routes(Router& router) {
  router.add({"POST", "/api/v1/sessions", "session.create", open_session, BodyKind::json, Access::open, {}, 1u << 14});
  router.add({"GET", "/api/v1/sessions/current", "session.read", [](Call& call) {
                return json_reply(Json(Json::Object{{"actor", actor_json(call.actor)}}));
              }});
  router.add({"DELETE", "/api/v1/sessions/current", "session.end", close_session});
  router.add({"POST",
              "/api/v1/one-time-codes",
              "session.use_code",
              use_code_by_program,
              BodyKind::json,
              Access::open,
              {},
              1u << 14});
  router.add({"GET", "/sign-in", "session.page",
              [](Call& call) {
                if (call.signed_in) return see_other("/");
                const auto empty = service::SecurityService(call.gate).is_empty();
                if (empty && *empty) return see_other("/setup");
                return sign_in_page(call, "", own_place(call.parameter("next")), {});
              },
              BodyKind::none, Access::open});
  // As large as a form may be: one whose session ended is carried along.
  router.add({"POST", "/sign-in", "session.form", sign_in_by_form, BodyKind::form, Access::open, {}, 3u << 20});
  router.add(
      {"POST", "/sign-in/code", "session.code_form", pass_code_by_form, BodyKind::form, Access::open, {}, 3u << 20});
  router.add({"GET", "/sign-in/one-time-code", "session.use_code_page",
              [](Call& call) { return use_code_page(call, {}); }, BodyKind::none, Access::open});
  router.add({"POST",
              "/sign-in/one-time-code",
              "session.use_code_form",
              use_code_by_form,
              BodyKind::form,
              Access::open,
              {},
              1u << 14});
  router.add({"POST", "/sign-out", "session.end_form", sign_out_by_form, BodyKind::form});
}

}  // namespace zhiheng::web
