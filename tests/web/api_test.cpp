// The API: sessions, bodies, versions, idempotency, lists, and who sees what.
#include <catch2/catch.hpp>

#include "support/web_site.h"

using zhiheng::Json;
using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

std::string rule_of(const Answer& answer) {
  return answer.json().at("problems").items().front().text_at("rule");
}

std::string unit_body(const std::string& code) {
  return "{\"code\":\"" + code + "\",\"name\":\"测试单位" + code + "\"}";
}

const std::string& clerk() {
  static const std::string token = site().token_of("clerk");
  return token;
}

}  // namespace

TEST_CASE("a session begins with a password, carries a token and ends", "[web][api]") {
  CHECK(site().api("", "GET", "/contracts").status == 401);
  const Answer wrong = site().api("", "POST", "/sessions", R"({"login":"reviewer","password":"wrong"})");
  CHECK(wrong.status == 401);
  CHECK(rule_of(wrong) == "account.bad_credentials");
  CHECK(site().api("", "POST", "/sessions", R"({"login":"reviewer"})").status == 422);
  CHECK(rule_of(site().api("", "POST", "/sessions", R"({"login":"a","password":"b","x":1})")) == "field.unknown");
  const std::string token = site().token_of("reviewer");
  CHECK(site().api(token, "GET", "/sessions/current").json().at("actor").text_at("login") == "reviewer");
  CHECK(site().api(token, "DELETE", "/sessions/current").status == 204);
  CHECK(site().api(token, "GET", "/sessions/current").status == 401);
}

TEST_CASE("a cookie reads the API but changes nothing there", "[web][api]") {
  const std::string cookie = site().cookie_of("clerk");
  CHECK(site().send("GET", "/api/v1/contracts", {cookie}).status == 200);
  CHECK(site()
            .send("POST", "/api/v1/budget-units", {cookie, "Content-Type: application/json"}, unit_body("T000"))
            .status == 401);
}

