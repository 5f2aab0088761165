// Everything that can be read is read: every GET route of the API, its lists and some of their rows, as staff, as an
// agency and as an expert. Nothing is a defect, and the answers that are written down here are held against the
// description (tests/browser/api_contract.mjs).
#include <catch2/catch.hpp>

#include <map>

#include "support/web_site.h"
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
}
