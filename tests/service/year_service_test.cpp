// What pages say before somebody acts: sums of a year, and why a button would be refused.
#include "service/year_service.h"

#include <catch2/catch.hpp>

#include "service/policy_labels.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("the figures of a year count every row in sight and open where a statement stands", "[year]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract judged = stage.contract("HT-1", {10'000'000});
    const TestContract later = stage.contract("HT-2", {5'000'000});
    stage.sql("UPDATE contract SET fiscal_year = 2022 WHERE id = ?", {judged.id});
    stage.sql("UPDATE contract SET fiscal_year = 2026 WHERE id = ?", {later.id});
    const auto before = year_figures(stage.gate, stage.as("clerk"), 0);
    REQUIRE(rules_of(before) == "ok");
    CHECK(before->at("year").integer() == 2026);  // no statement yet: the newest with contracts
    stage.scored(judged.engagements[0], "78.60", "78.60");
    stage.confirmed(judged.id);
    const auto figures = year_figures(stage.gate, stage.as("clerk"), 0);
    REQUIRE(rules_of(figures) == "ok");
    CHECK(figures->at("year").integer() == 2022);
    CHECK(figures->at("years").items().size() == 2);
    CHECK(figures->at("contracts").integer() == 1);
    CHECK(figures->text_at("fee") == "100000.00");
    CHECK(figures->at("statements").integer() == 1);
    CHECK(figures->text_at("deduction") == "10000.00");
    CHECK(figures->text_at("payable") == "90000.00");
    const auto other = year_figures(stage.gate, stage.as("clerk"), 2026);
    CHECK(other->text_at("fee") == "50000.00");
    CHECK(other->at("statements").integer() == 0);
    const auto stranger = year_figures(stage.gate, stage.as("other_clerk"), 0);
    REQUIRE(rules_of(stranger) == "ok");
    CHECK(stranger->at("contracts").integer() == 0);
  });
}

TEST_CASE("a button is refused for the same reason as its act, and writes nothing", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    CHECK(rules_of(may_draft_statement(stage.gate, stage.as("clerk"), contract.id)) ==
          "/engagements:statement.results_missing");
    stage.scored(contract.engagements[0], "82", "82");
    CHECK(may_draft_statement(stage.gate, stage.as("clerk"), contract.id).ok());
    CHECK(rules_of(may_draft_statement(stage.gate, stage.as("reviewer"), contract.id)) == ":access.role");
    CHECK(stage.count("SELECT COUNT(*) FROM statement") == 0);
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(rules_of(draft) == "ok");
    const std::int64_t id = id_of(*draft);
    CHECK(rules_of(may_draft_statement(stage.gate, stage.as("clerk"), contract.id)) == ":statement.draft_exists");
    CHECK(may_confirm_statement(stage.gate, stage.as("reviewer"), id).ok());
    CHECK(may_redraw_statement(stage.gate, stage.as("clerk"), id).ok());
    REQUIRE(rules_of(stage.pay(contract, "30000", "V-1")) == "ok");
    CHECK(rules_of(may_confirm_statement(stage.gate, stage.as("reviewer"), id)) == ":statement.stale_results");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(may_confirm_statement(stage.gate, both, id)) == ":access.four_eyes");
    REQUIRE(rules_of(redraw_statement(stage.gate, stage.as("clerk"), id, 1)) == "ok");
    REQUIRE(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id, 2)) == "ok");
    CHECK(rules_of(may_draft_statement(stage.gate, stage.as("clerk"), contract.id)) == ":statement.exists");
    CHECK(may_void_statement(stage.gate, stage.as("leader"), id).ok());
    const auto wish = json(R"({"amount":"-10","corrects":"底稿","reason":"迟交"})");
    const auto adjustment = draft_adjustment(stage.gate, stage.as("clerk"), id, wish);
    REQUIRE(rules_of(adjustment) == "ok");
    CHECK(may_confirm_adjustment(stage.gate, stage.as("reviewer"), id_of(*adjustment)).ok());
    REQUIRE(rules_of(stage.pay(contract, "10", "V-2")) == "ok");
    CHECK(rules_of(may_void_statement(stage.gate, stage.as("leader"), id)) == ":statement.paid_under");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("parts of a policy have names instead of pointers", "[policy]") {
  const Json policy = *domain::shipped_policy_document("tiers-4");
  CHECK(policy_label(policy, "/components/0/criteria", Language::zh) == "实施方案 · 评分项");
  CHECK(policy_label(policy, "/fee/tiers/1/part", Language::zh) == "分档 · 第 2 项 · 支付比例");
  CHECK(policy_label(policy, "/rounding", Language::en) == "Rounding");
  CHECK(policy_label(policy, "/something", Language::zh) == "something");
}