TEST_CASE("bodies that cannot be read are 4xx with a name, never a crash", "[web][api]") {
  auto post = [](const std::string& body, const std::string& type) {
    return site().send("POST", "/api/v1/budget-units", {"Authorization: Bearer " + clerk(), "Content-Type: " + type},
                       body);
  };
  CHECK(post("{", "application/json").status == 400);
  CHECK(post("[1,2]", "application/json").status == 400);
  CHECK(post("{\"name\":\"\xff\xfe\"}", "application/json").status == 400);
  CHECK(post(std::string(200'000, '['), "application/json").status == 400);
  CHECK(post(R"({"code":"A","code":"B","name":"x"})", "application/json").status == 400);
  CHECK(post(unit_body("T001"), "text/plain").status == 415);
  CHECK(post(unit_body("T001"), "application/json; charset=gbk").status == 415);
  CHECK(post(std::string((1u << 20) + 1, ' '), "application/json").status == 413);
  const Answer unknown = post(R"({"code":"T001","name":"x","colour":"red"})", "application/json");
  CHECK(unknown.status == 422);
  CHECK(unknown.json().at("problems").items().front().text_at("field") == "/colour");
}

TEST_CASE("problems of a body come together and in the language asked for", "[web][api]") {
  const Answer zh = site().api(clerk(), "POST", "/budget-units", R"({"uscc":"123"})");
  CHECK(zh.status == 422);
  CHECK(zh.json().at("problems").items().size() == 3);
  const Answer en = site().api(clerk(), "POST", "/budget-units", R"({"uscc":"123"})", {"Accept-Language: en"});
  CHECK(en.json().text_at("title") != zh.json().text_at("title"));
  CHECK(en.json().text_at("instance").starts_with("urn:zhiheng:request:"));
}

TEST_CASE("a change names the version that it was made from", "[web][api]") {
  const Answer made = site().api(clerk(), "POST", "/budget-units", unit_body("T100"));
  REQUIRE(made.status == 201);
  const std::string place = made.header("Location").substr(7);
  const std::string tag = made.header("ETag");
  CHECK(tag.starts_with("\"1-"));
  CHECK(rule_of(site().api(clerk(), "PATCH", place, R"({"contact":"甲"})")) == "version.missing");
  CHECK(site().api(clerk(), "PATCH", place, R"({"contact":"甲"})", {"If-Match: " + tag}).status == 200);
  const Answer stale = site().api(clerk(), "PATCH", place, R"({"contact":"乙"})", {"If-Match: " + tag});
  CHECK(stale.status == 412);
  CHECK(rule_of(stale) == "record.stale");
  CHECK(site().api(clerk(), "PATCH", place, R"({"contact":"乙","version":2})").status == 200);
  const Answer now = site().api(clerk(), "GET", place);
  CHECK(now.json().text_at("contact") == "乙");
  CHECK(
      site()
          .send("GET", "/api/v1" + place, {"Authorization: Bearer " + clerk(), "If-None-Match: " + now.header("ETag")})
          .status == 304);
  CHECK(site().api(clerk(), "GET", place + "/history").json().at("items").items().size() == 3);
}

TEST_CASE("the same key and body is carried out once", "[web][api]") {
  const std::string key = "Idempotency-Key: web-test-1";
  const Answer first = site().api(clerk(), "POST", "/budget-units", unit_body("T200"), {key});
  REQUIRE(first.status == 201);
  const Answer again = site().api(clerk(), "POST", "/budget-units", unit_body("T200"), {key});
  CHECK(again.status == 201);
  CHECK(again.body == first.body);
  CHECK(again.header("Location") == first.header("Location"));
  CHECK(site().api(clerk(), "POST", "/budget-units", unit_body("T201"), {key}).status == 422);
  CHECK(site().api(clerk(), "POST", "/budget-units", unit_body("T202"), {"Idempotency-Key: a b"}).status == 422);
  // A refused request leaves its key free.
  const std::string other = "Idempotency-Key: web-test-2";
  CHECK(site().api(clerk(), "POST", "/budget-units", unit_body("T200"), {other}).status == 409);
  CHECK(site().api(clerk(), "POST", "/budget-units", unit_body("T203"), {other}).status == 201);
}

TEST_CASE("lists page by key and know their parameters", "[web][api]") {
  const Answer first = site().api(clerk(), "GET", "/experts?limit=4&sort=-code");
  REQUIRE(first.status == 200);
  const Json page = first.json();
  CHECK(page.at("items").items().size() == 4);
  REQUIRE(page.at("next").is_string());
  const Json second =
      site().api(clerk(), "GET", "/experts?limit=4&sort=-code&cursor=" + page.at("next").string()).json();
  CHECK(second.at("items").items().front().text_at("code") < page.at("items").items().back().text_at("code"));
  CHECK(second.at("total").number() == page.at("total").number());
  CHECK(rule_of(site().api(clerk(), "GET", "/experts?colour=red")) == "query.unknown");
  CHECK(site().api(clerk(), "GET", "/experts?limit=0").status == 422);
  CHECK(site().api(clerk(), "GET", "/experts?limit=2&limit=3").status == 422);
}

TEST_CASE("an agency sees its own contracts and is told of no other", "[web][api]") {
  const std::string agency = site().token_of("agency02");
  const Json seen = site().api(agency, "GET", "/contracts").json();
  const Json all = site().api(clerk(), "GET", "/contracts").json();
  REQUIRE(!seen.at("items").items().empty());
  CHECK(seen.at("items").items().size() < all.at("items").items().size());
  const std::string own = seen.at("items").items().front().text_at("agency");
  for (const Json& contract : all.at("items").items()) {
    const int status = site().api(agency, "GET", "/contracts/" + contract.text_at("id")).status;
    CHECK(status == (contract.text_at("agency") == own ? 200 : 404));
  }
  CHECK(site().api(agency, "POST", "/budget-units", unit_body("T300")).status == 403);
  CHECK(site().api(site().token_of("admin"), "GET", "/contracts").status == 403);
}

TEST_CASE("the description names every route of the API", "[web][api]") {
  const Json document = site().send("GET", "/api/v1/openapi.json").json();
  CHECK(document.text_at("openapi") == "3.1.0");
  for (const auto& route : site().application->router().routes()) {
    if (!route.pattern.starts_with("/api/v1/")) continue;
    CAPTURE(route.pattern, route.method);
    CHECK(document.at("paths").find(route.pattern) != nullptr);
  }
}
