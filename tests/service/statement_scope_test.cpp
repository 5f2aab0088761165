// Policies other than the flat line: bonus, the contract's score, the agency's year, the grouped raters.
#include <catch2/catch.hpp>

#include "domain/evidence.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

void judge_by(Json& document, const char* scope) {
  document.set("scope", json(std::string(R"({"score":")") + scope + R"(","combine":"mean","base":"engagement"})"));
}

std::string statement_figure(const Json& statement, const char* pointer) {
  const Json* figure = resolve_pointer(statement, pointer);
  return figure && figure->is_string() ? figure->string() : "absent";
}

}  // namespace

TEST_CASE("a bonus is paid beyond the fee and no fen more", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "grade-bonus");
    const TestContract contract = stage.contract("HT-1", {10'000'001});
    stage.scored(contract.engagements[0], "95", "95");
    const Json statement = stage.confirmed(contract.id);
    CHECK(statement.text_at("bonus") == "5000.00");  // 5 % of 100,000.01, half-up
    CHECK(statement.text_at("payable") == "105000.01");
    stage.clock.advance_minutes(1);
    CHECK(rules_of(stage.pay(contract, "105000.02", "V-1")) == "/amount:payment.more_than_payable");
    REQUIRE(rules_of(stage.pay(contract, "105000.01", "V-1")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM contract WHERE state = 'settled'") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("where the contract's score decides, the statement judges its engagements together", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", [](Json& document) { judge_by(document, "contract"); });
    const TestContract contract = stage.contract("HT-1", {4'000'000, 6'000'000});
    const Json weak = stage.scored(contract.engagements[0], "70", "70");
    CHECK(weak.at("result").text_at("deduction") == "4000.00");  // alone; preliminary
    stage.scored(contract.engagements[1], "91", "91");
    const Json statement = stage.confirmed(contract.id);
    CHECK(statement_figure(statement, "/result/overall/final_score") == "80.50");
    CHECK(statement.text_at("deduction") == "0.00");
    CHECK(domain::verify_evidence(*statement_evidence(stage.gate, stage.as("clerk"), "HT-1"))->empty());
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("where the agency's year decides, results of its other contracts count and make drafts stale",
          "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", [](Json& document) { judge_by(document, "agency_year"); });
    const TestContract first = stage.contract("HT-1", {10'000'000});
    const TestContract second = stage.contract("HT-2", {10'000'000});
    stage.scored(first.engagements[0], "82", "82");
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), first.id);
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->text_at("deduction") == "0.00");
    stage.scored(second.engagements[0], "70", "70");
    CHECK(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*draft), 1)) ==
          ":statement.stale_results");
    const auto redrawn = redraw_statement(stage.gate, stage.as("clerk"), id_of(*draft), 1);
    REQUIRE(rules_of(redrawn) == "ok");
    CHECK(statement_figure(*redrawn, "/result/overall/final_score") == "76.00");
    CHECK(redrawn->text_at("deduction") == "10000.00");
    REQUIRE(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*draft), 2)) == "ok");
    CHECK(domain::verify_evidence(*statement_evidence(stage.gate, stage.as("clerk"), "HT-1"))->empty());
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("raters of two groups are weighed, and each group is needed", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "linear");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    CHECK(rules_of(stage.panel(contract.engagements[0])) == "/members:panel.group_empty");
    const auto expert = [&](int i) { return std::to_string(stage.world.experts[static_cast<std::size_t>(i)]); };
    const auto panel =
        create_panel(stage.gate, stage.as("clerk"), contract.engagements[0],
                     json(R"({"deadline_on":"2022-10-20","members":[{"expert":")" + expert(0) + R"("},{"expert":")" +
                          expert(1) + R"("},{"expert":")" + expert(2) + R"(","group":"bureau"}]})"));
    REQUIRE(rules_of(panel) == "ok");
    for (const char* component : {"plan", "report"}) {
      REQUIRE(rules_of(stage.submit(id_of(*panel), 1, component, "80")) == "ok");
      REQUIRE(rules_of(stage.submit(id_of(*panel), 2, component, "90")) == "ok");
      REQUIRE(rules_of(stage.submit(id_of(*panel), 3, component, "65")) == "ok");
    }
    const auto closed = stage.close(id_of(*panel));
    REQUIRE(rules_of(closed) == "ok");
    CHECK(closed->at("result").text_at("final_score") == "79.00");  // 0.7 x 85 + 0.3 x 65
    CHECK(stage.confirmed(contract.id).text_at("deduction") == "36666.67");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("the score of exactly the line is paid in full, one hundredth less is not", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {3'333'333, 3'333'333, 3'333'334});
    stage.scored(contract.engagements[0], "80", "80");
    stage.scored(contract.engagements[1], "79.99", "79.99");
    stage.scored(contract.engagements[2], "79.98", "80");  // 79.992 prints as 79.99
    const Json statement = stage.confirmed(contract.id);
    const auto& lines = statement.at("lines").items();
    CHECK(lines[0].text_at("deduction") == "0.00");
    CHECK(lines[1].text_at("deduction") == "3333.33");
    CHECK(lines[2].text_at("deduction") == "3333.33");
    CHECK(statement.text_at("payable") == "93333.34");
    CHECK(stage.broken_laws() == "");
  });
}
