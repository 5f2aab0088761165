#include <semaphore>

#include "base/crypto.h"
#include "service/account_service.h"
#include "web/account_web.h"
#include "web/page.h"
#include "web/session.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

constexpr std::int64_t session_seconds = 12 * 3600;

// Argon2 takes memory and time on purpose; so only a few are computed at once and the rest wait their turn.
std::counting_semaphore<8> hashing(4);

Result<service::Session> sign_in(Call& call, const std::string& login, const std::string& password) {
  if (!hashing.try_acquire_for(std::chrono::seconds(10))) return refusal(Kind::too_many, "sign_in.too_many");
  struct Release {
    ~Release() { hashing.release(); }
  } release;
  return service::AccountService(call.gate).sign_in(login, password);
}

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
                           {"expert", id(actor.expert_id)}});
}

Reply open_session(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  Problems problems;
  for (const auto& [key, value] : call.body.members()) {
    if (key != "login" && key != "password") problems.push_back(refusal("field.unknown", "/" + key, {{"key", key}}));
  }
  for (const char* key : {"login", "password"}) {
    if (call.body.text_at(key).empty()) problems.push_back(refusal("field.required", std::string("/") + key));
  }
  if (!problems.empty()) return refused(problems);
  auto session = sign_in(call, call.body.text_at("login"), call.body.text_at("password"));
  if (!session) return refused(session.problems());
  const Timestamp expires =
      Timestamp::from_milliseconds(call.gate.clock().now().milliseconds() + session_seconds * 1000);
  Json body = Json::object();
  body.set("token", session->token);
  body.set("expires_at", expires.text());
  body.set("actor", actor_json(session->actor));
  return created(std::move(body), "/api/v1/sessions/current");
}

Reply close_session(Call& call) {
  const Outcome ended = service::AccountService(call.gate).sign_out(call.token);
  return ended ? no_content() : refused(ended.problems());
}

Reply sign_in_page(Call& call, const std::string& login, const std::string& next, const Problems& problems) {
  const std::string secret = random_token(24);
  Json view = Json::object();
  view.set("page_title", call.words("web.sign_in"));
  view.set("form_secret", secret);
  view.set("login", login);
  view.set("next", next);
  view.set("page_problems", problem_list(problems, call.language));
  Reply reply = page("sign_in.html", std::move(view), problems.empty() ? 200 : 401);
  reply.headers.emplace_back("Set-Cookie", cookie_header(sign_in_cookie, secret, 3600, false));
  return reply;
}

std::string own_place(const std::string& place) {
  const bool own = place.starts_with("/") && !place.starts_with("//") && place.find('\\') == std::string::npos;
  return own ? place : "/";
}

Reply sign_in_by_form(Call& call) {
  auto session = sign_in(call, std::string(trimmed(call.field("login"))), call.field("password"));
  if (!session) {
    if (session.problems().front().kind == Kind::busy) return refused(session.problems());
    return sign_in_page(call, call.field("login"), call.field("next"), session.problems());
  }
  Reply reply = see_other(own_place(call.field("next")));
  reply.headers.emplace_back("Set-Cookie", cookie_header(session_cookie, session->token, session_seconds, false));
  reply.headers.emplace_back("Set-Cookie", cookie_header(sign_in_cookie, "", 0, false));
  return reply;
}

Reply sign_out_by_form(Call& call) {
  // A session that is over already is what was asked for.
  Outcome ended = service::AccountService(call.gate).sign_out(call.token);
  if (!ended && ended.problems().front().kind == Kind::busy) return refused(ended.problems());
  Reply reply = see_other("/sign-in?done=signed_out");
  reply.headers.emplace_back("Set-Cookie", cookie_header(session_cookie, "", 0, false));
  return reply;
}

}  // namespace

void add_session_routes(Router& router) {
  router.add({"POST", "/api/v1/sessions", "session.create", open_session, BodyKind::json, Access::open, {}, 1u << 14});
  router.add({"GET", "/api/v1/sessions/current", "session.read", [](Call& call) {
                return json_reply(Json(Json::Object{{"actor", actor_json(call.actor)}}));
              }});
  router.add({"DELETE", "/api/v1/sessions/current", "session.end", close_session});
  router.add({"GET", "/sign-in", "session.page",
              [](Call& call) {
                if (call.signed_in) return see_other("/");
                return sign_in_page(call, "", own_place(call.parameter("next")), {});
              },
              BodyKind::none, Access::open});
  router.add({"POST", "/sign-in", "session.form", sign_in_by_form, BodyKind::form, Access::open, {}, 1u << 14});
  router.add({"POST", "/sign-out", "session.end_form", sign_out_by_form, BodyKind::form});
}

}  // namespace zhiheng::web
