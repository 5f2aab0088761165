// Boxes of several lines keep their lines, and what was typed is text and never markup.
#include <catch2/catch.hpp>

#include "support/web_site.h"

using zhiheng::testing::Answer;
using zhiheng::testing::site;

TEST_CASE("a form that comes back keeps the lines of its boxes, escaped", "[web][textarea]") {
  const std::string cookie = site().cookie_of("clerk");
  const std::string form = site().send("GET", "/fee-rates/new", {cookie}).body;
  REQUIRE(form.find("name=\"document\"") != std::string::npos);
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = form.find(mark) + mark.size();
  const std::string csrf = form.substr(at, form.find('"', at) - at);
  const Answer again = site().send("POST", "/fee-rates", {cookie, "Content-Type: application/x-www-form-urlencoded"},
                                   "csrf=" + csrf + "&document=%E7%94%B2%0A%E4%B9%99+%3Cb%3E%22x%22%3C%2Ftextarea%3E");
  CHECK(again.status == 422);
  CHECK(again.body.find("甲\n乙 &lt;b&gt;") != std::string::npos);
  CHECK(again.body.find("乙 <b>") == std::string::npos);
  CHECK(again.body.find("&lt;/textarea&gt;</textarea>") != std::string::npos);
}
