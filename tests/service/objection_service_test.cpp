// From a contested row to the fee, on both engines: draft, filed, prepared, decided, and what follows in one
// transaction.
#include "service/objection_service.h"

#include <catch2/catch.hpp>

#include "domain/evidence.h"
#include "support/objection_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("an upheld objection changes a draft statement", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->text_at("deduction") == "10000.00");
    const Json objection = stage.filed(contract.engagements[0], "total:1:report", "86.00");
    CHECK(objection.text_at("state") == "filed");
    CHECK(rules_of(may_confirm_statement(stage.gate, stage.as("reviewer"), id_of(*draft))) ==
          ":statement.objection_open");
    CHECK(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*draft), 1)) ==
          ":statement.objection_open");
    const Json prepared = stage.prepared(objection);
    CHECK(rules_of(stage.decide(prepared, "clerk", "upheld", "86")) == ":access.role");
    const auto preview = preview_decision(stage.gate, stage.as("leader"), id_of(prepared),
                                          stage.decision("total:1:report", "upheld", "86"));
    REQUIRE(rules_of(preview) == "ok");
    CHECK(preview->at("before").text_at("final_score") == "78.60");
    CHECK(preview->at("after").text_at("final_score") == "80.60");
    CHECK(preview->at("after").text_at("contract_deduction") == "0.00");
    CHECK(stage.count("SELECT COUNT(*) FROM sheet_correction") == 0);
    const auto decided = stage.decide(prepared, "leader", "upheld", "86");
    REQUIRE(rules_of(decided) == "ok");
    CHECK(decided->text_at("state") == "closed");
    CHECK(decided->at("effect") == *preview);
    const auto results = results_of_engagement(stage.gate, stage.as("agency"), contract.engagements[0]);
    CHECK(results->at("current").text_at("final_score") == "80.60");
    CHECK(results->at("outdated").boolean() == false);
    const std::string steps = write_json(results->at("current").at("result"));
    CHECK(steps.find("依异议决定 HT-1/PJ-1-Y1 更正") != std::string::npos);
    CHECK(steps.find("E01") == std::string::npos);
    CHECK(stage.count("SELECT total FROM score_sheet WHERE component = 'report' ORDER BY id LIMIT 1") == 7600);
    const auto statement = read_statement(stage.gate, stage.as("clerk"), id_of(*draft));
    CHECK(statement->text_at("deduction") == "0.00");
    CHECK(statement->text_at("payable") == "100000.00");
    const auto confirmed = confirm_statement(stage.gate, stage.as("reviewer"), id_of(*draft), version_of(*statement));
    REQUIRE(rules_of(confirmed) == "ok");
    const auto evidence = statement_evidence(stage.gate, stage.as("agency"), "HT-1");
    REQUIRE(rules_of(evidence) == "ok");
    CHECK(domain::verify_evidence(*evidence)->empty());
    CHECK(evidence->at("case").at("engagements").items()[0].at("corrections").items()[0].text_at("rater") == "专家1");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("an upheld objection adjusts a confirmed and paid statement, and what was paid stays", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const Json statement = stage.confirmed(contract.id);
    REQUIRE(rules_of(stage.pay(contract, "90000", "V-1")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM statement WHERE state = 'settled'") == 1);
    const Json prepared = stage.prepared(stage.filed(contract.engagements[0], "total:1:report", "86.00"));
    const auto decided = stage.decide(prepared, "leader", "upheld", "86");
    REQUIRE(rules_of(decided) == "ok");
    CHECK(decided->at("effect").at("before").text_at("payable") == "0.00");
    CHECK(decided->at("effect").at("after").text_at("payable") == "10000.00");
    const auto after = read_statement(stage.gate, stage.as("clerk"), id_of(statement));
    CHECK(after->text_at("state") == "confirmed");
    CHECK(after->text_at("deduction") == "10000.00");  // the statement itself is not touched
    CHECK(after->at("balance").text_at("payable") == "10000.00");
    CHECK(stage.count("SELECT COUNT(*) FROM adjustment WHERE state = 'confirmed' AND amount_fen = 1000000") == 1);
    REQUIRE(rules_of(stage.pay(contract, "10000", "V-2")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM statement WHERE state = 'settled'") == 1);
    const auto evidence = statement_evidence(stage.gate, stage.as("clerk"), "HT-1");
    REQUIRE(rules_of(evidence) == "ok");
    CHECK(domain::verify_evidence(*evidence)->empty());
    const auto paper = objection_decision(stage.gate, stage.as("agency"), id_of(*decided));
    REQUIRE(rules_of(paper) == "ok");
    CHECK(paper->text_at("adjustment") == "10000.00");
    CHECK(paper->text_at("decided_by") == "");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("drafts are the agency's, answers are shown when they are given", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    CHECK(rules_of(stage.draft(engagement, "total:1:report", "86")) == ":objection.no_result");
    stage.scored(engagement, "82.50", "76");
    const auto rows = contestable_rows(stage.gate, stage.as("agency"), engagement);
    REQUIRE(rules_of(rows) == "ok");
    CHECK(rows->at("items").items().size() == 6);
    CHECK(rows->at("items").items()[0].text_at("rater") == "专家1");
    CHECK(rules_of(contestable_rows(stage.gate, stage.as("other_agency"), engagement)) == ":access.absent");
    CHECK(rules_of(draft_objection(stage.gate, stage.as("clerk"), engagement, json("{}"))) == ":access.role");
    const auto draft = stage.draft(engagement, "total:1:report", "86");
    REQUIRE(rules_of(draft) == "ok");
    for (const char* stranger : {"clerk", "leader", "other_agency", "other_clerk", "expert1"}) {
      CHECK(rules_of(read_objection(stage.gate, stage.as(stranger), id_of(*draft))) == ":access.absent");
    }
    stage.clock.set("2022-12-01 01:00:00.000");
    CHECK(rules_of(file_objection(stage.gate, stage.as("agency"), id_of(*draft), 1)) == ":objection.after_deadline");
    stage.clock.set("2022-10-08 02:00:00.000");
    const auto filed = file_objection(stage.gate, stage.as("agency"), id_of(*draft), 1);
    REQUIRE(rules_of(filed) == "ok");
    CHECK(rules_of(read_objection(stage.gate, stage.as("clerk"), id_of(*draft))) == "ok");
    CHECK(rules_of(read_objection(stage.gate, stage.as("other_clerk"), id_of(*draft))) == ":access.absent");
    CHECK(rules_of(stage.decide(*filed, "leader", "upheld", "86")) == ":objection.wrong_state");
    const auto second = stage.draft(engagement, "total:1:report", "90");
    CHECK(rules_of(file_objection(stage.gate, stage.as("agency"), id_of(*second), 1)) ==
          "/rows/0/target:objection.row_contested");
    const Json prepared = stage.prepared(*filed);
    const auto seen = read_objection(stage.gate, stage.as("agency"), id_of(*draft));
    CHECK(seen->at("rows").items()[0].text_at("opinion") == "");
    CHECK(prepared.at("rows").items()[0].text_at("opinion") != "");
    const auto back = withdraw_objection(stage.gate, stage.as("agency"), id_of(prepared), version_of(prepared),
                                         json(R"({"reason":"已沟通"})"));
    REQUIRE(rules_of(back) == "ok");
    CHECK(rules_of(stage.decide(*back, "leader", "rejected", "")) == ":objection.wrong_state");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("an inadmissible objection comes back and may be filed again", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const Json filed = stage.filed(contract.engagements[0], "total:1:report", "86");
    CHECK(rules_of(return_objection(stage.gate, stage.as("clerk"), id_of(filed), version_of(filed),
                                    json(R"({"ground":"unclear"})"))) == "/reason:objection.return_reason_missing");
    const auto returned = return_objection(stage.gate, stage.as("clerk"), id_of(filed), version_of(filed),
                                           json(R"({"ground":"unclear","reason":"请写明页码"})"));
    REQUIRE(rules_of(returned) == "ok");
    CHECK(returned->text_at("state") == "returned");
    const auto again = file_objection(stage.gate, stage.as("agency"), id_of(filed), version_of(*returned));
    REQUIRE(rules_of(again) == "ok");
    CHECK(again->text_at("returned_reason") == "");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a rejected objection goes one level up, to another person", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database, 2);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const Json statement = stage.confirmed(contract.id);
    const Json prepared = stage.prepared(stage.filed(contract.engagements[0], "total:1:report", "86"));
    const auto decided = stage.decide(prepared, "leader", "rejected", "");
    REQUIRE(rules_of(decided) == "ok");
    CHECK(decided->text_at("state") == "decided");
    CHECK(stage.count("SELECT COUNT(*) FROM result") == 1);
    const auto appeal = appeal_objection(stage.gate, stage.as("agency"), id_of(*decided), version_of(*decided));
    REQUIRE(rules_of(appeal) == "ok");
    CHECK(rules_of(appeal_objection(stage.gate, stage.as("agency"), id_of(*decided), version_of(*decided))) ==
          ":objection.appeal_exists");
    const auto filed = file_objection(stage.gate, stage.as("agency"), id_of(*appeal), version_of(*appeal));
    REQUIRE(rules_of(filed) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM objection WHERE state = 'closed'") == 1);
    const Json again = stage.prepared(*filed);
    CHECK(rules_of(stage.decide(again, "leader", "upheld", "86")) == ":objection.one_level_up");
    const auto final = stage.decide(again, "province_leader", "upheld", "86");
    REQUIRE(rules_of(final) == "ok");
    CHECK(final->text_at("state") == "closed");
    CHECK(read_statement(stage.gate, stage.as("clerk"), id_of(statement))->at("balance").text_at("payable") ==
          "100000.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what nobody appeals against is closed by the clock", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database, 2);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const auto decided = stage.decide(stage.prepared(stage.filed(contract.engagements[0], "total:1:report", "86")),
                                      "leader", "rejected", "");
    REQUIRE(rules_of(decided) == "ok");
    REQUIRE(ObjectionClock::run(stage.gate, stage.clock.now(), 2).ok());
    CHECK(stage.count("SELECT COUNT(*) FROM objection WHERE state = 'decided'") == 1);
    stage.clock.set("2022-11-30 01:00:00.000");
    REQUIRE(ObjectionClock::run(stage.gate, stage.clock.now(), 2).ok());
    CHECK(stage.count("SELECT COUNT(*) FROM objection WHERE state = 'closed'") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a second panel gives its points unseen, and the middle one is proposed", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database, 1, true);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const Json prepared = stage.prepared(stage.filed(contract.engagements[0], "total:1:report", "86"));
    CHECK(rules_of(stage.decide(prepared, "leader", "upheld", "86")) == ":objection.second_panel_missing");
    const auto named = [&](const std::vector<std::int64_t>& ids) {
      Json list = Json::array();
      for (const std::int64_t id : ids) list.push(std::to_string(id));
      return call_second_panel(stage.gate, stage.as("clerk"), id_of(prepared), version_of(prepared),
                               Json::object().set("experts", std::move(list)));
    };
    CHECK(rules_of(call_second_panel(stage.gate, stage.as("clerk"), id_of(prepared), version_of(prepared),
                                     json("{}"))) == ":draw.none_for_panel");
    CHECK(rules_of(named({stage.world.experts[0]})) == "/experts/0:objection.expert_of_panel");
    REQUIRE(rules_of(named(stage.reviewers)) == "ok");
    const auto give = [&](int who, const std::string& points) {
      const domain::Actor& actor = stage.as("reviewer_expert" + std::to_string(who));
      const auto mine = my_reviews(stage.gate, actor);
      const std::int64_t id = id_of(mine->at("items").items()[0]);
      const auto task = read_review(stage.gate, actor, id);
      const std::string text = write_json(*task);
      CHECK(text.find("云岭") == std::string::npos);
      CHECK(text.find("E01") == std::string::npos);
      const std::string row = task->at("rows").items()[0].text_at("id");
      return give_opinion(
          stage.gate, actor, id, version_of(*task),
          json(R"({"rows":[{"id":")" + row + R"(","points":")" + points + R"(","reason":"按标准应为此分"}]})"));
    };
    REQUIRE(rules_of(give(1, "80")) == "ok");
    const auto hidden = read_objection(stage.gate, stage.as("clerk"), id_of(prepared));
    CHECK(hidden->at("reviews").items()[0].at("opinions").items().empty());
    CHECK(hidden->at("rows").items()[0].at("panel_median").is_null());
    CHECK(rules_of(give(2, "101")) == "/rows/0/points:objection.points_out_of_range");
    REQUIRE(rules_of(give(2, "84")) == "ok");
    REQUIRE(rules_of(give(3, "90")) == "ok");
    const auto reviewed = read_objection(stage.gate, stage.as("leader"), id_of(prepared));
    CHECK(reviewed->text_at("state") == "reviewed");
    CHECK(reviewed->at("rows").items()[0].text_at("panel_median") == "84.00");
    const auto unseen = read_objection(stage.gate, stage.as("agency"), id_of(prepared));
    CHECK(unseen->at("reviews").items().empty());
    const auto decided = stage.decide(*reviewed, "leader", "partly", "84");
    REQUIRE(rules_of(decided) == "ok");
    const auto seen = read_objection(stage.gate, stage.as("agency"), id_of(prepared));
    CHECK(seen->at("reviews").items()[0].text_at("name") == "专家1");
    CHECK(seen->at("reviews").items()[0].at("opinions").items().size() == 1);
    const auto statistics = objection_statistics(stage.gate, stage.as("leader"), 2022);
    REQUIRE(rules_of(statistics) == "ok");
    CHECK(statistics->at("items").items()[0].text_at("mean_change") == "8.00");
    CHECK(stage.broken_laws() == "");
  });
}
