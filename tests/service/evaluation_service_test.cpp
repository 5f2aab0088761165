#include "service/evaluation_service.h"

#include <catch2/catch.hpp>

#include "service/deliverable_due_service.h"
#include "service/deliverable_service.h"
#include "support/heart_world.h"
#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

domain::Actor of_unit(const World& world, std::int64_t unit) {
  domain::Actor actor = world.as("expert1");
  actor.roles = {domain::Role::budget_unit};
  actor.expert_id = 0;
  actor.budget_unit_id = unit;
  return actor;
}

domain::Actor of_county(const World& world, std::int64_t bureau) {
  domain::Actor actor = world.as("other_clerk");
  actor.roles = {domain::Role::county_bureau};
  actor.bureau_id = bureau;
  actor.bureaus = {bureau};
  return actor;
}

std::string codes(const Result<Json>& listed) {
  std::string text;
  for (const Json& item : listed->at("items").items()) text += item.text_at("code") + ":" + item.text_at("stage") + " ";
  return text;
}

}  // namespace

TEST_CASE("a unit and a county see how far the evaluations of their projects are, and nothing else", "[evaluation]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000, 5'000'000, 2'000'000});
    // The first is about the unit's project, the second about a project of another bureau, the third about nobody's.
    stage.sql("UPDATE engagement SET project_id = ?, report_due_on = '2022-10-01' WHERE id = ?",
              {stage.world.project, contract.engagements[0]});
    stage.sql(
        "INSERT INTO budget_unit (bureau_id, code, name, created_at, updated_at) VALUES (?, 'K', '滇池管理局', "
        "'2022-01-01 00:00:00.000', '2022-01-01 00:00:00.000')",
        {stage.world.other_bureau});
    stage.sql(
        "INSERT INTO project (bureau_id, budget_unit_id, code, name, fiscal_year, kind, created_at, updated_at) VALUES "
        "(?, "
        "(SELECT id FROM budget_unit WHERE code = 'K'), 'K01', "
        "'滇池治理', 2022, 'project', '2022-01-01 00:00:00.000', '2022-01-01 00:00:00.000')",
        {stage.world.other_bureau});
    stage.sql("UPDATE engagement SET project_id = (SELECT id FROM project WHERE code = 'K01') WHERE id = ?",
              {contract.engagements[1]});
    const domain::Actor unit = of_unit(stage.world, stage.world.unit);
    const domain::Actor county = of_county(stage.world, stage.world.other_bureau);
    const auto list = [&](const domain::Actor& actor, const EvaluationRequest& request = {}) {
      return list_evaluations(stage.gate, actor, request);
    };
    CHECK(codes(list(unit)) == "PJ-1:commissioned ");
    CHECK(codes(list(county)) == "PJ-2:commissioned ");
    CHECK(list(unit)->at("total").integer() == 1);
    CHECK(rules_of(list(stage.as("expert2"))) == ":access.role");
    CHECK(rules_of(list(stage.as("agency"))) == ":access.role");
    CHECK(rules_of(read_evaluation(stage.gate, unit, contract.engagements[1])) == ":access.absent");
    CHECK(rules_of(read_evaluation(stage.gate, county, contract.engagements[0])) == ":access.absent");
    CHECK(rules_of(read_evaluation(stage.gate, unit, contract.engagements[2])) == ":access.absent");

    const auto report = add_deliverable(stage.gate, stage.as("agency"), contract.engagements[0],
                                        json(R"({"kind":"report"})"), {"报告.pdf", pdf_bytes("report")});
    REQUIRE(rules_of(report) == "ok");
    CHECK(codes(list(unit)) == "PJ-1:report_received ");
    CHECK(rules_of(open_evaluation_report(stage.gate, unit, contract.engagements[0])) ==
          ":evaluation.report_not_available");
    REQUIRE(rules_of(accept_deliverable(stage.gate, stage.as("clerk"), id_of(*report), 1, Json::object())) == "ok");
    const auto file = open_evaluation_report(stage.gate, unit, contract.engagements[0]);
    REQUIRE(rules_of(file) == "ok");
    CHECK(file->file_name == "PJ-1_报告_v1.pdf");
    CHECK(file->next() == pdf_bytes("report"));
    CHECK(rules_of(open_evaluation_report(stage.gate, county, contract.engagements[0])) == ":access.absent");

    for (const char* component : {"duty", "daily"}) {
      REQUIRE(rules_of(give_component_score(
                  stage.gate, stage.as("clerk"), contract.engagements[0], 0,
                  json(R"({"component":")" + std::string(component) + R"(","score":"95","reason":"扣分"})"))) == "ok");
    }
    const auto panel = stage.panel(contract.engagements[0]);
    REQUIRE(rules_of(panel) == "ok");
    for (int expert = 1; expert <= 3; ++expert) {
      REQUIRE(rules_of(stage.submit(id_of(*panel), expert, "plan", "90")) == "ok");
      REQUIRE(rules_of(stage.submit(id_of(*panel), expert, "report", "90")) == "ok");
    }
    CHECK(codes(list(unit)) == "PJ-1:in_review ");
    CHECK(read_evaluation(stage.gate, unit, contract.engagements[0])->at("result").is_null());
    REQUIRE(rules_of(stage.close(id_of(*panel))) == "ok");
    const auto seen = read_evaluation(stage.gate, unit, contract.engagements[0]);
    REQUIRE(rules_of(seen) == "ok");
    CHECK(seen->text_at("stage") == "published");
    CHECK_FALSE(seen->at("result").text_at("final_score").empty());
    CHECK(seen->text_at("agency") == "云岭会计师事务所");
    const std::string text = write_json(*seen);
    for (const char* hidden : {"fee", "expert", "sheet", "deduction", "contract"}) {
      CHECK(text.find(hidden) == std::string::npos);
    }
  });
}

