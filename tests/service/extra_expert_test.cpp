// One more expert out of the draw's own order: who comes, with which reason, how often, and when nobody is left.
#include "service/extra_expert_service.h"

#include <catch2/catch.hpp>

#include "service/outlying_service.h"
#include "service/statistics_service.h"
#include "support/draw_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// A panel of five that was drawn, under a policy that lets this many further ones be called.
struct ExtraStage {
  ExtraStage(store::Database& database, int allowed, int more = 17)
      : world(database, DrawWorld::usual_rule, more, more), stage(world.stage) {
    {
      auto lease = database.writer();
      lease->begin_write();
      use_policy(*lease, stage.world, "honghe-2022", [&](Json& document) {
        document.set("panel", json(DrawWorld::usual_rule));
        document.set("uncertainty", Json::object().set("extra_experts", allowed));
      });
      lease->commit();
    }  // the one writer is given back before the draw
    panel = std::stoll(world.drawn().text_at("panel"));
  }
  // Every sheet that is still out is handed in with totals around the line of 80.
  void hand_in() {
    stage.sql(
        "UPDATE score_sheet SET state = 'submitted', submitted_at = '2022-10-09 01:00:00.000', version = version + 1, "
        "total = CASE WHEN member_id % 2 = 0 THEN 7000 ELSE 9000 END WHERE state = 'draft' AND panel_id = ?",
        {panel});
  }
  Result<Json> call(const std::string& reason = "分数线落在得分区间内") {
    const auto now = read_panel_statistics(stage.gate, stage.as("clerk"), panel);
    return call_extra_expert(stage.gate, stage.as("clerk"), panel, version_of(*now),
                             Json::object().set("reason", reason));
  }
  std::int64_t extras() { return stage.count("SELECT COUNT(*) FROM extra_expert"); }

  DrawWorld world;
  Stage& stage;
  std::int64_t panel = 0;
};

}  // namespace

TEST_CASE("one more expert is the next of the draw, with the line as the reason, and no more than the policy's number",
          "[statistics]") {
  for_each_engine([](store::Database& database) {
    ExtraStage extra(database, 1);
    Stage& stage = extra.stage;
    CHECK(rules_of(extra.call()) == ":statistics.not_complete");
    extra.hand_in();
    const auto before = read_panel_statistics(stage.gate, stage.as("clerk"), extra.panel);
    REQUIRE(before->at("extra").at("possible").boolean());
    const auto called = extra.call();
    REQUIRE(rules_of(called) == "ok");
    CHECK(called->text_at("final_score") == before->text_at("final_score"));
    // The seat, his empty sheets, and the call in the draw's own record.
    CHECK(stage.count("SELECT COUNT(*) FROM panel_member WHERE origin = 'extra' AND id = " +
                      called->text_at("member")) == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM score_sheet WHERE state = 'draft' AND total IS NULL AND member_id = " +
                      called->text_at("member")) == 2);
    const auto evidence = draw_evidence(stage.gate, stage.as("clerk"), extra.world.newest(), true);
    CHECK(write_json(*evidence).find("分数线落在得分区间内") != std::string::npos);
    // The page tells what was known when he was called; the score has not moved, for a missing sheet is no nought.
    const auto after = read_panel_statistics(stage.gate, stage.as("clerk"), extra.panel);
    CHECK(after->text_at("final_score") == before->text_at("final_score"));
    const Json& told = after->at("extra");
    CHECK(told.text_at("why_not") == "statistics.extra_used_up");
    REQUIRE(told.at("experts").items().size() == 1);
    const Json& one = told.at("experts").items()[0];
    CHECK(one.text_at("reason") == "分数线落在得分区间内");
    CHECK_FALSE(one.text_at("line").empty());
    CHECK(stage.count("SELECT COUNT(*) FROM expert INNER JOIN panel_member ON panel_member.expert_id = expert.id "
                      "WHERE panel_member.id = " +
                      called->text_at("member") + " AND expert.name = '" + one.text_at("expert_label") + "'") == 1);
    CHECK(rules_of(extra.call()) == ":statistics.extra_used_up");
    CHECK(extra.extras() == 1);
  });
}

TEST_CASE("when the draw's order is at its end nobody more is called, and nothing is written", "[statistics]") {
  for_each_engine([](store::Database& database) {
    ExtraStage extra(database, 9, 8);
    std::string last = "ok";
    int called = 0;
    while (last == "ok") {
      extra.hand_in();
      last = rules_of(extra.call());
      called += last == "ok" ? 1 : 0;
      REQUIRE(called <= 9);
    }
    CHECK(last == ":draw.line_exhausted");
    CHECK(called > 0);
    CHECK(extra.extras() == called);
    CHECK(extra.stage.count("SELECT COUNT(*) FROM panel_member WHERE origin = 'extra'") == called);
  });
}
