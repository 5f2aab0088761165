// Who reaches what: every GET route with the rows of everybody, walked as an agency, an expert, a clerk of another
// bureau and the system administrator.
#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <set>

#include "support/web_site.h"
#include "web/router.h"

using zhiheng::Json;
using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

struct Rows {
  std::map<std::string, Json> of;  // plural -> rows as the clerk sees them
  std::set<std::string> expert_names;
};

// Everything there is, as its bureau sees it.
const Rows& rows() {
  static const Rows all = [] {
    Rows rows;
    const std::string clerk = site().token_of("clerk");
    for (const char* plural : {"contracts", "engagements", "deliverables", "panels", "score-sheets", "results",
                               "statements", "payments", "adjustments", "instalments", "amendments", "agencies",
                               "lead-evaluators", "experts", "budget-units", "projects", "bureaus", "policies"}) {
      const Answer answer = site().api(clerk, "GET", "/" + std::string(plural) + "?limit=500");
      REQUIRE(answer.status == 200);
      rows.of[plural] = answer.json().at("items");
      REQUIRE(!rows.of[plural].items().empty());
    }
    for (const Json& expert : rows.of.at("experts").items()) {
      const std::string name = expert.text_at("name");
      rows.expert_names.insert(name.substr(0, name.find("（")));
    }
    return rows;
  }();
  return all;
}

std::string plural_of(const std::string& path) {
  const std::size_t start = path.starts_with("/api/v1/") ? 8 : 1;
  return path.substr(start, path.find('/', start) - start);
}

std::string with_id(std::string path, const std::string& id) {
  const std::size_t at = path.find("{id}");
  return path.replace(at, 4, id);
}

// GET patterns with an id, of the API and of the pages.
std::vector<std::string> patterns() {
  std::vector<std::string> found;
  for (const auto& route : site().application->router().routes()) {
    const bool one_row = route.pattern.find("{id}") != std::string::npos;
    if (route.method == "GET" && one_row && rows().of.contains(plural_of(route.pattern))) {
      found.push_back(route.pattern);
    }
  }
  return found;
}

using Owns = std::function<bool(const std::string& plural, const Json& row)>;

struct Walk {
  int asked = 0;
  int seen = 0;
};

// Asks for every row by every route; what is answered must be owned, and what is not owned is refused like what does
// not exist.
Walk walk(const std::string& login, const Owns& owns, const std::function<void(const std::string& body)>& look) {
  const std::string token = "Authorization: Bearer " + site().token_of(login);
  const std::string cookie = site().cookie_of(login);
  Walk walk;
  for (const std::string& pattern : patterns()) {
    const std::string plural = plural_of(pattern);
    std::size_t taken = 0;
    for (const Json& row : rows().of.at(plural).items()) {
      const bool owned = owns(plural, row);
      // Of the many sheets and files every row of his own and some of the others'.
      if (!owned && ++taken > 25) continue;
      const std::string target = with_id(pattern, row.text_at("id"));
      const Answer answer = site().send("GET", target, {pattern.starts_with("/api/") ? token : cookie});
      ++walk.asked;
      CAPTURE(login, target, owned, answer.status);
      const bool refused = answer.status == 403 || answer.status == 404;
      if (!owned) {
        CHECK(refused);
        if (answer.status == 403) {
          // By role alone: then nobody in this role is answered, and nothing is learnt of the row.
          CHECK(site()
                    .send("GET", with_id(pattern, "999999999"), {pattern.starts_with("/api/") ? token : cookie})
                    .status == 403);
        }
      } else {
        // A sheet whose declaration is still owed leads to the declaration, an expert's own file to its own page.
        const bool of_sheet = target.find("/score-sheets/") != std::string::npos;
        const bool of_expert = target.find("/experts/") != std::string::npos;
        // Where nothing was paid too much there is no letter that claims it.
        const bool of_claim = target.find("/claim-letter") != std::string::npos;
        const bool led_on =
            (answer.status == 303 && (of_sheet || of_expert)) || (answer.status == 409 && (of_sheet || of_claim));
        CHECK((refused || led_on || answer.status == 200));
      }
      if (answer.status == 200) {
        ++walk.seen;
        look(answer.body);
      }
    }
  }
  return walk;
}

}  // namespace

