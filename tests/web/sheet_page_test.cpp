// Score entry as its users meet it: totals without a script, problems at their criterion, nothing lost; and what an
// agency reads of its result.
#include <catch2/catch.hpp>

#include "support/web_site.h"
#include "web/http.h"

using zhiheng::Json;
using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

const std::string form_type = "Content-Type: application/x-www-form-urlencoded";

std::string hidden(const std::string& page, const std::string& name) {
  const std::string mark = "name=\"" + name + "\" value=\"";
  const std::size_t at = page.find(mark);
  REQUIRE(at != std::string::npos);
  return page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
}

bool contains(const Answer& answer, const std::string& text) {
  return answer.body.find(text) != std::string::npos;
}

// The draft of a plan that expert01 has in the live contract.
std::string draft_sheet(const std::string& login) {
  const Json sheets = site().api(site().token_of(login), "GET", "/score-sheets?limit=500&state=draft").json();
  for (const Json& sheet : sheets.at("items").items()) {
    if (sheet.text_at("component") == "plan") return sheet.text_at("id");
  }
  return {};
}

std::string typed(const zhiheng::web::Pairs& fields) {
  return zhiheng::web::write_query(fields);
}

}  // namespace

TEST_CASE("a sheet shows its total, what is taken off and its papers without a script", "[web][sheet]") {
  const std::string cookie = site().cookie_of("expert01");
  const std::string id = draft_sheet("expert01");
  REQUIRE(!id.empty());
  const Answer page = site().send("GET", "/score-sheets/" + id, {cookie});
  REQUIRE(page.status == 200);
  CHECK(contains(page, "<output data-total>50.50</output>"));
  CHECK(contains(page, "−0.5</small>"));
  CHECK(contains(page, "每档 0.5 分"));
  CHECK(contains(page, "/file\""));
  const Answer list = site().send("GET", "/my-sheets", {cookie});
  CHECK(list.body.find("/score-sheets/" + id) < list.body.find("已锁定"));
  CHECK(contains(site().send("GET", "/", {cookie}), "· 实施方案"));
}

TEST_CASE("a sheet that cannot be handed in keeps every field and tells all at their criterion", "[web][sheet]") {
  const std::string cookie = site().cookie_of("expert01");
  const std::string id = draft_sheet("expert01");
  const std::string place = "/score-sheets/" + id;
  const Answer before = site().send("GET", place, {cookie});
  const std::string reason(900, 'r');
  const Answer refused = site().send("POST", place, {cookie, form_type},
                                     typed({{"csrf", hidden(before.body, "csrf")},
                                            {"version", hidden(before.body, "version")},
                                            {"act", "submit"},
                                            {"points.1", "101"},
                                            {"points.2", "8.25"},
                                            {"reason.2", reason},
                                            {"points.3.1", "７．５"},
                                            {"points.3.2", "<b>7</b>"},
                                            {"points.3.3", "5"},
                                            {"comment", "<script>x</script>"}}));
  CHECK(refused.status == 422);
  for (const char* code : {"1", "2", "3.1", "3.2", "3.3", "4"}) {
    CAPTURE(code);
    CHECK(contains(refused, "id=\"problems-" + std::string(code) + "\"><li>"));
  }
  CHECK(contains(refused, reason));
  CHECK(contains(refused, "value=\"&lt;b&gt;7&lt;/b&gt;\""));
  CHECK(!contains(refused, "<script>x"));
  const Answer after = site().send("GET", place, {cookie});
  CHECK(hidden(after.body, "version") == hidden(before.body, "version"));
}

TEST_CASE("a sheet says whose it is, and is nobody else's", "[web][sheet]") {
  const std::string id = draft_sheet("expert01");
  CHECK(contains(site().send("GET", "/score-sheets/" + id, {site().cookie_of("reviewer")}), "林知衡"));
  CHECK(site().send("GET", "/score-sheets/" + id, {site().cookie_of("expert02")}).status == 404);
}

TEST_CASE("an agency reads every criterion and reason of its result, raters without names", "[web][result]") {
  const std::string cookie = site().cookie_of("agency02");
  const Json results = site().api(site().token_of("agency02"), "GET", "/results").json();
  REQUIRE(!results.at("items").items().empty());
  const std::string engagement = results.at("items").items().front().text_at("engagement");
  const Answer page = site().send("GET", "/engagements/" + engagement, {cookie});
  REQUIRE(page.status == 200);
  CHECK(contains(page, "逐项得分与扣分理由"));
  CHECK(contains(page, "实施方案 · 专家"));
  CHECK(!contains(page, "ZJ0"));
  CHECK(contains(page, "指标体系完整"));
  CHECK(!contains(page, "/panels/"));
  CHECK(!contains(page, "/score-sheets/"));
  const Answer home = site().send("GET", "/", {cookie});
  CHECK(!contains(home, "href=\"/experts\""));
  CHECK(contains(site().send("GET", "/", {site().cookie_of("clerk")}), "href=\"/experts\""));
}

