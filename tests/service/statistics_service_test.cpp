// Statistics of a panel and of a year over rows, the question about an outlying sheet, and the check of reasons.
#include "service/statistics_service.h"

#include <catch2/catch.hpp>

#include "service/extra_expert_service.h"
#include "service/outlying_service.h"
#include "service/reason_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// Full marks in every criterion of the plan, but for the first.
Json plan_sheet(const std::string& first, const std::string& reason, const std::string& page) {
  Json items = Json::array();
  const auto policy = domain::shipped_policy("honghe-2022");
  for (const domain::Criterion& each : policy->find_component("plan")->criteria) {
    const bool less = items.items().empty() && !first.empty();
    Json item = Json::object().set("criterion", each.code).set("points", less ? first : each.points.text());
    if (less) item.set("reason", reason).set("page", page);
    items.push(std::move(item));
  }
  return Json::object().set("items", std::move(items));
}

Result<Json> hand_in(Stage& stage, std::int64_t panel, int expert, const std::string& component, Json body) {
  const Json sheet = stage.sheet(panel, expert, component);
  return submit_sheet(stage.gate, stage.as("expert" + std::to_string(expert)), id_of(sheet), version_of(sheet), body);
}

std::string rules_found(const Json& checks) {
  std::string all;
  for (const Json& item : checks.at("items").items()) all += (all.empty() ? "" : " ") + item.text_at("rule");
  return all;
}

void asks_for(Json& document, const char* points) {
  document.set("uncertainty", Json::object().set("outlying_points", points).set("extra_experts", 1));
}

}  // namespace

TEST_CASE("panel statistics: what the sheets say, for the bureau only, noughts counted and missing sheets not",
          "[statistics]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    REQUIRE(rules_of(panel) == "ok");
    const std::int64_t id = id_of(*panel);
    REQUIRE(rules_of(stage.submit(id, 1, "plan", "0")) == "ok");
    REQUIRE(rules_of(stage.submit(id, 2, "plan", "90")) == "ok");
    const auto early = read_panel_statistics(stage.gate, stage.as("clerk"), id);
    REQUIRE(rules_of(early) == "ok");
    CHECK_FALSE(early->at("complete").boolean());  // no report yet
    CHECK(early->at("uncertainty").is_null());
    REQUIRE(early->at("components").items().size() == 1);
    const Json& plan = early->at("components").items()[0];
    CHECK(plan.at("raters").items().size() == 2);  // the third has not handed in and is not a nought
    CHECK(plan.at("severity").items()[0].at("total_difference").number() == "-45.00");
    for (const char* who : {"expert1", "agency"}) {
      INFO(who);
      CHECK(rules_of(read_panel_statistics(stage.gate, stage.as(who), id)) == ":access.role");
      CHECK(rules_of(read_year_statistics(stage.gate, stage.as(who), 2022)) == ":access.role");
      CHECK(rules_of(reason_checks(stage.gate, stage.as(who), {})) == ":access.role");
    }
    REQUIRE(rules_of(stage.submit(id, 3, "plan", "90")) == "ok");
    for (int expert = 1; expert <= 3; ++expert) REQUIRE(rules_of(stage.submit(id, expert, "report", "90")) == "ok");
    REQUIRE(rules_of(stage.close(id)) == "ok");
    const auto late = read_panel_statistics(stage.gate, stage.as("reviewer"), id);
    REQUIRE(rules_of(late) == "ok");
    CHECK(late->text_at("final_score") == "78.00");
    CHECK(late->at("without_one").items()[0].text_at("final_score") == "90.00");
    CHECK_FALSE(late->at("without_one").items()[0].at("same_fee").boolean());
    CHECK(late->at("other_rules").items()[2].text_at("final_score") == "90.00");
    CHECK_FALSE(late->at("uncertainty").at("inside").items().empty());
    CHECK(late->at("extra").text_at("why_not") == "statistics.panel_closed");
    const auto csv = panel_matrix_csv(stage.gate, stage.as("clerk"), id, "plan");
    REQUIRE(rules_of(csv) == "ok");
    CHECK(csv->find("0.000000,90.000000,90.000000") != std::string::npos);
    CHECK(rules_of(panel_matrix_csv(stage.gate, stage.as("clerk"), id, "duty")) == ":statistics.no_such_component");
  });
}

