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

WhatIfReport tried_under(Stage& stage, const Json& body) {
  const auto request = read_what_if(body);
  REQUIRE(rules_of(request) == "ok");
  auto report = run_what_if(stage.gate, stage.as("clerk"), *request);
  REQUIRE(rules_of(report) == "ok");
  return std::move(*report);
}

WhatIfReport tried(Stage& stage, const std::string& body) {
  return tried_under(stage, json(body));
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
    // Whoever adds up the rows gets the same: the money of a result is in the row of its statement.
    Money before, after;
    for (const WhatIfChange& one : report.changes) {
      if (!one.counted) continue;
      before = before + one.before.deduction;
      after = after + one.after.deduction;
    }
    CHECK(before == year.deduction_before);
    CHECK(after == year.deduction_after);
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

TEST_CASE("what-if: a line of 75 instead of 80 turns two of four, their money by hand", "[what_if]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    // Composite 0.4 x plan + 0.6 x report of the shipped policy: 78.60, 74.00, 80.00 and 75.00.
    const auto job = [&](const char* number, std::int64_t fee_fen, const char* plan, const char* report) {
      const TestContract made = stage.contract(number, {fee_fen});
      stage.scored(made.engagements[0], plan, report);
      stage.confirmed(made.id);
    };
    job("HT-1", 10'000'000, "82.50", "76");
    job("HT-2", 8'000'000, "74", "74");
    job("HT-3", 6'000'000, "80", "80");
    job("HT-4", 4'000'001, "75", "75");
    const auto under = [&](const char* line) {
      Json document = *domain::shipped_policy_document("honghe-2022");
      document.set("assumed", Json::array());
      document.set("fee", json(std::string(R"({"kind":"flat","deduct":"0.1","line":")") + line + "\"}"));
      return tried_under(stage, Json::object().set("policy", document));
    };
    const WhatIfReport same = under("80");
    CHECK(same.changes.empty());
    CHECK(same.unjudged.empty());
    CHECK(same.judged.at("statement") == 4);
    const WhatIfReport lower = under("75");
    // A tenth of 100,000.00 and of 40,000.01 is no longer deducted; 74.00 stays below the line.
    std::string turned;
    for (const WhatIfChange& change : lower.changes) {
      if (change.before.kind != "statement") continue;
      turned += change.before.label + " " + change.before.deduction.text() + ">" + change.after.deduction.text() + "; ";
    }
    CHECK(turned == "HT-1-S1 10000.00>0.00; HT-4-S1 4000.00>0.00; ");
    CHECK(lower.changed.at("result") == 2);
    REQUIRE(lower.years.size() == 1);
    const WhatIfYear& year = lower.years.begin()->second;
    CHECK(year.deduction_before.text() == "22000.00");
    CHECK(year.deduction_after.text() == "8000.00");
    CHECK(year.payable_after.fen() - year.payable_before.fen() == 1'400'000);
    // One fen more in a booked statement: the back-test names it, and nothing else.
    stage.sql("UPDATE statement SET deduction_fen = deduction_fen + 1 WHERE number = 'HT-2-S1'");
    const WhatIfReport found = tried(stage, "{}");
    REQUIRE(found.changes.size() == 1);
    CHECK(found.changes[0].before.label == "HT-2-S1");
    CHECK(found.changes[0].before.deduction.text() == "8000.01");
    CHECK(found.changes[0].after.deduction.text() == "8000.00");
  });
}