TEST_CASE("exact scores are decimals on pages where they end", "[web][result]") {
  const Json engagements = site().api(site().token_of("clerk"), "GET", "/engagements?limit=500").json();
  for (const Json& engagement : engagements.at("items").items()) {
    if (engagement.text_at("code") != "PJ2022-09") continue;
    const Answer page = site().send("GET", "/engagements/" + engagement.text_at("id"), {site().cookie_of("clerk")});
    CHECK(contains(page, "79.996"));
    CHECK(!contains(page, "19999/250"));
    const Json results =
        site().api(site().token_of("clerk"), "GET", "/engagements/" + engagement.text_at("id") + "/results").json();
    const Json& current = results.at("current").at("result").at("engagements").items().front();
    CHECK(current.text_at("final_score_exact") == "19999/250");
    return;
  }
  FAIL("the demonstration year has PJ2022-09");
}

TEST_CASE("a refused form of an engagement is open, holds what was typed, and the others stay closed",
          "[web][engagement]") {
  const std::string cookie = site().cookie_of("clerk");
  const Json engagements = site().api(site().token_of("clerk"), "GET", "/engagements?limit=500").json();
  std::string id;
  for (const Json& engagement : engagements.at("items").items()) {
    if (engagement.text_at("code") == "PJ2026-02") id = engagement.text_at("id");
  }
  REQUIRE(!id.empty());
  const std::string place = "/engagements/" + id;
  const Answer page = site().send("GET", place, {cookie});
  const std::string csrf = hidden(page.body, "csrf");
  const Answer refused =
      site().send("POST", place + "/component-scores", {cookie, form_type},
                  typed({{"csrf", csrf}, {"component", "duty"}, {"score", "101"}, {"reason", "<i>理由</i>"}}));
  CHECK(refused.status == 422);
  CHECK(contains(refused, "<details open><summary><strong>给分"));
  CHECK(contains(refused, "<details><summary><strong>登记事项"));
  CHECK(contains(refused, "value=\"101\""));
  CHECK(contains(refused, "&lt;i&gt;理由"));
  CHECK(refused.body.find("&lt;i&gt;理由") == refused.body.rfind("&lt;i&gt;理由"));
  // A score given and taken back by the pages.
  const auto post = [&](const std::string& target, const zhiheng::web::Pairs& fields) {
    return site().send("POST", target, {cookie, form_type}, typed(fields));
  };
  CHECK(
      post(place + "/component-scores", {{"csrf", csrf}, {"component", "duty"}, {"score", "91.5"}, {"reason", "履职"}})
          .status == 303);
  const Answer given = site().send("GET", place, {cookie});
  const std::string mark = "/component-scores/";
  const std::size_t at = given.body.find("action=\"" + mark);
  REQUIRE(at != std::string::npos);
  const std::string target = given.body.substr(at + 8, given.body.find('"', at + 8) - at - 8);
  CHECK(post(target, {{"csrf", csrf}, {"version", "1"}, {"reason", "误登"}}).status == 303);
  CHECK(!contains(site().send("GET", place, {cookie}), "91.50"));
}

TEST_CASE("after the deadline a sheet says why nothing can be written, and keeps what is typed in vain",
          "[web][sheet]") {
  const std::string id = draft_sheet("expert01");
  const std::string place = "/score-sheets/" + id;
  site().clock.set("2027-02-05 01:00:00.000");
  const std::string cookie = site().cookie_of("expert01");
  const Answer late = site().send("GET", place, {cookie});
  const std::string csrf = hidden(late.body, "csrf");  // of signing out
  const Answer refused = site().send(
      "POST", place, {cookie, form_type},
      typed({{"csrf", csrf}, {"version", "999"}, {"act", "save"}, {"points.1", "9"}, {"reason.1", "来迟的理由"}}));
  site().clock.set("2026-11-20 01:00:00.000");
  CHECK(late.status == 200);
  CHECK(contains(late, "已过评分截止日"));
  CHECK(!contains(late, "data-score"));
  CHECK(contains(late, "50.50"));
  CHECK(refused.status == 412);
  CHECK(contains(refused, "来迟的理由"));
}
