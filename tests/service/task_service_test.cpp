#include "service/task_service.h"

#include <catch2/catch.hpp>

#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// "kind title due_on", one per line; a "!" marks what is overdue.
std::string tasks_of(Stage& stage, const std::string& login) {
  const auto tasks = my_tasks(stage.gate, stage.as(login));
  if (!tasks) return rules_of(tasks);
  std::string out;
  for (const Json& item : tasks->at("items").items()) {
    out += item.text_at("kind") + " " + item.text_at("title");
    if (item.at("due_on").is_string()) out += " " + item.text_at("due_on");
    out += item.at("overdue").boolean() ? "!\n" : "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("everybody sees what waits for him and nobody else's", "[task]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.nothing_is_due();
    stage.sql("UPDATE engagement SET plan_due_on = '2022-10-01', report_due_on = '2022-10-20'");
    const std::string missing = "deliverable_late_plan 评价1 2022-10-01!\ndeliverable_due_report 评价1 2022-10-20\n";
    CHECK(tasks_of(stage, "agency") == missing);
    CHECK(tasks_of(stage, "clerk") == missing);
    CHECK(tasks_of(stage, "other_agency") == "");
    CHECK(tasks_of(stage, "other_clerk") == "");
    CHECK(tasks_of(stage, "admin") == "");
    stage.sql("UPDATE engagement SET plan_due_on = NULL, report_due_on = NULL");

    const auto panel = stage.panel(contract.engagements[0]);
    CHECK(tasks_of(stage, "expert1") == "fill_sheet 评价1 2022-10-20\nfill_sheet 评价1 2022-10-20\n");
    CHECK(tasks_of(stage, "clerk") == "");
    stage.clock.set("2022-10-22 01:00:00.000");
    CHECK(tasks_of(stage, "clerk") == "panel_overdue 评价1 2022-10-20!\n");
    stage.clock.set("2022-10-08 01:00:00.000");
    for (int expert = 1; expert <= 3; ++expert) {
      for (const char* component : {"plan", "report"}) {
        REQUIRE(rules_of(stage.submit(id_of(*panel), expert, component, "85")) == "ok");
      }
    }
    CHECK(tasks_of(stage, "expert1") == "");
    CHECK(tasks_of(stage, "clerk") == "close_panel 评价1 2022-10-20\n");
    REQUIRE(rules_of(stage.close(id_of(*panel))) == "ok");
    CHECK(tasks_of(stage, "clerk") == "draft_statement 合同HT-1\n");
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    CHECK(tasks_of(stage, "clerk") == "");
    CHECK(tasks_of(stage, "reviewer") == "confirm_statement HT-1-S1\n");
    CHECK(tasks_of(stage, "leader") == "confirm_statement HT-1-S1\n");
    REQUIRE(rules_of(confirm_statement(stage.gate, stage.as("leader"), id_of(*draft), 1)) == "ok");
    CHECK(tasks_of(stage, "reviewer") == "");
    CHECK(tasks_of(stage, "clerk") == "pay_statement HT-1-S1\n");
    REQUIRE(rules_of(stage.pay(contract, "100000", "V-1")) == "ok");
    CHECK(tasks_of(stage, "clerk") == "");
    REQUIRE(rules_of(draft_adjustment(stage.gate, stage.as("clerk"), id_of(*draft),
                                      json(R"({"amount":"-1","corrects":"合计","reason":"更正"})"))) == "ok");
    CHECK(tasks_of(stage, "reviewer") == "confirm_adjustment HT-1-S1\ncountersign_payment V-1 · HT-1\n");
    CHECK(stage.broken_laws() == "");
  });
}
