// What an agency reads on its pages, and what everybody does who holds a code: money to come and to give back, the
// yearly confirmation, forms that name all that is wrong, one box for every code.
#include <catch2/catch.hpp>

#include "base/json.h"
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

Answer get(const std::string& person, const std::string& place) {
  return site().send("GET", place, {site().cookie_of(person)});
}

}  // namespace

TEST_CASE("an agency's pages say what it gets, owes and has to do", "[web][agency]") {
  struct Case {
    const char *person, *place, *says, *never_says;
  };
  const Case cases[] = {
      {"agency06", "/", "待退回的多付款项", "没有待办事项"},
      {"agency06", "/", "机构信息年度确认", ""},
      {"agency06", "/", "待收 20,000.00 元，待退 3,300.00 元", ""},
      {"agency06", "/agency-record", "年度确认已过期", ""},
      {"agency06", "/agency-record", "2,000,000.00 元", ""},
      // A consequence that ended is not told as one in force, least of all in what the agency shows to others.
      {"agency06", "/consequences/2", "已到期", "生效中"},
      {"agency06", "/issued-records/1", "已到期", "生效中"},
      {"agency06", "/issued-records/1", "34,000.00 元", "34000.00"},
      {"agency06", "/ratings/6", "未评级", "—/"},
  };
  for (const Case& one : cases) {
    const Answer page = get(one.person, one.place);
    CAPTURE(one.place, one.says);
    CHECK(page.status == 200);
    CHECK(has(page, one.says));
    if (*one.never_says) CHECK_FALSE(has(page, one.never_says));
  }
}

TEST_CASE("an entry of the record names every field that is wrong, the number of identity among them",
          "[web][agency]") {
  const std::string cookie = site().cookie_of("agency01");
  const Answer form = site().send("GET", "/agency-record/new?group=lead_evaluator", {cookie});
  REQUIRE(form.status == 200);
  const Answer refused = site().send("POST", "/agency-record/items", {cookie, form_type},
                                     "csrf=" + csrf_of(form.body) +
                                         "&group=lead_evaluator&code=Z1&name=&identity_kind=identity_card&"
                                         "identity_number=532501199001011234&education=bachelor&title_level=senior&"
                                         "qualification=senior_title&work_started_on=2010-02-30");
  CHECK(refused.status == 422);
  for (const char* field :
       {"field-name-problems", "field-work_started_on-problems", "field-identity_number-problems"}) {
    CAPTURE(field);
    CHECK(has(refused, field));
  }
}

TEST_CASE("one box takes every verification code, and says what is no code", "[web][agency]") {
  const Answer listed = site().api(site().token_of("agency06"), "GET", "/issued-records");
  REQUIRE(listed.status == 200);
  const auto json = zhiheng::parse_json(listed.body);
  REQUIRE(json.ok());
  const std::string code = json->at("items").items().front().text_at("code");
  const Answer led = site().send("GET", "/public/verify?code=" + code, {});
  CHECK(led.status == 303);
  CHECK(led.header("Location") == "/public/records/" + code);
  CHECK(site().send("GET", "/public/verify?code=", {}).header("Location") == "/public");
  const Answer malformed = site().send("GET", "/public/verify?code=abc", {});
  CHECK(malformed.status == 422);
  CHECK(has(malformed, "不是核验码"));
  CHECK(site().send("GET", "/public/verify?code=ZH-0000-0000-0000-0000", {}).status == 404);
  // Who copies the key copies its lines.
  CHECK(has(site().send("GET", "/public/keys", {}), "-----BEGIN PUBLIC KEY-----\nM"));
}

TEST_CASE("a stale tab is told who answered first in words, not in names of columns", "[web][agency]") {
  const std::string cookie = site().cookie_of("agency05");
  const Answer tab = site().send("GET", "/deduction-notices/2", {cookie});
  REQUIRE(has(tab, "无异议"));
  const std::string typed = "csrf=" + csrf_of(tab.body) + "&version=999&answer=accepted&text=";
  const Answer refused = site().send("POST", "/deduction-notices/2/answer", {cookie, form_type}, typed);
  CHECK(refused.status == 412);
  CHECK(has(refused, "请核对后重新保存"));
  CHECK_FALSE(has(refused, "answer_due_on"));
  CHECK_FALSE(has(refused, "+08:00 修改"));
}
