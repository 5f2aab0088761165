// Everything that can be read is read: every GET route of the API, its lists and some of their rows, as staff, as an
// agency and as an expert. Nothing is a defect, and the answers that are written down here are held against the
// description (tests/browser/api_contract.mjs).
#include <catch2/catch.hpp>

#include <map>

#include "base/resource.h"
#include "support/web_site.h"
#include "web/http.h"
#include "web/router.h"

using zhiheng::Json;
using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

constexpr const char* base = "/api/v1";
constexpr std::size_t rows_of_each = 2;

// The ids of some rows of a list that the login reads itself.
const std::vector<std::string>& some_rows(const std::string& login, const std::string& token,
                                          const std::string& plural) {
  static std::map<std::string, std::vector<std::string>> known;
  const auto [at, is_new] = known.try_emplace(login + "/" + plural);
  if (!is_new) return at->second;
  const Answer answer = site().api(token, "GET", "/" + plural);
  if (answer.status != 200) return at->second;
  const Json list = answer.json();
  const Json* items = list.find("items");
  if (!items) return at->second;
  for (const Json& row : items->items()) {
    if (at->second.size() < rows_of_each && !row.text_at("id").empty()) at->second.push_back(row.text_at("id"));
  }
  return at->second;
}

}  // namespace

TEST_CASE("every list and row of the API is read, and nothing is a defect", "[web][reading]") {
  std::size_t answered = 0;
  for (const std::string login : {"clerk", "leader", "agency02", "expert07"}) {
    const std::string token = site().token_of(login);
    for (const zhiheng::web::Route& route : site().application->router().routes()) {
      if (route.method != "GET" || !route.pattern.starts_with(base)) continue;
      const std::string path = route.pattern.substr(std::string(base).size());
      const std::size_t capture = path.find('{');
      std::vector<std::string> targets;
      if (capture == std::string::npos) {
        targets.push_back(path);
      } else if (path.compare(capture, 4, "{id}") == 0 && path.find('{', capture + 1) == std::string::npos) {
        const std::string plural = path.substr(1, capture - 2);
        for (const std::string& id : some_rows(login, token, plural)) {
          targets.push_back(path.substr(0, capture) + id + path.substr(capture + 4));
        }
      }
      for (const std::string& target : targets) {
        const Answer answer = site().api(token, "GET", target);
        CAPTURE(login, target, answer.body.substr(0, 300));
        CHECK(answer.status < 500);
        CHECK(answer.status >= 200);
        answered += answer.status == 200 ? 1 : 0;
      }
    }
  }
  CHECK(answered > 250);
}

TEST_CASE("what is only asked by POST answers too", "[web][reading]") {
  const std::string clerk = site().token_of("clerk");
  for (const char* body : {"{}", R"({"policy":"honghe-2022"})", R"({"from":2022,"to":2022,"limit":1})"}) {
    const Answer answer = site().api(clerk, "POST", "/what-if", body);
    CAPTURE(body, answer.body.substr(0, 300));
    CHECK(answer.status == 200);
  }
  // A policy that is stored nowhere: its changes by page and order, and as a workbook.
  const std::string document = std::string(zhiheng::resource("sql/seed/policies/per-point.json"));
  const Answer workbook = site().api(clerk, "POST", "/what-if/workbook", "{\"policy\":" + document + "}");
  CHECK(workbook.status == 200);
  CHECK(workbook.body.starts_with("PK"));
  CHECK(site().api(clerk, "POST", "/what-if/workbook", R"({"policy":{"code":"x"}})").status == 422);
  const std::string cookie = site().cookie_of("clerk");
  const std::string shown = site().send("GET", "/what-if", {cookie}).body;
  const std::size_t at = shown.find("name=\"csrf\" value=\"") + 19;
  const std::string csrf = shown.substr(at, shown.find('"', at) - at);
  const auto posted = [&](const std::string& place, const std::string& go) {
    return site().send("POST", place,
                       {cookie, "Content-Type: application/x-www-form-urlencoded", "Origin: http://localhost"},
                       "csrf=" + zhiheng::web::percent_encode(csrf) +
                           "&document=" + zhiheng::web::percent_encode(document) + "&from=2022&to=2022&go=" + go);
  };
  const Answer falling = posted("/what-if", "-difference%2F1");
  REQUIRE(falling.status == 200);
  CHECK(falling.body.find("value=\"-difference/1\" aria-current=\"true\"") != std::string::npos);
  CHECK(falling.body.find("/what-if/workbook") != std::string::npos);
  CHECK(posted("/what-if", "label%2F2").body.find("value=\"label/1\"") != std::string::npos);
  CHECK(posted("/what-if/workbook", "").body.starts_with("PK"));
}
