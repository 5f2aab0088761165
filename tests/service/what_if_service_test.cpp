// Past figures under another policy, and each under its own: rows of a small year on both engines.
#include "service/what_if_service.h"

#include <catch2/catch.hpp>

#include "support/engines.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// One contract with a statement, one with a result alone, both below the line of 80.
void fill(Stage& stage) {
  const TestContract first = stage.contract("HT-1", {10'000'000});
  stage.scored(first.engagements[0], "82.50", "76");
  stage.confirmed(first.id);
  const TestContract second = stage.contract("HT-2", {5'000'000});
  stage.scored(second.engagements[0], "70", "70");
}

WhatIfReport tried(Stage& stage, const std::string& body, const char* who = "clerk") {
  const auto request = read_what_if(json(body));
  REQUIRE(rules_of(request) == "ok");
  auto report = run_what_if(stage.gate, stage.as(who), *request);
  REQUIRE(rules_of(report) == "ok");
  return std::move(*report);
}

}  // namespace

TEST_CASE("what-if: every booked figure is computed again without a difference", "[what_if]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    fill(stage);
    const auto before = stage.count("SELECT COUNT(*) FROM audit");
    const WhatIfReport report = tried(stage, "{}");
    CHECK(report.changes.empty());
    CHECK(report.unjudged.empty());
    CHECK(report.judged.at("result") == 2);
    CHECK(report.judged.at("statement") == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM audit") == before);
    // A booked figure that somebody turned by hand is found.
    stage.sql("UPDATE result SET final_score = final_score + 1 WHERE engagement_id = (SELECT MAX(id) FROM engagement)");
    const WhatIfReport turned = tried(stage, "{}");
    REQUIRE(turned.changes.size() == 1);
    CHECK(turned.changes[0].before.score->text() == "70.01");
    CHECK(turned.changes[0].after.score->text() == "70.00");
  });
}

TEST_CASE("what-if: who changes under another policy, and what it costs by year", "[what_if]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    fill(stage);
    const WhatIfReport report = tried(stage, R"({"policy":"per-point"})");
    CHECK(report.policy == "per-point@1");
    // 78.60: 10 % became 6.4 % of 100,000; 70.00: 10 % became 15 % of 50,000.
    REQUIRE(report.years.size() == 1);
    const WhatIfYear& year = report.years.begin()->second;
    CHECK(year.contracts == 2);
    CHECK(year.deduction_before.text() == "15000.00");
    CHECK(year.deduction_after.text() == "13900.00");
    const Json summary = what_if_summary(report);
    CHECK(summary.at("changed").at("statement").integer() == 1);
    CHECK(summary.at("changed").at("result").integer() == 2);
    const Json change = what_if_change(report.changes.front());
    CHECK(change.text_at("kind") == "statement");
    CHECK(change.at("after").text_at("deduction") == "6400.00");
    CHECK(tried(stage, R"({"policy":"per-point","from":2030})").changes.empty());
    // A policy that asks for what the cases do not hold judges none, by name.
    const WhatIfReport other = tried(stage, R"({"policy":"tiers-4"})");
    CHECK(other.changes.empty());
    REQUIRE(other.unjudged.size() == 1);
    CHECK(other.unjudged.begin()->first == "component.neither");
    CHECK(other.unjudged.begin()->second.count == 3);
    // A whole document, refused in all its problems.
    Json document = *domain::shipped_policy_document("honghe-2022");
    document.set("assumed", Json::array());
    document.set("fee", json(R"({"kind":"flat","line":"70","deduct":"0.20"})"));
    const WhatIfReport pasted = tried(stage, R"({"policy":)" + write_json(document) + "}");
    CHECK(pasted.years.begin()->second.deduction_after.text() == "0.00");
    document.set("fee", json(R"({"kind":"flat","line":"170","deduct":"2"})"));
    const auto bad = run_what_if(stage.gate, stage.as("clerk"), *read_what_if(Json::object().set("policy", document)));
    CHECK(rules_of(bad) == "/policy/fee/line:score.out_of_range /policy/fee/deduct:policy.part_over_one");
  });
}

TEST_CASE("what-if: bureaus only, and only their own", "[what_if]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    fill(stage);
    for (const char* who : {"expert1", "agency"}) {
      CHECK(rules_of(run_what_if(stage.gate, stage.as(who), {})) == ":access.role");
    }
    CHECK(rules_of(run_what_if(stage.gate, stage.as("clerk"), *read_what_if(json(R"({"policy":"none@9"})")))) ==
          "/policy:policy.absent");
    CHECK(rules_of(read_what_if(json(R"({"policy":5,"from":"x","surprise":1})"))) ==
          "/surprise:document.unknown_member /policy:document.wrong_type /from:document.wrong_type");
  });
}
