#include "web/session.h"

#include <charconv>

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

// The secret behind a masked one; what is not masked stays.
std::string unmasked(const std::string& given) {
  const std::size_t point = given.find('.');
  if (point == std::string::npos || point == 0 || given.size() != point + 1 + 2 * point) return given;
  std::string secret;
  for (std::size_t i = 0; i < point; ++i) {
    unsigned char byte = 0;
    const char* const digits = given.data() + point + 1 + 2 * i;
    if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return given;
    secret.push_back(static_cast<char>(byte ^ static_cast<unsigned char>(given[i])));
  }
  return secret;
}

}  // namespace

std::string masked_secret(const std::string& secret) {
  if (secret.empty()) return secret;
  static const char* const digits = "0123456789abcdef";
  const std::string mask = random_token(secret.size()).substr(0, secret.size());
  std::string out = mask + ".";
  for (std::size_t i = 0; i < secret.size(); ++i) {
    const unsigned byte = static_cast<unsigned char>(secret[i]) ^ static_cast<unsigned char>(mask[i]);
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

service::Visitor visitor_of(const Request& request) {
  std::string address = request.remote;
  // "127.0.0.1:51234" and "[::1]:51234" carry a port, an address that a proxy told does not.
  const std::size_t colon = address.rfind(':');
  const bool one_colon = colon != std::string::npos && address.find(':') == colon;
  if (address.starts_with("[")) {
    address = address.substr(1, address.find(']') - 1);
  } else if (one_colon) {
    address.resize(colon);
  }
  std::string program = request.header("User-Agent").substr(0, 200);
  while (!is_utf8(program)) program.pop_back();
  return {address.substr(0, 64), program};
}

Outcome identify(Call& call) {
  call.token = bearer_token(call.request);
  if (call.token.empty()) {
    call.token = call.request.cookie(session_cookie);
    call.by_cookie = !call.token.empty();
  }
  if (call.token.empty() || call.token.size() > 200) return Done{};
  service::AccountService accounts(call.gate);
  const bool background = call.request.header("Zhiheng-Background") == "1";
  auto session = accounts.session_of(call.token, visitor_of(call.request), background);
  if (!session) {
    const Problem& problem = session.problems().front();
    if (problem.kind == Kind::busy || problem.kind == Kind::defect) {
      // Who needs nobody's name (health, static files) is answered without a database.
      return call.route.access == Access::open ? Outcome(Done{}) : Outcome(session.problems());
    }
    return Done{};
  }
  call.stage = session->stage;
  call.session_id = session->id;
  call.token_id = session->token_id;
  // Whoever has not shown his second factor yet is nobody.
  if (call.stage == "second_factor") return Done{};
  call.actor = session->actor;
  call.csrf = session->csrf;
  call.before_at = session->before_at;
  call.before_address = session->before_address;
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
  if (expected.size() < 16 || !same_secret(expected, unmasked(csrf_given))) return problem;
  return Done{};
}

}  // namespace zhiheng::web