TEST_CASE("the list of evaluations is searched, filtered and paged", "[evaluation]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    stage.contract("HT-1", {1'000'000, 2'000'000, 3'000'000});
    const auto list = [&](const EvaluationRequest& request) {
      return list_evaluations(stage.gate, stage.as("clerk"), request);
    };
    EvaluationRequest two;
    two.limit = 2;
    const auto first = list(two);
    REQUIRE(rules_of(first) == "ok");
    CHECK(codes(first) == "PJ-3:commissioned PJ-2:commissioned ");
    CHECK(first->at("total").integer() == 3);
    two.cursor = first->text_at("next");
    const auto rest = list(two);
    CHECK(codes(rest) == "PJ-1:commissioned ");
    CHECK(rest->at("next").is_null());
    EvaluationRequest words;
    words.q = "评价2 云岭";
    CHECK(codes(list(words)) == "PJ-2:commissioned ");
    words.q = "pj-3";
    CHECK(codes(list(words)) == "PJ-3:commissioned ");
    words.q = "%";
    CHECK(codes(list(words)).empty());
    EvaluationRequest none;
    none.stage = "published";
    CHECK(codes(list(none)).empty());
    none.fiscal_year = "2022";
    none.stage = "commissioned";
    CHECK(list(none)->at("total").integer() == 3);
    EvaluationRequest wrong{50, "x", "", "20x2", "done"};
    CHECK(rules_of(list(wrong)) == "stage:list.bad_filter fiscal_year:list.bad_filter cursor:list.bad_cursor");
  });
}

TEST_CASE("an agency sees what it owes and what its year earned, once it is published", "[deliverable]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000, 5'000'000});
    stage.sql("UPDATE engagement SET plan_due_on = '2022-10-01', report_due_on = '2022-11-08' WHERE id = ?",
              {contract.engagements[0]});
    const auto due = [&](const char* login) {
      std::string text;
      const auto listed = due_deliverables(stage.gate, stage.as(login));
      for (const Json& item : listed->at("items").items()) {
        const auto left = item.at("days_left").integer();
        text += item.text_at("code") + " " + item.text_at("kind") + " " + (left ? std::to_string(*left) : "-") + "; ";
      }
      return text;
    };
    CHECK(due("agency") == "PJ-1 plan -7; PJ-1 report 31; PJ-2 report -; ");
    CHECK(due("other_agency") == "");
    const auto plan = add_deliverable(stage.gate, stage.as("agency"), contract.engagements[0],
                                      json(R"({"kind":"plan"})"), {"方案.pdf", pdf_bytes("plan")});
    REQUIRE(rules_of(plan) == "ok");
    CHECK(due("agency") == "PJ-1 report 31; PJ-2 report -; ");
    REQUIRE(rules_of(return_deliverable(stage.gate, stage.as("clerk"), id_of(*plan), 1,
                                        json(R"({"reason":"缺附件"})"))) == "ok");
    CHECK(due("agency") == "PJ-1 plan -7; PJ-1 report 31; PJ-2 report -; ");

    const auto record = [&](const char* login) { return own_record(stage.gate, stage.as(login), 2022); };
    CHECK(record("agency")->at("published").integer() == 0);
    for (const char* component : {"duty", "daily"}) {
      REQUIRE(rules_of(give_component_score(
                  stage.gate, stage.as("clerk"), contract.engagements[0], 0,
                  json(R"({"component":")" + std::string(component) + R"(","score":"95","reason":"扣分"})"))) == "ok");
    }
    stage.scored(contract.engagements[0], "95", "95");
    const auto earned = record("agency");
    REQUIRE(rules_of(earned) == "ok");
    CHECK(earned->at("published").integer() == 1);
    CHECK(earned->at("late").integer() == 1);
    CHECK(earned->at("rating").is_null());
    CHECK(earned->at("results").items().size() == 1);
    CHECK(record("other_agency")->at("published").integer() == 0);
    CHECK(rules_of(own_record(stage.gate, stage.as("admin"), 2022)) == ":access.role");
    CHECK(due("agency") == "PJ-2 report -; ");
  });
}
