// What stands out: the tasks, the figures of the year and the lists behind them count the same rows.
#include "service/standing_filter.h"

#include <catch2/catch.hpp>

#include "service/record_service.h"
#include "service/task_service.h"
#include "service/year_service.h"
#include "store/standing.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::int64_t total_of(Stage& stage, const std::string& login, const std::string& stem, const Params& filters) {
  ListRequest request;
  request.filters = filters;
  const auto listed = list_rows(stage.gate, stage.as(login), *domain::find_shape(stem), request);
  return listed ? listed->at("total").integer().value_or(-1) : -1;
}

}  // namespace

TEST_CASE("every standing is SQL that both engines take, for everybody who may know it", "[standing]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    stage.contract("HT-1", {10'000'000});
    for (const store::Standing& standing : store::standings()) {
      CAPTURE(std::string(standing.stem), std::string(standing.name));
      bool known = false;
      for (const char* login : {"clerk", "reviewer", "leader", "agency", "expert1"}) {
        const domain::Actor actor = stage.as(login);
        const auto names = standing_names(*domain::find_shape(standing.stem), actor);
        const bool listed = std::find(names.begin(), names.end(), standing.name) != names.end();
        const auto total =
            total_of(stage, login, std::string(standing.stem), {{"standing", std::string(standing.name)}});
        CHECK(
            (total >= 0 || !listed || domain::scope(actor, action_to_see(*domain::find_shape(standing.stem))).nothing));
        if (!listed) CHECK(total == -1);
        known = known || total >= 0;
      }
      CHECK(known);
    }
    CHECK(total_of(stage, "clerk", "engagement", {{"standing", "no_such"}}) == -1);
    CHECK(total_of(stage, "clerk", "engagement", {{"fiscal_year", "20x2"}}) == -1);
  });
}

TEST_CASE("a task's list and a figure's list have as many rows as they say", "[standing]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract late = stage.contract("HT-1", {10'000'000, 2'000'000});
    const TestContract judged = stage.contract("HT-2", {5'000'000});
    stage.nothing_is_due();
    stage.sql("UPDATE contract SET fiscal_year = 2022");
    stage.sql("UPDATE engagement SET plan_due_on = '2022-10-01', report_due_on = '2022-10-20' WHERE contract_id = ?",
              {late.id});
    stage.sql("UPDATE engagement SET plan_due_on = NULL, report_due_on = NULL WHERE contract_id = ?", {judged.id});
    stage.panel(late.engagements[0]);
    stage.scored(judged.engagements[0], "50", "50");
    const auto figures = year_figures(stage.gate, stage.as("clerk"), 2022);
    REQUIRE(rules_of(figures) == "ok");
    auto figure = [&](const char* key) { return figures->at(key).integer().value_or(-1); };
    auto listed = [&](const char* stem, const char* standing) {
      return total_of(stage, "clerk", stem, {{"fiscal_year", "2022"}, {"standing", standing}});
    };
    CHECK(figure("late") == 2);
    CHECK(figure("late") == listed("engagement", "late"));
    CHECK(figure("due") == listed("engagement", "due"));
    CHECK(figure("missing_sheets") == listed("score_sheet", "missing"));
    CHECK(figure("missing_sheets") > 0);
    CHECK(figure("under_line") == 1);
    CHECK(figure("under_line") == listed("result", "under_line"));
    CHECK(total_of(stage, "clerk", "contract", {{"fiscal_year", "2022"}}) == figure("contracts"));
    CHECK(listed("contract", "to_settle") == 1);
    const auto tasks = my_tasks(stage.gate, stage.as("clerk"));
    REQUIRE(rules_of(tasks) == "ok");
    std::size_t groups = 0;
    for (const Json& group : tasks->at("groups").items()) {
      const Json& list = group.at("list");
      const domain::Shape* shape = domain::find_shape_by_plural(list.text_at("plural"));
      REQUIRE(shape);
      CAPTURE(group.text_at("kind"));
      CHECK(total_of(stage, "clerk", shape->stem, {{"standing", list.text_at("standing")}}) ==
            group.at("count").integer().value_or(-1));
      ++groups;
    }
    CHECK(groups == 3);  // plans that are late, reports that are due, a contract to settle
    CHECK(total_of(stage, "other_clerk", "engagement", {{"standing", "late"}}) == 0);
    // What an agency may not know yet, it cannot find by asking for it.
    CHECK(total_of(stage, "agency", "contract", {{"standing", "to_settle"}}) == -1);
    CHECK(total_of(stage, "agency", "score_sheet", {{"standing", "missing"}}) == -1);
  });
}

TEST_CASE("what is still owed follows payments and adjustments, and the charts add up to the figures", "[standing]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.sql("UPDATE contract SET fiscal_year = 2022");
    stage.scored(contract.engagements[0], "78.60", "78.60");
    stage.confirmed(contract.id);
    auto figures = year_figures(stage.gate, stage.as("leader"), 2022);
    CHECK(figures->text_at("to_pay") == "90000.00");
    REQUIRE(rules_of(stage.pay(contract, "30000", "V-1")) == "ok");
    figures = year_figures(stage.gate, stage.as("leader"), 2022);
    CHECK(figures->text_at("to_pay") == "60000.00");
    CHECK(figures->text_at("paid") == "30000.00");
    CHECK(figures->at("payments").integer() == 1);
    CHECK(figures->at("to_pay_statements").integer() ==
          total_of(stage, "leader", "statement", {{"standing", "to_pay"}}));
    const auto charts = year_charts(stage.gate, stage.as("leader"), 2022);
    REQUIRE(rules_of(charts) == "ok");
    REQUIRE(charts->at("months").items().size() == 1);
    CHECK(charts->at("months").items()[0].text_at("paid") == "30000.00");
    REQUIRE(charts->at("agencies").items().size() == 1);
    CHECK(charts->at("agencies").items()[0].text_at("deduction") == "10000.00");
    REQUIRE(charts->at("grades").items().size() == 1);
    CHECK(charts->at("grades").items()[0].at("count").integer() == 1);
  });
}
