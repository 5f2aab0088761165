// The pages of statistics over HTTP: who reads them, what they say when there is nothing, both languages, and the
// workbook of a panel, which tells nobody that a foreign panel is there.
#include <catch2/catch.hpp>

#include "support/web_attack.h"
#include "support/web_site.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

std::string newest_panel(const char* state) {
  return std::to_string(integer_or(site().database->reader()->query(
      "SELECT MAX(id) FROM panel WHERE state = ? AND id IN (SELECT panel_id FROM score_sheet WHERE state IN "
      "('submitted', 'locked'))",
      {state})[0][0]));
}

// What stands between the tags of this kind, all of them.
std::string between(const std::string& page, const std::string& tag) {
  std::string all;
  for (std::size_t at = page.find("<" + tag); at != std::string::npos; at = page.find("<" + tag, at + 1)) {
    const std::size_t start = page.find('>', at) + 1;
    all += page.substr(start, page.find("</", start) - start) + "\n";
  }
  return all;
}
bool has_chinese(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0xE4 && static_cast<unsigned char>(c) <= 0xE9) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("pages of statistics: the bureau only, and what is empty says so", "[statistics][web]") {
  const std::string panel = newest_panel("closed");
  const std::vector<std::string> pages{"/panels/" + panel + "/statistics", "/statistics?year=2022",
                                       "/reason-checks?year=2022", "/reason-checks?panel=" + panel};
  for (const char* login : {"clerk", "reviewer", "leader"}) {
    const std::string cookie = site().cookie_of(login);
    for (const std::string& page : pages) {
      CAPTURE(login, page);
      CHECK(site().send("GET", page, {cookie}).status == 200);
    }
  }
  for (const char* login : {"expert01", "agency01", "unit01", "admin"}) {
    const std::string cookie = site().cookie_of(login);
    for (const std::string& page : pages) {
      CAPTURE(login, page);
      const int status = site().send("GET", page, {cookie}).status;
      CHECK((status == 403 || status == 404));
    }
  }
  const std::string clerk = site().cookie_of("clerk");
  CHECK(site().send("GET", "/statistics?year=1990", {clerk}).body.find("class=\"empty\"") != std::string::npos);
  CHECK(site().send("GET", "/reason-checks?year=1990", {clerk}).body.find("class=\"empty\"") != std::string::npos);
  CHECK(site().send("GET", "/statistics?year=x", {clerk}).status == 422);
  CHECK(site().send("GET", "/panels/999999/statistics", {clerk}).status == 404);
}

TEST_CASE("pages of statistics: complete in English, with the workbook beside them", "[statistics][web]") {
  const std::string panel = newest_panel("closed");
  const std::string cookie = site().cookie_of("clerk") + "; language=en";
  const Answer of_panel = site().send("GET", "/panels/" + panel + "/statistics", {cookie});
  const Answer of_year = site().send("GET", "/statistics?year=2022", {cookie});
  const Answer reasons = site().send("GET", "/reason-checks?year=2022", {cookie});
  for (const Answer* page : {&of_panel, &of_year, &reasons}) {
    REQUIRE(page->status == 200);
    CHECK(page->body.find("lang=\"en\"") != std::string::npos);
    for (const char* tag : {"h1", "dt", "label", "summary", "button"}) {
      CAPTURE(tag);
      CHECK_FALSE(has_chinese(between(page->body.substr(page->body.find("<main")), tag)));
    }
  }
  CHECK(of_panel.body.find("/reports/panel_statistics.xlsx?panel=" + panel) != std::string::npos);
  CHECK(of_year.body.find("/reports/expert_severity.xlsx?year=2022") != std::string::npos);
  const Answer book = site().send("GET", "/reports/panel_statistics.xlsx?panel=" + panel, {cookie});
  CHECK(book.status == 200);
  CHECK(book.body.starts_with("PK"));
  const Answer csv = site().send("GET", "/reports/panel_statistics.csv?panel=" + panel, {cookie});
  CHECK(csv.body.find("Mean taken off") != std::string::npos);
  CHECK(site().send("GET", "/reports/panel_statistics.csv", {cookie}).status == 422);
  CHECK(site().send("GET", "/reports/panel_statistics.csv?panel=x", {cookie}).status == 404);
  CHECK(site().send("GET", "/reports/expert_severity.csv?year=20x2", {cookie}).status == 422);
}

TEST_CASE("the workbook of a foreign panel is answered as that of none", "[statistics][attack]") {
  AttackWorld world;
  const auto ask = [&](const Attacker& attacker, const std::string& panel) {
    for (const web::Route& route : world.routes()) {
      if (route.method != "GET" || !route.pattern.starts_with("/api/v1/reports/{")) continue;
      const std::string name = route.pattern.substr(0, route.pattern.find('{'));
      return world.fire(attacker, {&route, name + "panel_statistics.csv", {{"panel", panel}}, {}});
    }
    throw Defect("there is such a route");
  };
  for (const Attacker& attacker : world.attackers) {
    const Hit absent = ask(attacker, "999999999");
    for (const std::int64_t id : world.ids_of("panel")) {
      const Hit hit = ask(attacker, std::to_string(id));
      CAPTURE(attacker.name, id, hit.body.substr(0, 300));
      CHECK(hit.status < 500);
      const bool staff = !domain::scope(attacker.actor, domain::Action::see_statistics).bureaus.empty();
      if (hit.status == 200) CHECK(staff);
      if (!may_know(world, attacker, "panel", id)) CHECK(hit.status == absent.status);
    }
  }
}
