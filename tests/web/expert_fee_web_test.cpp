// Experts' fees as people meet them: the forms of the bureau, a refusal at its field, and the expert's own page.
#include <catch2/catch.hpp>

#include "domain/fee_scheme.h"
#include "support/web_site.h"

using namespace zhiheng;
using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

bool has(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

std::string csrf_of(const std::string& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark) + mark.size();
  return page.substr(at, page.find('"', at) - at);
}

Answer post(const std::string& login, const std::string& path, const std::string& from, const std::string& body) {
  const std::string cookie = site().cookie_of(login);
  const std::string csrf = csrf_of(site().send("GET", from, {cookie}).body);
  return site().send("POST", path, {cookie, "Content-Type: application/x-www-form-urlencoded"},
                     "csrf=" + csrf + "&" + body);
}

}  // namespace

TEST_CASE("a bill goes through the forms, and each refusal stands at its field", "[web][expert_fee]") {
  const std::string clerk = site().token_of("clerk");
  const Json scheme =
      site()
          .api(clerk, "POST", "/fee-schemes", write_json(*domain::shipped_fee_scheme("guangdong-2020")))
          .json();
  const std::string id = scheme.text_at("id");
  REQUIRE(site().api(site().token_of("leader"), "POST", "/fee-schemes/" + id + "/approve", "{}").status == 200);
  CHECK(has(site().send("GET", "/expert-fees/new", {site().cookie_of("clerk")}), "评审专家劳务报酬（按小时分段）"));
  const Answer refused =
      post("clerk", "/expert-fees", "/expert-fees/new", "scheme=" + id + "&month=2026-13&panel=&title=");
  CHECK(refused.status == 422);
  CHECK(has(refused, "月份应为 2026-03 的形式"));
  const Answer made =
      post("clerk", "/expert-fees", "/expert-fees/new", "scheme=" + id + "&month=2019-03&panel=&title=");
  REQUIRE(made.status == 303);
  const std::string place = made.header("Location");
  const std::string bill = place.substr(0, place.find("/edit"));
  const Answer wrong = post("clerk", bill, bill + "/edit",
                            "version=1&title=t&month=2019-03&lines.0.expert=1&lines.0.kind=review&lines.0.quantity=60"
                            "&lines.0.amount=900&lines.0.matter=M1");
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "id=\"field-lines-0-reason-problems\""));
  CHECK(has(wrong, "id=\"field-lines-0-worked_on-problems\""));
  const Answer saved = post("clerk", bill, bill + "/edit",
                            "version=1&title=t&month=2019-03&lines.0.expert=1&lines.0.kind=review&lines.0.quantity=600"
                            "&lines.0.worked_on=2019-03-04&lines.0.matter=M1&lines.1.expert=");
  REQUIRE(saved.status == 303);
  const Answer page = site().send("GET", bill, {site().cookie_of("clerk")});
  CHECK(has(page, "1,300.00"));
  CHECK(has(page, "500.00 元 × 20%"));
  CHECK(!has(site().send("GET", "/my-fees?year=2019", {site().cookie_of("expert01")}), "1,300.00"));
  CHECK(post("leader", bill + "/confirm", bill, "version=2").status == 303);
  CHECK(has(site().send("GET", "/my-fees?year=2019", {site().cookie_of("expert01")}), "1,300.00"));
  CHECK(!has(site().send("GET", "/my-fees?year=2019", {site().cookie_of("expert02")}), "1,300.00"));
  CHECK(site().send("GET", bill, {site().cookie_of("expert01")}).status == 404);
}
