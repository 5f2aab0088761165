#include "web/session.h"

#include "base/crypto.h"
#include "service/account_service.h"

namespace zhiheng::web {

namespace {

std::string bearer_token(const Request& request) {
  const std::string& header = request.header("Authorization");
  if (header.size() < 8 || !same_ignoring_case(std::string_view(header).substr(0, 7), "Bearer ")) return {};
  return std::string(trimmed(std::string_view(header).substr(7)));
}

// "https://zhiheng.example:8443" -> "zhiheng.example:8443".
std::string host_of(const std::string& origin) {
  const std::size_t slashes = origin.find("://");
  return slashes == std::string::npos ? origin : origin.substr(slashes + 3);
}

}  // namespace

Outcome identify(Call& call) {
  call.token = bearer_token(call.request);
  if (call.token.empty()) {
    call.token = call.request.cookie(session_cookie);
    call.by_cookie = !call.token.empty();
  }
  if (call.token.empty() || call.token.size() > 200) return Done{};
  service::AccountService accounts(call.gate);
  auto session = accounts.session_of(call.token);
  if (!session) {
    const Problem& problem = session.problems().front();
    if (problem.kind == Kind::busy || problem.kind == Kind::defect) {
      // Who needs nobody's name (health, static files) is answered without a database.
      return call.route.access == Access::open ? Outcome(Done{}) : Outcome(session.problems());
    }
    return Done{};
  }
  call.actor = session->actor;
  call.csrf = session->csrf;
  call.signed_in = true;
  return Done{};
}

std::string cookie_header(const std::string& name, const std::string& value, std::int64_t seconds, bool secure) {
  std::string header = name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax";
  if (seconds >= 0) header += "; Max-Age=" + std::to_string(seconds);
  if (secure) header += "; Secure";
  return header;
}

Outcome check_form_origin(const Call& call, const std::string& csrf_given) {
  const Problem problem = refusal(Kind::forbidden, "request.origin");
  const std::string& origin = call.request.header("Origin");
  if (!origin.empty() && !same_ignoring_case(host_of(origin), call.request.header("Host"))) return problem;
  const std::string expected = call.signed_in ? call.csrf : call.request.cookie(sign_in_cookie);
  if (expected.size() < 16 || !same_secret(expected, csrf_given)) return problem;
  return Done{};
}

}  // namespace zhiheng::web