TEST_CASE("year statistics: closed panels only, and no severity out of few sheets", "[statistics]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000, 10'000'000, 10'000'000, 10'000'000});
    const int year = static_cast<int>(stage.count("SELECT MAX(fiscal_year) FROM contract"));
    for (int i = 0; i < 2; ++i) {
      const auto panel = stage.panel(contract.engagements[static_cast<std::size_t>(i)]);
      for (int expert = 1; expert <= 3; ++expert) {
        for (const char* component : {"plan", "report"}) {
          REQUIRE(rules_of(stage.submit(id_of(*panel), expert, component, expert == 1 ? "70" : "85")) == "ok");
        }
      }
      if (i == 0) REQUIRE(rules_of(stage.close(id_of(*panel))) == "ok");
    }
    const auto few = read_year_statistics(stage.gate, stage.as("clerk"), year);
    REQUIRE(rules_of(few) == "ok");
    CHECK(few->at("panels").number() == "1");
    CHECK(few->at("sheets").number() == "6");
    REQUIRE(few->at("experts").items().size() == 3);
    CHECK(few->at("experts").items()[0].at("severity").is_null());
    stage.scored(contract.engagements[2], "85", "85");
    stage.scored(contract.engagements[3], "85", "85");
    const auto more = read_year_statistics(stage.gate, stage.as("clerk"), year);
    REQUIRE(rules_of(more) == "ok");
    CHECK(more->at("panels").number() == "3");
    const Json& severest = more->at("experts").items()[0];
    CHECK(severest.at("sheets").number() == "6");
    CHECK(severest.at("severity").number() == "-3.33");  // twice ten under the mean, four times on it
    CHECK(severest.text_at("expert_label") != "");
    CHECK(read_year_statistics(stage.gate, stage.as("clerk"), 1999)->at("panels").number() == "0");
  });
}

TEST_CASE("an outlying sheet is questioned once, never altered, and tells nothing of the others", "[statistics]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", [](Json& document) { asks_for(document, "10"); });
    const TestContract contract = stage.contract("HT-1", {10'000'000, 10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    const std::int64_t id = id_of(*panel);
    REQUIRE(rules_of(stage.submit(id, 1, "plan", "80")) == "ok");
    // One other sheet is not enough to be measured by.
    REQUIRE(rules_of(stage.submit(id, 2, "plan", "60")) == "ok");
    const auto asked = stage.submit(id, 3, "plan", "95");
    CHECK(rules_of(asked) == "/confirm_outlying:sheet.outlying_unconfirmed");
    CHECK(asked.problems()[0].params.empty());
    CHECK(stage.count("SELECT COUNT(*) FROM outlying_question") == 1);
    CHECK(stage.sheet(id, 3, "plan").text_at("state") == "draft");
    CHECK(has_open_question(stage.gate, stage.as("expert3"), id_of(stage.sheet(id, 3, "plan"))));
    CHECK_FALSE(has_open_question(stage.gate, stage.as("expert1"), id_of(stage.sheet(id, 3, "plan"))));
    // The same again gives the same answer; another total is not measured any more, however far it is.
    CHECK(rules_of(stage.submit(id, 3, "plan", "95")) == "/confirm_outlying:sheet.outlying_unconfirmed");
    CHECK(stage.count("SELECT COUNT(*) FROM outlying_question") == 1);
    REQUIRE(rules_of(stage.submit(id, 3, "plan", "100")) == "ok");
    CHECK(stage.sheet(id, 3, "plan").text_at("total") == "100.00");
    // With a reason the same total is handed in, and the reason is kept for the bureau.
    REQUIRE(rules_of(stage.submit(id, 1, "report", "80")) == "ok");
    REQUIRE(rules_of(stage.submit(id, 2, "report", "80")) == "ok");
    CHECK(rules_of(stage.submit(id, 3, "report", "90.01")) == "/confirm_outlying:sheet.outlying_unconfirmed");
    CHECK(rules_of(hand_in(stage, id, 3, "report", json(R"({"total":"90.01","confirm_outlying":7})"))) ==
          "/confirm_outlying:field.wrong_type");
    REQUIRE(rules_of(hand_in(stage, id, 3, "report", json(R"({"total":"90.01","confirm_outlying":"复核后维持"})"))) ==
            "ok");
    const auto statistics = read_panel_statistics(stage.gate, stage.as("clerk"), id);
    REQUIRE(statistics->at("questions").items().size() == 2);
    CHECK(statistics->at("questions").items()[0].text_at("reason") == "");
    CHECK(statistics->at("questions").items()[1].text_at("reason") == "复核后维持");
    CHECK(stage.broken_laws() == "");
    // Exactly ten points away is not further than ten.
    const auto other = stage.panel(contract.engagements[1]);
    REQUIRE(rules_of(stage.submit(id_of(*other), 1, "plan", "80")) == "ok");
    REQUIRE(rules_of(stage.submit(id_of(*other), 2, "plan", "80")) == "ok");
    CHECK(rules_of(stage.submit(id_of(*other), 3, "plan", "90")) == "ok");
  });
}

