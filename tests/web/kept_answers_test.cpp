// Answers that are kept: nobody may see by them what he would not see without.
#include <catch2/catch.hpp>

#include "store/change_number.h"
#include "support/web_site.h"

using namespace zhiheng;

namespace {

// Another process beside the service: a connection of its own over the same file.
void write_elsewhere(const std::string& sql) {
  const auto other = store::open_database(*store::read_database_url("sqlite:" + testing::site().file()), "");
  auto rows = other->writer();
  rows->begin_write();
  rows->execute(sql);
  rows->commit();
}

std::string secret_in(const std::string& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark);
  return at == std::string::npos ? ""
                                 : page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
}

}  // namespace

TEST_CASE("the number of a database is another one after every commit of whatever connection", "[api][kept]") {
  store::Database& database = *testing::site().database;
  const auto before = store::change_number(database);
  REQUIRE(before);
  CHECK(store::change_number(database) == before);
  write_elsewhere("UPDATE bureau SET name_en = 'changed' WHERE id = 1");
  const auto after = store::change_number(database);
  REQUIRE(after);
  CHECK(after != before);
}

TEST_CASE("a kept answer ends with the session, the account and the rows behind it", "[api][kept]") {
  const auto& site = testing::site();
  const std::string token = site.token_of("expert01");
  const auto ask = [&] { return site.api(token, "GET", "/my-sheets"); };
  const auto first = ask();
  REQUIRE(first.status == 200);
  const auto second = ask();
  CHECK(second.body == first.body);
  CHECK(second.header("ETag") == first.header("ETag"));
  CHECK(second.header("X-Request-Id") != first.header("X-Request-Id"));

  const std::string id = first.json().at("items").items().at(0).text_at("engagement");
  const std::string old = first.json().at("items").items().at(0).text_at("engagement_label");
  write_elsewhere("UPDATE engagement SET name = 'renamed elsewhere' WHERE id = " + id);
  CHECK(ask().body.find("renamed elsewhere") != std::string::npos);
  write_elsewhere("UPDATE engagement SET name = '" + old + "' WHERE id = " + id);
  CHECK(ask().body == first.body);

  write_elsewhere("UPDATE account SET status = 'disabled' WHERE login = 'expert01'");
  CHECK(ask().status == 401);
  write_elsewhere("UPDATE account SET status = 'active' WHERE login = 'expert01'");
  CHECK(ask().status == 200);
  write_elsewhere(
      "UPDATE session SET ended_at = '2026-11-20 01:00:00.000' WHERE account_id = (SELECT id FROM account "
      "WHERE login = 'expert01')");
  CHECK(ask().status == 401);
}

TEST_CASE("a kept answer is for one head alone and asks who is asking", "[api][kept]") {
  const auto& site = testing::site();
  const std::string token = site.token_of("expert01"), other = site.token_of("expert02");
  const auto mine = site.api(token, "GET", "/my-sheets");
  REQUIRE(mine.status == 200);
  CHECK(site.api(other, "GET", "/my-sheets").body != mine.body);
  CHECK(site.api("", "GET", "/my-sheets").status == 401);
  CHECK(site.api(token + "x", "GET", "/my-sheets").status == 401);
  const std::string tag = "If-None-Match: " + mine.header("ETag");
  CHECK(site.api(token, "GET", "/my-sheets", "", {tag}).status == 304);
  CHECK(site.api(token, "GET", "/my-sheets", "", {tag}).status == 304);
  CHECK(site.api(token, "GET", "/my-sheets").body == mine.body);
}

TEST_CASE("a kept page has its secret masked afresh and its own number", "[pages][kept]") {
  const auto& site = testing::site();
  const std::string cookie = site.cookie_of("expert01");
  const auto first = site.send("GET", "/my-sheets", {cookie});
  const auto second = site.send("GET", "/my-sheets", {cookie});
  REQUIRE(first.status == 200);
  const std::string one = secret_in(first.body), two = secret_in(second.body);
  REQUIRE(one.size() > 40);
  CHECK(one != two);
  CHECK(one.size() == two.size());
  CHECK(second.body.find(one) == std::string::npos);
  const std::string number = first.header("X-Request-Id");
  CHECK(second.body.find(number) == std::string::npos);
  // The fresh mask still opens the forms.
  const auto signed_out =
      site.send("POST", "/sign-out", {cookie, "Content-Type: application/x-www-form-urlencoded"}, "csrf=" + two);
  CHECK(signed_out.status == 303);
  CHECK(site.send("GET", "/my-sheets", {cookie}).status == 303);
}

TEST_CASE("an answer is not kept beyond its seconds", "[api][kept]") {
  auto& site = testing::site();
  const std::string token = site.token_of("expert01");
  REQUIRE(site.api(token, "GET", "/my-sheets").status == 200);
  REQUIRE(site.api(token, "GET", "/my-sheets").status == 200);
  const std::string now = site.clock.now().utc();
  site.clock.set("2026-12-20 01:00:00.000");
  CHECK(site.api(token, "GET", "/my-sheets").status == 401);
  site.clock.set(now);
}
