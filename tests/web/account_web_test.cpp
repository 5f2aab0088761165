// Accounts through the doors that people and programs use: pages, forms that outlive their session, codes, tokens.
#include <catch2/catch.hpp>

#include "base/crypto.h"
#include "domain/second_factor.h"
#include "service/account_service.h"
#include "service/security_service.h"
#include "support/web_site.h"
#include "web/http.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

constexpr const char* form_type = "Content-Type: application/x-www-form-urlencoded";

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return {};
  return text.substr(at + from.size(), text.find(to, at + from.size()) - at - from.size());
}

std::string percent(const std::string& text) {
  return web::percent_encode(text);
}

std::string csrf_of(const Answer& answer) {
  return between(answer.body, "name=\"csrf\" value=\"", "\"");
}

Answer get(const std::string& cookie, const std::string& path) {
  return site().send("GET", path, {cookie});
}

Answer post(const std::string& cookie, const std::string& path, const std::string& body) {
  return site().send("POST", path, {cookie, form_type, "Origin: http://localhost"}, body);
}

}  // namespace

TEST_CASE("the three administrators have homes of their own and no business data", "[account]") {
  struct Person {
    const char* login;
    std::vector<std::string> opens;
    std::vector<std::string> refused;
  };
  const Person people[] = {{"admin", {"/accounts", "/accounts/new", "/me"}, {"/security", "/audit"}},
                           {"security", {"/accounts", "/security", "/me"}, {"/accounts/new", "/audit"}},
                           {"auditor", {"/audit", "/audit.csv", "/me"}, {"/accounts", "/security"}}};
  for (const Person& person : people) {
    const std::string cookie = site().cookie_of(person.login);
    const std::string token = site().token_of(person.login);
    for (const auto& path : person.opens) CHECK(get(cookie, path).status == 200);
    for (const auto& path : person.refused) CHECK(get(cookie, path).status == 403);
    for (const char* list : {"/contracts", "/agencies", "/experts", "/statements", "/payments", "/projects"}) {
      INFO(person.login << list);
      CHECK(site().api(token, "GET", list).status == 403);
      CHECK(get(cookie, list).status == 403);
    }
  }
}

TEST_CASE("a form whose session ended is kept through signing in", "[account]") {
  const std::string cookie = site().cookie_of("clerk");
  const std::string csrf = csrf_of(get(cookie, "/me"));
  REQUIRE(post(cookie, "/sign-out", "csrf=" + percent(csrf)).status == 303);
  const Answer kept = post(cookie, "/me/tokens", "csrf=x&name=%E6%88%91%E7%9A%84&days=30&scope.read=1");
  CHECK(kept.status == 401);
  CHECK(kept.body.find("name=\"kept.name\" value=\"我的\"") != std::string::npos);
  CHECK(kept.body.find("name=\"kept_action\" value=\"/me/tokens\"") != std::string::npos);
  const std::string secret = between(kept.head, "zhiheng_sign_in=", ";");
  const Answer in =
      post("Cookie: zhiheng_sign_in=" + secret, "/sign-in",
           "csrf=" + secret + "&login=clerk&password=Honghe%232022-c1&next=%2F&kept_action=%2Fme%2Ftokens" +
               "&kept.name=%E6%88%91%E7%9A%84&kept.days=30&kept.scope.read=1");
  REQUIRE(in.status == 200);
  CHECK(in.body.find("action=\"/me/tokens\"") != std::string::npos);
  const std::string session = "Cookie: zhiheng_session=" + between(in.head, "zhiheng_session=", ";");
  const Answer sent =
      post(session, "/me/tokens", "csrf=" + percent(csrf_of(in)) + "&name=%E6%88%91%E7%9A%84&days=30&scope.read=1");
  CHECK(sent.status == 200);
  CHECK(sent.body.find("zht_") != std::string::npos);
  // What another site sends is not kept.
  const Answer foreign =
      site().send("POST", "/me/tokens", {form_type, "Origin: http://evil.example"}, "name=x&days=30");
  CHECK(foreign.status == 401);
  CHECK(foreign.body.find("kept_action") == std::string::npos);
}

