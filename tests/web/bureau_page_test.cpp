// What clerks meet on their pages: forms that grow, lists too long for a drop-down, addresses that lead nowhere.
#include <catch2/catch.hpp>

#include "support/web_site.h"
#include "web/http.h"

using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

const std::string form_type = "Content-Type: application/x-www-form-urlencoded";

bool has(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

std::string csrf_of(const std::string& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark) + mark.size();
  return page.substr(at, page.find('"', at) - at);
}

}  // namespace

TEST_CASE("an address that leads nowhere keeps the menu of whoever is signed in", "[web][bureau]") {
  const Answer inside = site().send("GET", "/nowhere", {site().cookie_of("clerk")});
  CHECK(inside.status == 404);
  CHECK(has(inside, "href=\"/statements\""));
  CHECK(has(inside, "href=\"/password\""));
  const Answer outside = site().send("GET", "/nowhere");
  CHECK(outside.status == 404);
  CHECK(!has(outside, "href=\"/statements\""));
}

TEST_CASE("the home page opens with the year that has statements and leads to the others", "[web][bureau]") {
  const Answer home = site().send("GET", "/", {site().cookie_of("clerk")});
  CHECK(has(home, "2024 年度概况"));
  CHECK(has(home, "href=\"/?year=2024\" class=\"current\""));
  CHECK(has(site().send("GET", "/?year=2022", {site().cookie_of("clerk")}), "709,000.00"));
  CHECK(has(site().send("GET", "/?year=2019", {site().cookie_of("clerk")}), "2019 年度概况"));
}

TEST_CASE("a button that is off says why in the words of the rule", "[web][bureau]") {
  const Answer contract = site().send("GET", "/contracts/1", {site().cookie_of("clerk")});
  CHECK(has(contract, "已有确认的结算单；请以调整单更正，或先作废"));
}

TEST_CASE("the contract form grows by a row and keeps what was typed", "[web][bureau]") {
  const std::string cookie = site().cookie_of("clerk");
  const Answer fresh = site().send("GET", "/contracts/new", {cookie});
  CHECK(has(fresh, "name=\"engagements.0.code\""));
  CHECK(!has(fresh, "name=\"engagements.1.code\""));
  const Answer grown = site().send("POST", "/contracts", {cookie, form_type},
                                   "csrf=" + csrf_of(fresh.body) +
                                       "&number=X-9&add=engagements&engagements.0.code=E-77&engagements.0.name=&"
                                       "engagements.0.object_kind=&instalments.0.sequence=");
  CHECK(grown.status == 200);
  CHECK(has(grown, "value=\"X-9\""));
  CHECK(has(grown, "value=\"E-77\""));
  CHECK(has(grown, "name=\"engagements.1.code\""));
  CHECK(!has(grown, "name=\"engagements.2.code\""));
  CHECK(!has(grown, "field-problems"));
}

TEST_CASE("what cannot be changed still stands in a form that was refused", "[web][bureau]") {
  const std::string cookie = site().cookie_of("clerk");
  const Answer form = site().send("GET", "/budget-units/1/edit", {cookie});
  REQUIRE(form.status == 200);
  const Answer refused = site().send("POST", "/budget-units/1", {cookie, form_type},
                                     "csrf=" + csrf_of(form.body) + "&version=1&code=&name=&uscc=123");
  CHECK((refused.status == 422 || refused.status == 409));
  // The bureau of a unit is fixed; browsers do not send the locked choice.
  const std::size_t at = refused.body.find("id=\"field-bureau\"");
  REQUIRE(at != std::string::npos);
  const std::string choice = refused.body.substr(at, refused.body.find("</select>", at) - at);
  CHECK(choice.find(" selected") != std::string::npos);
}

TEST_CASE("a reference with more rows than a list can show is given by its natural key", "[web][bureau]") {
  const std::string token = site().token_of("mengzi");
  for (int i = 0; i < 501; ++i) {
    const std::string code = std::to_string(800000 + i);
    const Answer made =
        site().api(token, "POST", "/budget-units", R"({"code":")" + code + R"(","name":"乡镇单位)" + code + R"("})");
    CAPTURE(made.body);
    REQUIRE(made.status == 201);
  }
  const std::string cookie = site().cookie_of("mengzi");
  const Answer form = site().send("GET", "/projects/new", {cookie});
  CHECK(has(form, "name=\"budget_unit.by-key\""));
  const std::string typed = "&code=P-800007&name=%E9%81%93%E8%B7%AF&fiscal_year=2022&kind=";
  const Answer wrong = site().send("POST", "/projects", {cookie, form_type},
                                   "csrf=" + csrf_of(form.body) + "&budget_unit=899999&budget_unit.by-key=1" + typed);
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "field-budget_unit-problems"));
  CHECK(has(wrong, "value=\"899999\""));
  const Answer right = site().send("POST", "/projects", {cookie, form_type},
                                   "csrf=" + csrf_of(form.body) + "&budget_unit=800007&budget_unit.by-key=1" + typed);
  CHECK(!has(right, "field-budget_unit-problems"));
}

TEST_CASE("an order that is refused is posted to its contract again", "[web][bureau]") {
  const std::string cookie = site().cookie_of("clerk");
  const Answer fresh = site().send("GET", "/payment-orders/new?contract=1", {cookie});
  CHECK(has(fresh, "action=\"/contracts/1/payment-orders\""));
  const Answer refused = site().send("POST", "/contracts/1/payment-orders", {cookie, form_type},
                                     "csrf=" + csrf_of(fresh.body) + "&amount=abc&remark=x-77");
  CHECK(refused.status == 422);
  CHECK(has(refused, "value=\"x-77\""));
  CHECK(has(refused, "action=\"/contracts/1/payment-orders\""));
}
