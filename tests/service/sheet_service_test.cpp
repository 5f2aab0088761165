#include "service/sheet_service.h"

#include <catch2/catch.hpp>
#include <thread>

#include "service/task_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::string kinds(const Result<Json>& tasks) {
  std::string out;
  for (const Json& item : tasks->at("items").items()) out += (out.empty() ? "" : " ") + item.text_at("kind");
  return out;
}

// Full marks in every criterion of the shipped rubric of the plan, but for these.
Json plan_sheet(const std::string& criterion, const std::string& points, const std::string& reason) {
  Json items = Json::array();
  const auto policy = domain::shipped_policy("honghe-2022");
  for (const domain::Criterion& each : policy->find_component("plan")->criteria) {
    Json item = Json::object();
    const bool less = each.code == criterion;
    item.set("criterion", each.code).set("points", less ? points : each.points.text());
    items.push(std::move(item.set("reason", less ? reason : std::string())));
  }
  return Json::object().set("items", std::move(items));
}

}  // namespace

TEST_CASE("an expert saves, hands in, gets back and hands in again", "[sheet]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.nothing_is_due();
    const auto panel = stage.panel(contract.engagements[0]);
    REQUIRE(rules_of(panel) == "ok");
    CHECK(panel->at("members").items().size() == 3);
    CHECK(panel->at("components").items().size() == 2);
    const Json sheet = stage.sheet(id_of(*panel), 1, "plan");
    const auto& expert = stage.as("expert1");
    CHECK(kinds(my_tasks(stage.gate, expert)) == "fill_sheet fill_sheet");

    CHECK(rules_of(save_sheet(stage.gate, stage.as("expert2"), id_of(sheet), 1, json("{}"))) == ":access.absent");
    CHECK(rules_of(save_sheet(stage.gate, stage.as("clerk"), id_of(sheet), 1, json("{}"))) == ":access.role");
    CHECK(rules_of(save_sheet(stage.gate, expert, id_of(sheet), 1,
                              json(R"({"items":[{"criterion":"1","points":"10.5"},{"criterion":"2","points":"7.3"},
                                {"criterion":"9","points":"1"},{"criterion":"1","points":"2"}],"colour":"red"})"))) ==
          "/colour:field.unknown /items/0/points:sheet.score_out_of_range /items/1/points:sheet.not_a_step "
          "/items/2/criterion:sheet.unknown_criterion /items/3/criterion:sheet.criterion_twice");
    // What cannot be read and what the rules refuse come together, each row once.
    CHECK(rules_of(save_sheet(stage.gate, expert, id_of(sheet), 1,
                              json(R"({"items":[{"criterion":"1","points":"abc"},{"criterion":"2","points":"8.25"},
                                {"criterion":"3.1","points":"7"}],"total":"x"})"))) ==
          "/total:number.malformed /items/0/points:number.malformed /items/1/points:sheet.not_a_step");
    CHECK(rules_of(save_sheet(stage.gate, expert, id_of(sheet), 1,
                              json(R"({"items":[{"criterion":"1","points":"10.5"},{"criterion":"2","points":"7.3"},
                                {"criterion":"9","points":"1"},{"criterion":"1","points":"2"}]})"))) ==
          "/items/0/points:sheet.score_out_of_range /items/1/points:sheet.not_a_step "
          "/items/2/criterion:sheet.unknown_criterion /items/3/criterion:sheet.criterion_twice");
    const auto draft = save_sheet(stage.gate, expert, id_of(sheet), 1,
                                  json(R"({"items":[{"criterion":"1","points":"9.5"}],"comment":"先存"})"));
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->text_at("state") == "draft");
    CHECK(rules_of(save_sheet(stage.gate, expert, id_of(sheet), 1, json("{}"))) == ":record.stale");
    const auto missing = submit_sheet(stage.gate, expert, id_of(sheet), 2, Json());
    CHECK(missing.problems().size() == 12);  // eleven criteria without points, one deduction without a reason
    CHECK(rules_of(submit_sheet(stage.gate, expert, id_of(sheet), 2, plan_sheet("2", "12", ""))) ==
          "/items/1/reason:sheet.reason_missing");
    const auto handed_in = submit_sheet(stage.gate, expert, id_of(sheet), 2, plan_sheet("2", "12", "重点不突出"));
    REQUIRE(rules_of(handed_in) == "ok");
    CHECK(handed_in->text_at("total") == "97.00");
    CHECK(handed_in->text_at("state") == "submitted");
    CHECK(rules_of(submit_sheet(stage.gate, expert, id_of(sheet), 3, Json())) == ":sheet.already_submitted");

    const auto back = return_sheet(stage.gate, stage.as("reviewer"), id_of(sheet), 3, json(R"({"reason":"理由不清"})"));
    REQUIRE(rules_of(back) == "ok");
    CHECK(kinds(my_tasks(stage.gate, expert)) == "sheet_returned fill_sheet");
    // Sent back after the deadline, it may still be handed in; a draft may not.
    stage.clock.set("2022-10-25 01:00:00.000");
    const auto again = submit_sheet(stage.gate, expert, id_of(sheet), 4, Json());
    REQUIRE(rules_of(again) == "ok");
    CHECK(again->text_at("total") == "97.00");
    CHECK(rules_of(stage.submit(id_of(*panel), 2, "plan", "80")) == ":sheet.after_deadline");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a panel is changed until the first sheet, then only recused, and closed when all is in", "[panel]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.nothing_is_due();
    const auto& clerk = stage.as("clerk");
    const auto create = [&](const std::string& body) {
      return create_panel(stage.gate, clerk, contract.engagements[0], json(body));
    };
    CHECK(rules_of(create(R"({"members":[],"deadline_on":"2022-10-01"})")) ==
          "/deadline_on:panel.deadline_past /members:panel.no_members");
    CHECK(rules_of(create(R"({"members":[{"expert":"999999999"},{"group":"x"}],"deadline_on":"2022-10-20"})")) ==
          "/members/1/expert:field.required");
    CHECK(rules_of(create(R"({"members":[{"expert":"999999999","group":"bureau"}],"deadline_on":"2022-10-20"})")) ==
          "/members/0/expert:panel.no_such_expert /members/0/group:panel.unknown_group");
    const auto panel = stage.panel(contract.engagements[0], 2);
    REQUIRE(rules_of(panel) == "ok");
    const std::int64_t id = id_of(*panel);
    CHECK(rules_of(stage.panel(contract.engagements[0])) == ":panel.exists");
    CHECK(rules_of(create_panel(stage.gate, stage.as("other_clerk"), contract.engagements[0], json("{}"))) ==
          ":access.absent");
    const auto three = change_panel_members(stage.gate, clerk, id, 1, json(R"({"members":)" + stage.members(3) + "}"));
    REQUIRE(rules_of(three) == "ok");
    CHECK(three->at("members").items().size() == 3);
    CHECK(stage.count("SELECT COUNT(*) FROM score_sheet") == 6);
    for (int expert : {1, 2}) {
      REQUIRE(rules_of(stage.submit(id, expert, "plan", "90")) == "ok");
      REQUIRE(rules_of(stage.submit(id, expert, "report", "80")) == "ok");
    }
    const auto now = read_panel(stage.gate, clerk, id);
    const auto change =
        change_panel_members(stage.gate, clerk, id, version_of(*now), json(R"({"members":)" + stage.members(2) + "}"));
    CHECK(rules_of(change) == "/members:panel.has_sheets");
    CHECK(rules_of(stage.close(id)) == "/plan:panel.sheets_missing /report:panel.sheets_missing");
    CHECK(kinds(my_tasks(stage.gate, clerk)).empty());
    const std::string third = now->at("members").items()[2].text_at("id");
    const auto recused = recuse_panel_member(stage.gate, clerk, id, version_of(*now),
                                             json(R"({"member":")" + third + R"(","reason":"与机构有关联"})"));
    REQUIRE(rules_of(recused) == "ok");
    CHECK(rules_of(stage.submit(id, 3, "plan", "10")) == ":sheet.recused");
    CHECK(kinds(my_tasks(stage.gate, clerk)) == "close_panel");
    const auto closed = stage.close(id);
    REQUIRE(rules_of(closed) == "ok");
    CHECK(closed->at("result").text_at("final_score") == "84.00");
    CHECK(stage.count("SELECT COUNT(*) FROM score_sheet WHERE state = 'locked'") == 4);
    CHECK(kinds(my_tasks(stage.gate, clerk)) == "draft_statement");
    CHECK(rules_of(stage.close(id)) == ":panel.not_open");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("components without sheets are given, lateness counts, trimmed means hold", "[panel]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    const auto panel = stage.panel(engagement);
    REQUIRE(rules_of(panel) == "ok");
    for (int expert = 1; expert <= 3; ++expert) {
      REQUIRE(rules_of(stage.submit(id_of(*panel), expert, "plan", "90")) == "ok");
      REQUIRE(rules_of(stage.submit(id_of(*panel), expert, "report", "90")) == "ok");
    }
    const auto neither = stage.close(id_of(*panel));
    REQUIRE(neither.problems().size() == 2);
    CHECK(neither.problems()[0].rule == "component.neither");
    CHECK(stage.count("SELECT COUNT(*) FROM panel WHERE state = 'open'") == 1);  // nothing is half done
    const auto give = [&](const std::string& component, const std::string& score, const std::string& reason) {
      return give_component_score(
          stage.gate, stage.as("clerk"), engagement, 0,
          json(R"({"component":")" + component + R"(","score":")" + score + R"(","reason":")" + reason + R"("})"));
    };
    CHECK(rules_of(give("plan", "90", "x")) == "/component:component_score.from_sheets");
    CHECK(rules_of(give("other", "90", "x")) == "/component:component_score.unknown_component");
    CHECK(rules_of(give("duty", "90", "")) == "/reason:component_score.reason_missing");
    REQUIRE(rules_of(give("duty", "90", "到岗不足")) == "ok");
    CHECK(rules_of(give("duty", "91", "再给")) == ":record.stale");
    REQUIRE(rules_of(give("daily", "100", "")) == "ok");
    const auto closed = stage.close(id_of(*panel));
    REQUIRE(rules_of(closed) == "ok");
    CHECK(closed->at("result").text_at("final_score") == "91.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("two who hand in one sheet at once: one does, the other is told", "[sheet][concurrent]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    const Json sheet = stage.sheet(id_of(*panel), 1, "plan");
    std::vector<std::string> answers(2);
    std::vector<std::thread> windows;
    for (std::size_t i = 0; i < 2; ++i) {
      windows.emplace_back([&, i] {
        answers[i] = rules_of(submit_sheet(stage.gate, stage.as("expert1"), id_of(sheet), 1,
                                           json(R"({"total":")" + std::to_string(80 + i) + R"("})")));
      });
    }
    for (std::thread& window : windows) window.join();
    std::sort(answers.begin(), answers.end());
    CHECK(answers == std::vector<std::string>{":record.stale", "ok"});
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'submit'") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("sheets handed in while the panel closes are counted or refused, never lost", "[sheet][concurrent]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", [](Json& document) {
      document.set("aggregation", json(R"({"method":"mean","quorum":1,"missing":"ignore"})"));
    });
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    REQUIRE(rules_of(panel) == "ok");
    const std::int64_t id = id_of(*panel);
    for (const char* component : {"plan", "report"}) REQUIRE(rules_of(stage.submit(id, 1, component, "80")) == "ok");
    const Json late = stage.sheet(id, 2, "plan");
    REQUIRE(rules_of(return_sheet(stage.gate, stage.as("reviewer"), id_of(stage.sheet(id, 1, "plan")), 2,
                                  json(R"({"reason":"补充"})"))) == "ok");
    stage.clock.set("2022-10-25 01:00:00.000");
    const Json returned = stage.sheet(id, 1, "plan");
    std::string handed_in, closed;
    std::thread expert([&] {
      handed_in =
          rules_of(submit_sheet(stage.gate, stage.as("expert1"), id_of(returned), version_of(returned), Json()));
    });
    std::thread clerk([&] { closed = rules_of(stage.close(id)); });
    expert.join();
    clerk.join();
    INFO(handed_in << " / " << closed << " / " << id_of(late));
    // Whichever came first, no handed-in sheet lies outside the result of a closed panel.
    CHECK(stage.count("SELECT COUNT(*) FROM score_sheet s JOIN panel p ON p.id = s.panel_id "
                      "WHERE p.state = 'closed' AND s.state = 'submitted'") == 0);
    CHECK((handed_in == "ok" || handed_in == ":panel.not_open"));
    CHECK(stage.broken_laws() == "");
  });
}