TEST_CASE("a token acts within its scopes and is told where it may not", "[account]") {
  const std::string clerk = site().token_of("clerk");
  const Answer made = site().api(clerk, "POST", "/tokens", R"({"name":"sync","scopes":["read"],"days":3})");
  REQUIRE(made.status == 201);
  const std::string token = made.json().text_at("token");
  CHECK(site().api(token, "GET", "/contracts").status == 200);
  CHECK(site().api(token, "GET", "/me").json().text_at("token") == made.json().text_at("id"));
  const Answer refused = site().api(token, "POST", "/tokens", R"({"name":"more","scopes":["write"],"days":3})");
  CHECK(refused.status == 403);
  CHECK(refused.body.find("access.token_scope") != std::string::npos);
  CHECK(site().api(token, "POST", "/agencies", R"({"name":"x"})").status == 403);
  CHECK(site().api(clerk, "DELETE", "/tokens/" + made.json().text_at("id")).status == 204);
  CHECK(site().api(token, "GET", "/contracts").status == 401);
}

TEST_CASE("who failed too often is told how long to wait", "[account]") {
  for (int i = 0; i < 5; ++i)
    CHECK(site().api("", "POST", "/sessions", R"({"login":"no.such.person","password":"x"})").status == 401);
  const Answer wait = site().api("", "POST", "/sessions", R"({"login":"no.such.person","password":"x"})");
  CHECK(wait.status == 429);
  CHECK(wait.header("Retry-After") == "30");
  CHECK(wait.body.find("account.locked") != std::string::npos);
}

TEST_CASE("money asks for a code by page and by program, and goes on with what was typed", "[account]") {
  service::SecurityService security(*site().gate);
  const auto set = [&](int value) {
    Json body = Json::object();
    body.set("second_factor_for_money", value);
    return security.change_settings(service::operator_of_machine(), body).ok();
  };
  REQUIRE(set(1));
  const std::string cookie = site().cookie_of("clerk");
  const std::string token = site().token_of("clerk");
  const Answer contracts = site().api(token, "GET", "/contracts?limit=1");
  const std::string id = contracts.json().at("items").items()[0].text_at("id");
  const std::string csrf = percent(csrf_of(get(cookie, "/me")));
  const std::string pay = "csrf=" + csrf + "&amount=99999999.00&paid_on=2026-11-20&voucher_number=V-1";
  const Answer asked = post(cookie, "/contracts/" + id + "/payments", pay);
  CHECK(asked.status == 403);
  CHECK(asked.body.find("/me/second-factor") != std::string::npos);
  const Answer begun = site().api(token, "POST", "/me/second-factor", "{}");
  const std::string secret = from_base32(begun.json().text_at("secret"));
  const auto code = [&] { return domain::second_factor_code(secret, site().clock.now().milliseconds() / 1000); };
  REQUIRE(site().api(token, "POST", "/me/second-factor/confirm", R"({"code":")" + code() + "\"}").status == 200);
  // Signing in is two steps now.
  site().clock.advance_minutes(1);
  const Answer half = site().api("", "POST", "/sessions", R"({"login":"clerk","password":"Honghe#2022-c1"})");
  CHECK(half.status == 401);
  CHECK(half.body.find("account.second_factor_required") != std::string::npos);
  const Answer whole =
      site().api("", "POST", "/sessions", R"({"login":"clerk","password":"Honghe#2022-c1","code":")" + code() + "\"}");
  REQUIRE(whole.status == 201);
  const std::string again = whole.json().text_at("token");
  // The code of the sign-in is fresh for some minutes; then a new one comes with the request.
  const std::string body = R"({"amount":"99999999.00","paid_on":"2026-11-20","voucher_number":"V-1"})";
  CHECK(site().api(again, "POST", "/contracts/" + id + "/payments", body).body.find("second_factor") ==
        std::string::npos);
  site().clock.advance_minutes(6);
  CHECK(site().api(again, "POST", "/contracts/" + id + "/payments", body).body.find("account.second_factor_required") !=
        std::string::npos);
  CHECK(site()
            .api(again, "POST", "/contracts/" + id + "/payments", body, {"Zhiheng-Second-Factor: " + code()})
            .body.find("second_factor") == std::string::npos);
  site().clock.advance_minutes(1);
  CHECK(site().api(again, "POST", "/me/second-factor/remove", R"({"code":")" + code() + "\"}").status == 204);
  REQUIRE(set(0));
}
