// The shell as a program asks it: fragments with tags, pages of any size, search within what one may see, stale forms.
#include <catch2/catch.hpp>

#include "support/web_site.h"
#include "web/http.h"

using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

const std::string form_type = "Content-Type: application/x-www-form-urlencoded";
const std::string fragment = "Zhiheng-Fragment: 1";

bool has(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

std::string csrf_of(const std::string& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark) + mark.size();
  return page.substr(at, page.find('"', at) - at);
}

}  // namespace

TEST_CASE("a fragment is the page without its frame and costs a 304 until something is written", "[web][live]") {
  const std::string cookie = site().cookie_of("clerk");
  const Answer first = site().send("GET", "/budget-units", {cookie, fragment});
  CHECK(first.status == 200);
  CHECK(!has(first, "<html"));
  CHECK(has(first, "id=\"rows\""));
  const std::string tag = first.header("ETag");
  REQUIRE(!tag.empty());
  const std::string known = "If-None-Match: " + tag;
  const Answer same = site().send("GET", "/budget-units", {cookie, fragment, known});
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  CHECK(same.header("ETag") == tag);
  // Another person's tag is of no use, and nobody's tag helps who is signed out.
  CHECK(site().send("GET", "/budget-units", {site().cookie_of("leader"), fragment, known}).status == 200);
  CHECK(site().send("GET", "/budget-units", {fragment, known}).status == 303);
  const Answer made =
      site().api(site().token_of("clerk"), "POST", "/budget-units", R"({"code":"LIVE-1","name":"刷新单位"})");
  REQUIRE(made.status == 201);
  const Answer fresh = site().send("GET", "/budget-units?q=LIVE-1", {cookie, fragment, known});
  CHECK(fresh.status == 200);
  CHECK(has(fresh, "LIVE-1"));
  CHECK(site().send("GET", "/budget-units", {cookie, fragment, known}).header("ETag") != tag);
}

TEST_CASE("a page of a list has as many rows as were asked for", "[web][shell]") {
  const std::string cookie = site().cookie_of("clerk");
  const Answer ten = site().send("GET", "/engagements?limit=10", {cookie});
  CHECK(ten.status == 200);
  CHECK(has(ten, "<strong aria-current=\"true\">10</strong>"));
  CHECK(has(ten, "limit=50"));
  const Answer sorted = site().send("GET", "/contracts?sort=-fee", {cookie});
  CHECK(has(sorted, "aria-sort=\"descending\""));
  const Answer none = site().send("GET", "/contracts?q=nowhere-to-be-found", {cookie});
  CHECK(has(none, "查看全部"));
}

TEST_CASE("the search finds what one may see and nothing else", "[web][shell]") {
  const Answer found = site().send("GET", "/search?q=HT", {site().cookie_of("clerk")});
  CHECK(found.status == 200);
  const Answer nothing = site().send("GET", "/search?q=%3Cscript%3E", {site().cookie_of("clerk")});
  CHECK(nothing.status == 200);
  CHECK(!has(nothing, "<script>\""));
  CHECK(has(nothing, "没有找到"));
  const auto all = site().api(site().token_of("clerk"), "GET", "/search?q=%E5%8E%BF").json();
  REQUIRE(all.at("items").is_array());
  const Answer expert = site().api(site().token_of("expert01"), "GET", "/search?q=%E5%8E%BF");
  REQUIRE(expert.status == 200);
  const zhiheng::Json seen = expert.json();
  for (const zhiheng::Json& group : seen.at("items").items()) CHECK(group.text_at("stem") == "policy");
  CHECK(site().api(site().token_of("clerk"), "GET", "/search").status == 422);
}

TEST_CASE("a stale form shows what the other person saved", "[web][shell]") {
  const std::string cookie = site().cookie_of("clerk");
  const std::string token = site().token_of("clerk");
  const Answer made = site().api(token, "POST", "/budget-units", R"({"code":"STALE-1","name":"同时修改"})");
  REQUIRE(made.status == 201);
  const std::string place = "/budget-units/" + made.json().text_at("id");
  const Answer form = site().send("GET", place + "/edit", {cookie});
  REQUIRE(site().api(token, "PATCH", place, R"({"version":1,"contact":"别人","phone":"0873-1"})").status == 200);
  const Answer stale =
      site().send("POST", place, {cookie, form_type},
                  "csrf=" + csrf_of(form.body) +
                      "&version=1&code=STALE-1&name=%E5%90%8C%E6%97%B6%E4%BF%AE%E6%94%B9&contact=me&phone=");
  CHECK(stale.status == 409);
  CHECK(has(stale, "data-take=\"field-contact\" data-value=\"别人\""));
  CHECK(has(stale, "data-take=\"field-phone\""));
  CHECK(!has(stale, "data-take=\"field-name\""));
  CHECK(has(stale, "value=\"me\""));
  CHECK(has(stale, "name=\"version\" value=\"2\""));
}