TEST_CASE("an agency reaches its own rows and no other, and never the name of an expert", "[web][reach]") {
  const Json contracts = site().api(site().token_of("agency02"), "GET", "/contracts").json();
  REQUIRE(!contracts.at("items").items().empty());
  const std::string agency = contracts.at("items").items().front().text_at("agency");
  const Owns owns = [&](const std::string& plural, const Json& row) {
    if (plural == "policies") return row.text_at("state") != "draft";
    if (plural == "agencies") return row.text_at("id") == agency;
    return row.text_at("agency") == agency;
  };
  const Walk done = walk("agency02", owns, [](const std::string& body) {
    for (const std::string& name : rows().expert_names) {
      CAPTURE(name);
      CHECK(body.find(name) == std::string::npos);
    }
  });
  CHECK(done.asked > 400);
  CHECK(done.seen > 60);
}

TEST_CASE("lists and reports of an agency name no expert", "[web][reach]") {
  const std::string token = site().token_of("agency02");
  for (const char* path : {"/contracts", "/engagements", "/deliverables", "/results", "/statements", "/payments",
                           "/experts", "/tasks", "/reports/quality_results.json", "/reports/quality_results.csv",
                           "/reports/contract_register.csv", "/reports/payment_register.html",
                           "/reports/score_summary.csv", "/reports/score_sheet_list.csv", "/panels", "/score-sheets"}) {
    const Answer answer = site().api(token, "GET", path);
    CAPTURE(path, answer.status);
    CHECK((answer.status == 200 || answer.status == 403));
    for (const std::string& name : rows().expert_names) CHECK(answer.body.find(name) == std::string::npos);
  }
}

TEST_CASE("an expert reaches what his panels judge and only his own sheets", "[web][reach]") {
  const std::string token = site().token_of("expert07");
  std::set<std::string> engagements, panels;
  std::string expert;
  const Json sheets = site().api(token, "GET", "/score-sheets?limit=500").json();
  for (const Json& sheet : sheets.at("items").items()) {
    expert = sheet.text_at("expert");
    panels.insert(sheet.text_at("panel"));
  }
  REQUIRE(!panels.empty());
  for (const Json& panel : rows().of.at("panels").items()) {
    if (panels.contains(panel.text_at("id"))) engagements.insert(panel.text_at("engagement"));
  }
  const Owns owns = [&](const std::string& plural, const Json& row) {
    if (plural == "policies") return row.text_at("state") != "draft";
    if (plural == "score-sheets") return row.text_at("expert") == expert;
    if (plural == "experts") return row.text_at("id") == expert;  // his own file
    if (plural == "panels") return panels.contains(row.text_at("id"));
    if (plural == "engagements") return engagements.contains(row.text_at("id"));
    if (plural == "deliverables" || plural == "results") return engagements.contains(row.text_at("engagement"));
    return false;
  };
  const Walk done = walk("expert07", owns, [](const std::string&) {});
  CHECK(done.seen > 60);
}

TEST_CASE("a clerk of a county and an administrator reach nothing of the prefecture's work", "[web][reach]") {
  const Owns nothing_of_work = [](const std::string& plural, const Json&) {
    static const std::set<std::string> work{"contracts",    "engagements", "deliverables", "panels",
                                            "score-sheets", "results",     "statements",   "payments",
                                            "adjustments",  "instalments", "amendments"};
    return !work.contains(plural);
  };
  walk("mengzi", nothing_of_work, [](const std::string&) {});
  const Walk admin = walk(
      "admin", [](const std::string&, const Json&) { return false; }, [](const std::string&) {});
  CHECK(admin.seen == 0);
}