TEST_CASE("an outlying sheet is not measured in a rehearsal, and the question outlives a repeated request",
          "[statistics]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", [](Json& document) { asks_for(document, "10"); });
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    const std::int64_t id = id_of(*panel);
    REQUIRE(rules_of(stage.submit(id, 1, "plan", "80")) == "ok");
    REQUIRE(rules_of(stage.submit(id, 2, "plan", "80")) == "ok");
    {
      RequestScope rehearsal("r1", "", "", true);
      CHECK(rules_of(stage.submit(id, 3, "plan", "20")) == "ok");
      rehearsal.abandon();
    }
    CHECK(stage.sheet(id, 3, "plan").text_at("state") == "draft");
    {
      RequestScope keyed("r2", "key-1", "digest");
      CHECK(rules_of(stage.submit(id, 3, "plan", "20")) == "/confirm_outlying:sheet.outlying_unconfirmed");
      keyed.abandon();
    }
    CHECK(stage.count("SELECT COUNT(*) FROM outlying_question") == 1);
  });
}

TEST_CASE("reasons: advice on one's own sheet, and the bureau's list by pages", "[reasons]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    const std::int64_t id = id_of(*panel);
    const Json sheet = stage.sheet(id, 1, "plan");
    const std::string copied = "项目背景没有说明资金的来源和用途";
    REQUIRE(rules_of(save_sheet(stage.gate, stage.as("expert1"), id_of(sheet), version_of(sheet),
                                plan_sheet("5", copied, ""))) == "ok");
    const auto own = check_sheet_reasons(stage.gate, stage.as("expert1"), id_of(sheet));
    REQUIRE(rules_of(own) == "ok");
    CHECK(rules_found(*own) == "reasons.deduction_without_page");
    CHECK(rules_of(check_sheet_reasons(stage.gate, stage.as("expert2"), id_of(sheet))) == ":access.absent");
    // Drafts are nobody else's business.
    const int year = static_cast<int>(stage.count("SELECT MAX(fiscal_year) FROM contract"));
    ReasonQuery query;
    query.year = year;
    CHECK(reason_checks(stage.gate, stage.as("clerk"), query)->at("total").number() == "0");
    REQUIRE(rules_of(hand_in(stage, id, 1, "plan", plan_sheet("5", copied, ""))) == "ok");
    REQUIRE(rules_of(hand_in(stage, id, 2, "plan", plan_sheet("6", copied + "。", "4"))) == "ok");
    const auto all = reason_checks(stage.gate, stage.as("clerk"), query);
    REQUIRE(rules_of(all) == "ok");
    CHECK(rules_found(*all) ==
          "reasons.copied_between_experts reasons.copied_between_experts reasons.deduction_without_page");
    query.limit = 1;
    const auto first = reason_checks(stage.gate, stage.as("clerk"), query);
    CHECK(first->at("items").items().size() == 1);
    CHECK(first->text_at("next") == "1");
    query.cursor = "2";
    CHECK(reason_checks(stage.gate, stage.as("clerk"), query)->at("next").is_null());
    query.cursor = "x";
    CHECK(rules_of(reason_checks(stage.gate, stage.as("clerk"), query)) == "cursor:list.bad_cursor");
    query.cursor.clear();
    query.rule = "reasons.copied_between_experts";
    CHECK(reason_checks(stage.gate, stage.as("clerk"), query)->at("total").number() == "2");
    query.rule = "nothing";
    CHECK(rules_of(reason_checks(stage.gate, stage.as("clerk"), query)) == "rule:reasons.no_such_rule");
  });
}

TEST_CASE("one more expert: only within the noise, within the policy, and out of the draw", "[statistics]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", [](Json& document) { asks_for(document, "90"); });
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    const std::int64_t id = id_of(*panel);
    const auto call = [&](const char* body) {
      const auto now = read_panel_statistics(stage.gate, stage.as("clerk"), id);
      return call_extra_expert(stage.gate, stage.as("clerk"), id, version_of(*now), json(body));
    };
    CHECK(rules_of(call(R"({"reason":"线在区间内"})")) == ":statistics.not_complete");
    for (int expert = 1; expert <= 3; ++expert) {
      for (const char* component : {"plan", "report"}) {
        const std::string total = expert == 1 ? "70" : expert == 2 ? "80" : "88";
        REQUIRE(rules_of(stage.submit(id, expert, component, total)) == "ok");
      }
    }
    const auto statistics = read_panel_statistics(stage.gate, stage.as("clerk"), id);
    CHECK(statistics->at("extra").at("possible").boolean());
    CHECK(rules_of(call(R"({"reason":""})")) == "/reason:statistics.reason_missing");
    // This panel was appointed, not drawn: there is no order in which somebody would be next.
    CHECK(rules_of(call(R"({"reason":"线在区间内"})")) == ":draw.none_for_panel");
    CHECK(rules_of(call_extra_expert(stage.gate, stage.as("expert1"), id, 1, json(R"({"reason":"x"})"))) ==
          ":access.role");
    CHECK(stage.count("SELECT COUNT(*) FROM extra_expert") == 0);
  });
}
