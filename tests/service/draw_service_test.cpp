// The draw of a panel on both engines: nobody decides alone, nobody stops it in secret, nobody learns a name by it.
#include "service/draw_service.h"

#include <catch2/catch.hpp>
#include <set>

#include "domain/draw_document.h"
#include "domain/evidence.h"
#include "service/draw_line.h"
#include "service/panel_life_service.h"
#include "support/draw_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::int64_t number_in_json(const Json& json, const char* key) {
  return json.at(key).integer().value_or(-1);
}

}  // namespace

TEST_CASE("from the list to the panel, and a stranger computes all of it again", "[draw]") {
  for_each_engine([](store::Database& database) {
    DrawWorld world(database);
    Stage& stage = world.stage;
    const auto prepared = world.prepared();
    REQUIRE(rules_of(prepared) == "ok");
    CHECK(number_in_json(*prepared, "people_count") == 20);
    CHECK(prepared->at("list").at("people").items().size() == 20);
    const std::int64_t id = id_of(*prepared);
    CHECK(rules_of(read_draw(stage.gate, stage.as("agency"), id)) == ":access.absent");
    CHECK(rules_of(world.commit(id, "agency")) == ":access.absent");
    CHECK(rules_of(world.prepared()) == ":draw.open_exists");

    const auto published = publish_draw(stage.gate, stage.as("clerk"), id, version_of(*prepared));
    REQUIRE(rules_of(published) == "ok");
    CHECK(published->text_at("list_hash") == domain::draw_list_hash(published->at("list")));
    CHECK(rules_of(world.reveal(id, "clerk")) == ":draw.not_all_committed");
    CHECK(rules_of(world.commit(id, "other_agency")) == ":access.absent");
    CHECK(rules_of(world.commit(id, "clerk")) == "ok");
    CHECK(rules_of(world.commit(id, "clerk")) == ":draw.already_committed");
    const Json copied = Json::object().set(
        "commitment", *domain::draw_commitment(DrawWorld::value_of("clerk"), DrawWorld::salt_of("clerk")));
    CHECK(rules_of(commit_draw(stage.gate, stage.as("agency"), id, copied)) == "/commitment:draw.commitment_copied");
    CHECK(rules_of(world.commit(id, "agency")) == "ok");
    const auto committed = world.commit(id, "leader");
    CHECK(committed->text_at("state") == "committed");
    CHECK(rules_of(world.commit(id, "reviewer")) == ":draw.not_published");

    const Json other = Json::object().set("value", "other").set("salt", DrawWorld::salt_of("agency"));
    CHECK(rules_of(reveal_draw(stage.gate, stage.as("agency"), id, other)) == "/value:draw.commitment_differs");
    CHECK(rules_of(world.reveal(id, "leader")) == "ok");
    CHECK(rules_of(world.reveal(id, "leader")) == ":draw.already_revealed");
    CHECK(rules_of(world.reveal(id, "agency")) == "ok");
    const auto revealed = world.reveal(id, "clerk");
    REQUIRE(revealed->text_at("state") == "revealed");
    CHECK(rules_of(void_draw(stage.gate, stage.as("clerk"), id, version_of(*revealed), json(R"({"reason":"x"})"))) ==
          ":draw.result_fixed");
    CHECK(revealed->at("result").text_at("key") == "VALUEOFCLERK./VALUEOFAGENCY./VALUEOFLEADER./");

    const auto drawn = carry_out_draw(stage.gate, stage.as("clerk"), id, version_of(*revealed), Json::object());
    REQUIRE(rules_of(drawn) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM panel_member WHERE origin = 'drawn'") == 5);
    const auto evidence = draw_evidence_of_panel(stage.gate, stage.as("agency"), drawn->text_at("panel"), false);
    CHECK(rules_of(evidence) == "ok");
    const auto foreign = draw_evidence_of_panel(stage.gate, stage.as("other_agency"), drawn->text_at("panel"), false);
    CHECK(rules_of(foreign) == "panel:draw.none_for_panel");
    const auto own = draw_evidence(stage.gate, stage.as("agency"), id, false);
    REQUIRE(rules_of(own) == "ok");
    CHECK(domain::verify_evidence(*own)->empty());
    CHECK(write_json(*own).find("抽样人") == std::string::npos);
    CHECK(rules_of(draw_evidence(stage.gate, stage.as("agency"), id, true)) == ":draw.names_hidden");
    const auto named = draw_evidence_of_panel(stage.gate, stage.as("clerk"), drawn->text_at("panel"), true);
    REQUIRE(rules_of(named) == "ok");
    CHECK(write_json(*named).find("抽样人") != std::string::npos);
    CHECK(domain::verify_evidence(*named)->empty());
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("an altered evidence of a draw is refused with the step named", "[draw]") {
  const auto database = fresh_sqlite();
  // Twelve employers of seventeen people: the chances are counted, and counted again by whoever verifies.
  DrawWorld world(*database, DrawWorld::usual_rule, 17, 12);
  world.drawn();
  const Json good = *draw_evidence(world.stage.gate, world.stage.as("clerk"), world.newest(), true);
  const auto pointers_of = [](const Json& document) {
    std::set<std::string> pointers;
    const auto differences = domain::verify_evidence(document);
    for (const domain::Difference& difference : *differences) pointers.insert(difference.pointer);
    return pointers;
  };
  Json step = good;
  step.find("result")->find("steps")->items()[3].set("digest", std::string(64, '0'));
  CHECK(pointers_of(step).contains("/result/steps/3/digest"));
  Json value = good;
  value.find("case")->find("contributions")->items()[0].set("value", "mine");
  CHECK(pointers_of(value).contains("/result/commitments/0/commitment"));
  CHECK(pointers_of(value).contains("/result/steps/0/digest"));
  Json list = good;
  list.find("case")->find("list")->find("people")->items()[2].set("probability", "0.990000");
  CHECK(pointers_of(list).contains("/result/list_hash"));
  CHECK(pointers_of(list).contains("/case/list/people/2/probability"));
  Json name = good;
  name.find("subject")->find("people")->items()[1].set("identity", "somebody");
  CHECK(pointers_of(name).contains("/subject/people/1/identity"));
}

TEST_CASE("what the agency reads of a draw has no names, and no value is there before it is revealed", "[draw]") {
  for_each_engine([](store::Database& database) {
    DrawWorld world(database);
    Stage& stage = world.stage;
    const Json draw = world.published();
    const std::int64_t id = id_of(draw);
    CHECK(write_json(draw).find("抽样人") != std::string::npos);
    for (const char* who : {"clerk", "agency", "leader"}) REQUIRE(rules_of(world.commit(id, who)) == "ok");
    const Json seen = *read_draw(stage.gate, stage.as("agency"), id);
    for (const std::string secret : {"抽样人", "D100", "单位", "\"expert\":", "value of"}) {
      CHECK(write_json(seen).find(secret) == std::string::npos);
    }
    CHECK(seen.at("people").is_null());
    CHECK(seen.at("excluded").is_null());
    CHECK(stage.count("SELECT COUNT(*) FROM draw_party WHERE revealed_value <> '' OR salt <> ''") == 0);
    CHECK(rules_of(read_draw(stage.gate, stage.as("expert1"), id)) == ":access.role");
    CHECK(rules_of(read_draw(stage.gate, stage.as("other_agency"), id)) == ":access.absent");
    CHECK(rules_of(draws_of_engagement(stage.gate, stage.as("other_agency"), world.contract.engagements[0])) ==
          ":access.absent");
  });
}

TEST_CASE("a party that does not reveal is named in the next draw, and one person is one party", "[draw]") {
  for_each_engine([](store::Database& database) {
    DrawWorld world(database);
    Stage& stage = world.stage;
    const std::int64_t id = id_of(world.published());
    domain::Actor both = stage.as("clerk");
    REQUIRE(rules_of(world.commit(id, "clerk")) == "ok");
    both.roles = {domain::Role::leader};
    const Json second = Json::object().set("commitment", *domain::draw_commitment("two", DrawWorld::salt_of("two")));
    CHECK(rules_of(commit_draw(stage.gate, both, id, second)) == ":draw.same_person");
    REQUIRE(rules_of(world.commit(id, "leader")) == "ok");
    REQUIRE(rules_of(world.commit(id, "agency")) == "ok");
    REQUIRE(rules_of(world.reveal(id, "clerk")) == "ok");
    stage.clock.set("2022-10-13 01:00:00.000");
    CHECK(rules_of(world.reveal(id, "agency")) == ":draw.reveal_late");
    const Json now = *read_draw(stage.gate, stage.as("clerk"), id);
    CHECK(rules_of(void_draw(stage.gate, stage.as("clerk"), id, version_of(now), Json::object())) ==
          "/reason:draw.reason_missing");
    const auto failed =
        void_draw(stage.gate, stage.as("clerk"), id, version_of(now), json(R"({"reason":"逾期未揭示"})"));
    REQUIRE(rules_of(failed) == "ok");
    CHECK(failed->text_at("void_reason") == "逾期未揭示 [agency,discipline]");
    const auto next =
        prepare_draw(stage.gate, stage.as("clerk"), world.contract.engagements[0],
                     json(R"({"deadline_on":"2022-10-30","commit_until":"2022-10-14","reveal_until":"2022-10-16"})"));
    REQUIRE(rules_of(next) == "ok");
    const Json& told = next->at("list").at("failed_before").items().at(0);
    CHECK(told.text_at("reason") == "逾期未揭示 [agency,discipline]");
    CHECK(told.text_at("list_hash") == failed->text_at("list_hash"));
    CHECK(number_in_json(*next, "sequence") == 2);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a public number that was named beforehand", "[draw]") {
  const auto database = fresh_sqlite();
  DrawWorld world(*database);
  Stage& stage = world.stage;
  const std::string numbered =
      R"({"deadline_on":"2022-10-30","mode":"public_number","public_number_name":"某彩票第2022118期")";
  const auto prepare = [&](const std::string& more) {
    return prepare_draw(stage.gate, stage.as("clerk"), world.contract.engagements[0], json(numbered + more + "}"));
  };
  CHECK(rules_of(prepare("")) == "/public_number_on:draw.days_missing");
  CHECK(rules_of(prepare(R"(,"public_number_on":"2022-10-08")")) == "/public_number_on:draw.days_past");
  const auto draw = prepare(R"(,"public_number_on":"2022-10-11")");
  REQUIRE(rules_of(draw) == "ok");
  const auto published = publish_draw(stage.gate, stage.as("clerk"), id_of(*draw), 1);
  REQUIRE(rules_of(published) == "ok");
  const Json given = json(R"({"value":"03 01 17 22 25 30 + 08","source":"彩票网站公告"})");
  const Json good = json(R"({"value":"03 01 17 22 25 30 08","source":"彩票网站公告"})");
  const std::int64_t id = id_of(*draw);
  CHECK(rules_of(enter_public_number(stage.gate, stage.as("clerk"), id, 2, good)) == ":draw.number_not_known_yet");
  CHECK(rules_of(world.commit(id, "agency")) == ":draw.no_commitments_wanted");
  stage.clock.set("2022-10-11 13:00:00.000");
  CHECK(rules_of(enter_public_number(stage.gate, stage.as("clerk"), id, 2, given)) == "/value:draw.value_malformed");
  CHECK(rules_of(enter_public_number(stage.gate, stage.as("clerk"), id, 2, json(R"({"value":"7"})"))) ==
        "/source:draw.source_missing");
  const auto entered = enter_public_number(stage.gate, stage.as("clerk"), id, 2, good);
  REQUIRE(rules_of(entered) == "ok");
  CHECK(entered->at("result").text_at("key") == "1.3.8.17.22.25.30./");
  CHECK(domain::verify_evidence(*draw_evidence(stage.gate, stage.as("agency"), id, false))->empty());
}

TEST_CASE("who may be drawn: in office, below the bureau, not too busy; and the quotas must be possible", "[draw]") {
  const auto database = fresh_sqlite();
  DrawWorld world(*database, R"({"least_members":3,"odd":true,"most_per_employer":1,"most_load":1})", 6);
  Stage& stage = world.stage;
  REQUIRE(rules_of(stage.panel(world.contract.engagements[1])) == "ok");  // the three of the world sit there
  stage.sql("UPDATE expert SET status = 'suspended' WHERE id = ?", {world.experts[0]});
  stage.sql("UPDATE expert SET term_until = '2022-10-07' WHERE id = ?", {world.experts[1]});
  stage.sql("UPDATE expert SET bureau_id = ? WHERE id = ?", {stage.world.other_bureau, world.experts[2]});
  const auto draw = world.prepared();
  REQUIRE(rules_of(draw) == "ok");
  CHECK(number_in_json(*draw, "people_count") == 3);
  CHECK(draw->at("excluded").items().size() == 3);
  CHECK(draw->at("excluded").items()[0].text_at("rule") == "draw.load_reached");
  const std::int64_t id = id_of(*draw);
  const auto again = [&](const std::string& more) {
    const std::int64_t version = version_of(*read_draw(stage.gate, stage.as("clerk"), id));
    return rules_of(prepare_draw_again(stage.gate, stage.as("clerk"), id, version, world.body(more)));
  };
  CHECK(again(R"(,"seats":4)") == "/seats:panel.not_odd");
  CHECK(again(R"(,"seats":1)") == "/seats:panel.too_few_members");
  CHECK(again(R"(,"seats":5)") == "/quotas:draw.quota_impossible_seats");
  CHECK(again(R"(,"parties":["bureau"])") == "/parties:draw.too_few_parties");
  const std::string pair =
      "[\"" + std::to_string(world.experts[3]) + "\",\"" + std::to_string(world.experts[4]) + "\"]";
  CHECK(again(",\"apart\":[" + pair + "]") == "/quotas:draw.quota_impossible_apart");
  // The library changes after the list was computed: it cannot be published any more.
  stage.sql("UPDATE expert SET status = 'active' WHERE id = ?", {world.experts[0]});
  const std::int64_t version = version_of(*read_draw(stage.gate, stage.as("clerk"), id));
  CHECK(rules_of(publish_draw(stage.gate, stage.as("clerk"), id, version)) == ":draw.list_outdated");
  CHECK(again("") == "ok");
  CHECK(rules_of(publish_draw(stage.gate, stage.as("clerk"), id, version + 1)) == "ok");
}

TEST_CASE("substitutes are the next in the same order, and every call and refusal is in the evidence", "[draw]") {
  for_each_engine([](store::Database& database) {
    DrawWorld world(database);
    Stage& stage = world.stage;
    const Json drawn = world.drawn();
    const std::int64_t panel = std::stoll(drawn.text_at("panel"));
    const auto& members = drawn.at("result").at("members").items();
    const auto expert_of = [&](std::int64_t number) {
      return std::stoll(drawn.at("people").items()[static_cast<std::size_t>(number) - 1].text_at("expert"));
    };
    const std::int64_t leaving = expert_of(number_in_json(members[0], "number"));
    const auto act = [&](auto body) {
      return stage.gate.write(stage.as("clerk"), domain::Action::run_panel, {"panel", panel}, body);
    };
    const auto next_for_all = [&] {
      return panel_line(stage.gate, stage.as("clerk"), panel)->at("items").items().back();
    };
    const Json foreseen = next_for_all();
    CHECK(next_for_all() == foreseen);
    CHECK(rules_of(panel_line(stage.gate, stage.as("reviewer"), panel)) == ":access.role");
    const auto called = act([&](Tx& tx) -> Result<std::int64_t> {
      record_refusal(tx, panel, leaving, "出差");
      const auto next = next_in_line(tx, panel, CallPurpose::substitute, leaving);
      if (!next) return next.problems();
      record_call(tx, *next, CallPurpose::substitute, "替换");
      return next->position;
    });
    REQUIRE(rules_of(called) == "ok");
    // The quotas may pass a substitute over, but nobody outside the order is called.
    const Json after = *read_draw(stage.gate, stage.as("clerk"), world.newest());
    const Json& call = after.at("result").at("calls").items().at(0);
    CHECK(number_in_json(call, "called") == *called);
    CHECK(number_in_json(call, "next_in_order") == *called);
    // Looking ahead wrote nothing, tells whom the next call would reach, and who is passed over on the way to him.
    const Json ahead = next_for_all();
    const std::int64_t first = number_in_json(ahead, "position");
    CHECK(first != *called);
    stage.sql("UPDATE expert SET status = 'suspended' WHERE id = ?", {expert_of(first)});
    const Json around = next_for_all();
    REQUIRE(around.at("not_called").items().size() > ahead.at("not_called").items().size());
    CHECK(number_in_json(around.at("not_called").items()[0], "position") == first);
    CHECK(around.at("not_called").items()[0].text_at("reason") == "draw.not_active_any_more");
    CHECK((around.at("position").is_null() || number_in_json(around, "position") != first));
    stage.sql("UPDATE expert SET status = 'active' WHERE id = ?", {expert_of(first)});
    CHECK(next_for_all() == ahead);
    const auto objection = act([&](Tx& tx) -> Result<std::int64_t> {
      const auto next = next_in_line(tx, panel, CallPurpose::objection, 0);
      if (!next) return next.problems();
      record_call(tx, *next, CallPurpose::objection, "异议");
      return next->position;
    });
    CHECK(*objection == *drawn.at("result").at("objection_reserves").items()[0].integer());
    // Who cannot come today is passed over, and that is recorded.
    const std::int64_t gone = *drawn.at("result").at("objection_reserves").items()[1].integer();
    stage.sql("UPDATE expert SET status = 'suspended' WHERE id = ?", {expert_of(gone)});
    const auto second = act([&](Tx& tx) -> Result<std::int64_t> {
      const auto next = next_in_line(tx, panel, CallPurpose::objection, 0);
      if (!next) return next.problems();
      record_call(tx, *next, CallPurpose::objection, "异议");
      return next->position;
    });
    REQUIRE(rules_of(second) == "ok");
    CHECK(*second != gone);
    Json evidence = *draw_evidence(stage.gate, stage.as("agency"), world.newest(), false);
    CHECK(domain::verify_evidence(evidence)->empty());
    CHECK(evidence.at("case").at("events").items().size() == 5);
    // Whoever calls a friend instead is found, even with a digest made anew.
    Json events = evidence.at("case").at("events");
    events.items()[1].set("number", static_cast<int>(*objection));
    Json forged = Json::object().set("list", evidence.at("case").at("list"));
    forged.set("contributions", evidence.at("case").at("contributions")).set("events", events);
    const Json renewed =
        domain::make_evidence("draw", evidence.at("subject"), forged, *domain::draw_result(forged), stage.clock.now());
    REQUIRE_FALSE(domain::verify_evidence(renewed)->empty());
    CHECK(domain::verify_evidence(renewed)->front().pointer == "/result/calls/0/called");
    CHECK(rules_of(act([&](Tx& tx) -> Result<std::int64_t> {
            const auto next = next_in_line(tx, panel + 999, CallPurpose::extra, 0);
            if (!next) return next.problems();
            return next->position;
          })) == ":draw.none_for_panel");
    CHECK(stage.broken_laws() == "");
  });
}
