// Relations, declarations and flags on both engines: who is kept off a panel and told why, what an expert must declare
// before he opens anything, and that old panels are flagged and stay as they were.
#include "service/recusal_service.h"
#include "service/panel_record.h"

#include <catch2/catch.hpp>

#include "domain/declaration.h"
#include "service/declaration_service.h"
#include "service/panel_record.h"
#include "service/recusal_check.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// Counts what is asked of the database.
class Counting final : public store::Connection {
 public:
  explicit Counting(store::Connection& inner) : inner_(inner) {}
  store::Engine engine() const override { return inner_.engine(); }
  std::vector<store::Row> query(std::string_view sql, const store::Parameters& parameters) override {
    ++count;
    return inner_.query(sql, parameters);
  }
  void each(std::string_view sql, const store::Parameters& parameters,
            const std::function<bool(const store::Row&)>& body) override {
    ++count;
    inner_.each(sql, parameters, body);
  }
  std::int64_t execute(std::string_view sql, const store::Parameters& parameters) override {
    ++count;
    return inner_.execute(sql, parameters);
  }
  std::int64_t last_id() override { return inner_.last_id(); }
  void begin_read() override { inner_.begin_read(); }
  void begin_write() override { inner_.begin_write(); }
  void commit() override { inner_.commit(); }
  void rollback() noexcept override { inner_.rollback(); }
  void script(std::string_view statements) override { inner_.script(statements); }
  bool alive() override { return inner_.alive(); }

  int count = 0;

 private:
  store::Connection& inner_;
};

struct Bound {
  explicit Bound(store::Database& database, const std::function<void(Json&)>& change = {})
      : stage(database, "honghe-2022", change), contract(stage.contract("HT-1", {6'000'000, 4'000'000})) {
    stage.sql("UPDATE engagement SET budget_unit_id = ?, project_id = ?", {stage.world.unit, stage.world.project});
  }
  Result<Json> relate(const std::string& from, const std::string& relation, const std::string& to,
                      const std::string& more = "") {
    return add_relation(stage.gate, stage.as("clerk"),
                        json(R"({"from":)" + from + R"(,"relation":")" + relation + R"(","to":)" + to +
                             R"(,"evidence":"来函")" + more + "}"));
  }
  std::string expert(int place) const {
    return std::to_string(stage.world.experts[static_cast<std::size_t>(place - 1)]);
  }
  std::string an_expert(int place) const { return R"({"kind":"expert","id":")" + expert(place) + R"("})"; }
  Json check(int place) {
    const auto answer = check_recusal(stage.gate, stage.as("clerk"),
                                      json(R"({"engagement":")" + std::to_string(contract.engagements[0]) +
                                           R"(","experts":[")" + expert(place) + R"("]})"));
    REQUIRE(rules_of(answer) == "ok");
    return answer->at("items").items().front();
  }
  std::int64_t flags(const std::string& state = "open") {
    return stage.count("SELECT COUNT(*) FROM recusal_flag WHERE state = '" + state + "'");
  }

  Stage stage;
  TestContract contract;
};

}  // namespace

TEST_CASE("a relation keeps an expert off the panel, with its path as the reason", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database);
    Stage& stage = bound.stage;
    CHECK(bound.check(1).at("free").boolean());
    CHECK(rules_of(bound.relate(bound.an_expert(1), "spouse_of", R"({"kind":"person","key":"李丽"})")) == "ok");
    CHECK(bound.check(1).at("free").boolean());
    const auto head = bound.relate(R"({"kind":"person","key":"李 丽"})", "head_of",
                                   R"({"kind":"agency","key":"云岭会计师事务所"})", R"(,"since":"2020-01-01")");
    REQUIRE(rules_of(head) == "ok");
    const Json found = bound.check(1);
    CHECK_FALSE(found.at("free").boolean());
    const Json& path = found.at("paths").items().front();
    CHECK(path.text_at("rule") == "recusal.kinship");
    CHECK(path.at("steps").items().size() == 2);
    CHECK(path.at("text").text_at("en").find("since 2020-01-01") != std::string::npos);

    const auto refused = stage.panel(bound.contract.engagements[0]);
    CHECK(rules_of(refused) == "/members/0/expert:panel.expert_recused");
    CHECK(say(refused.problems().front(), Language::zh).find("夫妻") != std::string::npos);
    CHECK(say(refused.problems().front(), Language::en).find("spouses") != std::string::npos);

    // Ended within the look-back it still counts, and three years later it is only shown.
    CHECK(rules_of(end_relation(stage.gate, stage.as("clerk"), id_of(*head), 1, json(R"({"until":"2019-01-01"})"))) ==
          "/until:relation.ends_before_start");
    CHECK(rules_of(end_relation(stage.gate, stage.as("clerk"), id_of(*head), 9, json(R"({"until":"2022-10-01"})"))) ==
          ":record.stale");
    CHECK(rules_of(end_relation(stage.gate, stage.as("clerk"), id_of(*head), 1, json(R"({"until":"2022-10-01"})"))) ==
          "ok");
    CHECK_FALSE(bound.check(1).at("free").boolean());
    stage.clock.set("2025-10-02 01:00:00.000");
    CHECK(bound.check(1).at("free").boolean());
    CHECK(bound.check(1).at("paths").items().size() == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what an expert's file says of his employer needs no typing", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database);
    Stage& stage = bound.stage;
    const auto rule = [&] {
      const Json found = bound.check(2);
      return found.at("paths").items().empty() ? std::string() : found.at("paths").items()[0].text_at("rule");
    };
    const auto employ = [&](const std::string& name) {
      stage.sql("UPDATE expert SET employer = ? WHERE id = ?", {name, stage.world.experts[1]});
    };
    employ("云岭 会计师事务所");
    CHECK(rule() == "recusal.agency");
    employ("州教育局");
    CHECK(rule() == "recusal.own_unit");
    employ("红河州财政局");
    CHECK(rule() == "recusal.own_unit");
    employ("滇池咨询公司");
    CHECK(rule() == "");
    const auto lot = set_lot(stage.gate, stage.as("clerk"), bound.contract.id,
                             json(R"({"lot":"CG-2022-01/1","bidders":["91530000MA6K00002X"]})"));
    REQUIRE(rules_of(lot) == "ok");
    CHECK(lot->at("parties").items().size() == 2);
    CHECK(rule() == "recusal.competitor");
    CHECK(rules_of(set_lot(stage.gate, stage.as("clerk"), bound.contract.id,
                           json(R"({"lot":"CG-2022-01/1","bidders":["没有的机构"]})"))) ==
          "/bidders/0:relation.party_absent");
    employ("某大学");
    CHECK(rule() == "");
    stage.sql("UPDATE expert SET employer_agency_id = ? WHERE id = ?", {stage.world.agency, stage.world.experts[1]});
    CHECK(rule() == "recusal.agency");
  });
}

TEST_CASE("relations are entered strictly and within reach", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database);
    Stage& stage = bound.stage;
    CHECK(rules_of(bound.relate(R"({"kind":"expert","key":"没有"})", "employed_by", R"({"kind":"agency"})")) ==
          "/from:relation.party_absent /to/key:field.required");
    CHECK(rules_of(bound.relate(bound.an_expert(1), "spouse_of", R"({"kind":"agency","key":"滇池咨询公司"})")) ==
          "/to:relation.to_does_not_fit");
    CHECK(rules_of(bound.relate(bound.an_expert(1), "lies_in", R"({"kind":"bureau","key":"532500"})")) ==
          "/relation:field.bad_choice");
    CHECK(rules_of(bound.relate(bound.an_expert(1), "adviser_of", R"({"kind":"budget_unit","key":"101"})")) == "ok");
    CHECK(rules_of(bound.relate(bound.an_expert(1), "adviser_of", R"({"kind":"budget_unit","key":"101"})")) ==
          ":relation.known_already");
    for (const char* login : {"expert1", "agency"}) {
      CHECK(rules_of(add_relation(stage.gate, stage.as(login), json("{}"))) == ":access.role");
    }
    // Another bureau's clerk neither knows our experts nor our engagements.
    const auto foreign = add_relation(stage.gate, stage.as("other_clerk"),
                                      json(R"({"relation":"employed_by","evidence":"x","from":)" + bound.an_expert(1) +
                                           R"(,"to":{"kind":"agency","key":"滇池咨询公司"}})"));
    CHECK(rules_of(foreign) == "/from:relation.party_absent");
    CHECK(rules_of(check_recusal(stage.gate, stage.as("other_clerk"),
                                 json(R"({"engagement":")" + std::to_string(bound.contract.engagements[0]) +
                                      R"(","experts":[]})"))) == ":access.absent");
  });
}

TEST_CASE("panels are looked at again when data change; a closed one is flagged and stays", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database);
    Stage& stage = bound.stage;
    (void)stage.scored(bound.contract.engagements[0], "90", "91");
    const auto open = stage.panel(bound.contract.engagements[1]);
    REQUIRE(rules_of(open) == "ok");
    const std::int64_t before = stage.count("SELECT SUM(version) FROM panel");
    REQUIRE(rules_of(bound.relate(bound.an_expert(3), "employed_by", R"({"kind":"agency","key":"云岭会计师事务所"})",
                                  R"(,"since":"2021-01-01")")) == "ok");
    CHECK(bound.flags() == 2);
    CHECK(stage.count("SELECT SUM(version) FROM panel") == before);
    CHECK(rules_of(stage.gate.read(stage.as("clerk"), domain::Action::see_relations, {"relation", 0},
                                   [](Tx&) -> Result<int> { return 1; })) == "ok");

    // The job finds the same nothing twice, and what changed where no rule was asked.
    const auto counts = [&] {
      const auto done = recheck_recusals(stage.gate, stage.clock.now());
      return done ? std::to_string((*done)[0].second) + "/" + std::to_string((*done)[1].second) : rules_of(done);
    };
    CHECK(counts() == "2/0");
    stage.sql("UPDATE expert SET employer = '州教育局' WHERE id = ?", {stage.world.experts[0]});
    CHECK(counts() == "2/2");
    // Whoever entered a relation himself is not told; what the machine finds is.
    CHECK(stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'recusal_found'") == 2);
    CHECK(counts() == "2/0");
    // A relation that began after a panel was closed says nothing of it.
    stage.clock.set("2022-12-01 01:00:00.000");
    REQUIRE(rules_of(bound.relate(bound.an_expert(2), "employed_by", R"({"kind":"agency","key":"云岭会计师事务所"})",
                                  R"(,"since":"2022-11-15")")) == "ok");
    CHECK(bound.flags() == 5);

    const std::int64_t flag = stage.count("SELECT MIN(id) FROM recusal_flag");
    const auto decide = [&](const std::string& body, std::int64_t version) {
      return decide_recusal_flag(stage.gate, stage.as("clerk"), flag, version, json(body));
    };
    CHECK(rules_of(decide(R"({"state":"open","reason":"x"})", 1)) == "/state:field.bad_choice");
    CHECK(rules_of(decide(R"({"state":"dismissed"})", 1)) == "/reason:recusal.reason_missing");
    CHECK(rules_of(decide(R"({"state":"dismissed","reason":"同名不同人"})", 1)) == "ok");
    CHECK(rules_of(decide(R"({"state":"handled","reason":"再处理"})", 2)) == ":recusal.flag_not_open");
    CHECK(counts() == "2/0");  // what was dismissed is not raised again
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("an expert declares before he opens anything, on the list that he saw", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database);
    Stage& stage = bound.stage;
    const auto made = stage.panel(bound.contract.engagements[0]);
    REQUIRE(rules_of(made) == "ok");
    const std::int64_t panel = id_of(*made);
    const std::int64_t sheet = id_of(stage.sheet(panel, 1, "plan"));
    const auto own = [&](const char* login) { return read_own_declaration(stage.gate, stage.as(login), panel); };
    CHECK(own("expert1")->text_at("state") == "not_asked");
    CHECK(rules_of(read_sheet(stage.gate, stage.as("expert1"), sheet)) == "ok");
    CHECK(rules_of(ask_for_declarations(stage.gate, stage.as("expert1"), panel)) == ":access.role");
    REQUIRE(rules_of(ask_for_declarations(stage.gate, stage.as("clerk"), panel)) == "ok");

    CHECK(rules_of(read_sheet(stage.gate, stage.as("expert1"), sheet)) == ":recusal.declaration_missing");
    CHECK(rules_of(stage.submit(panel, 1, "plan", "90")) == ":recusal.declaration_missing");
    CHECK(rules_of(read_sheet(stage.gate, stage.as("clerk"), sheet)) == "ok");
    const auto declare_as = [&](const char* login, const std::string& rest) {
      return declare(stage.gate, stage.as(login), panel,
                     json(R"({"list_digest":")" + own(login)->text_at("list_digest") + R"(",)" + rest + "}"));
    };
    CHECK(rules_of(declare(stage.gate, stage.as("expert1"), panel, json(R"({"list_digest":"sm3:0","none":true})"))) ==
          "/list_digest:declaration.list_changed");
    CHECK(rules_of(declare_as("expert1", R"("none":true)")) == "ok");
    CHECK(own("expert1")->text_at("state") == "standing");
    CHECK(own("expert2")->text_at("state") == "missing");
    // The record of the panel says who declared what, and of nobody what he did not say.
    const auto record = panel_record(stage.gate, stage.as("clerk"), panel);
    REQUIRE(rules_of(record) == "ok");
    REQUIRE(record->at("declarations").items().size() == 1);
    CHECK(record->at("declarations").items()[0].text_at("answer") == "none");
    CHECK_FALSE(record->at("declarations").items()[0].text_at("expert_label").empty());
    CHECK(rules_of(stage.submit(panel, 1, "plan", "90")) == "ok");

    // A new bidder was not on the list: asked anew.
    REQUIRE(rules_of(set_lot(stage.gate, stage.as("clerk"), bound.contract.id,
                             json(R"({"lot":"L1","bidders":["91530000MA6K00002X"]})"))) == "ok");
    CHECK(own("expert1")->text_at("state") == "outdated");
    CHECK(rules_of(stage.submit(panel, 1, "report", "90")) == ":recusal.declaration_outdated");
    CHECK(rules_of(declare_as("expert1", R"("none":true)")) == "ok");
    CHECK(rules_of(stage.submit(panel, 1, "report", "90")) == "ok");

    // Who is bound waits for the bureau, which is told; dismissed, he goes on.
    const std::string agency = "agency:" + std::to_string(stage.world.agency);
    CHECK(rules_of(declare_as("expert2", R"("related":[{"party":")" + agency +
                                             R"(","relation":"lineal_kin_of","person":"王武","note":"其子"}])")) ==
          "ok");
    CHECK(bound.flags() == 1);
    CHECK(rules_of(stage.submit(panel, 2, "plan", "80")) == ":recusal.declared_related");
    const auto seen = declarations_of_panel(stage.gate, stage.as("leader"), panel);
    REQUIRE(rules_of(seen) == "ok");
    CHECK(seen->at("flags").items().front().at("path").text_at("rule") == "recusal.kinship");
    CHECK(seen->at("items").items()[1].at("declaration").at("list").at("parties").items().size() == 3);
    for (const char* login : {"agency", "expert1"}) {
      CHECK(rules_of(declarations_of_panel(stage.gate, stage.as(login), panel)) == ":access.role");
    }
    const std::int64_t flag = stage.count("SELECT MIN(id) FROM recusal_flag");
    REQUIRE(rules_of(decide_recusal_flag(stage.gate, stage.as("clerk"), flag, 1,
                                         json(R"({"state":"dismissed","reason":"已离职多年"})"))) == "ok");
    CHECK(rules_of(stage.submit(panel, 2, "plan", "80")) == "ok");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a blind list does not tell whose work is scored", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database, [](Json& document) {
      document.set("review", Json::object().set("agency_hidden", true).set("after_closing", "own"));
    });
    Stage& stage = bound.stage;
    const auto made = stage.panel(bound.contract.engagements[0]);
    REQUIRE(rules_of(made) == "ok");
    REQUIRE(rules_of(ask_for_declarations(stage.gate, stage.as("clerk"), id_of(*made))) == "ok");
    const auto list = [&] {
      const auto own = read_own_declaration(stage.gate, stage.as("expert1"), id_of(*made));
      return write_json(own->at("list"));
    };
    const std::string before = list();
    CHECK(before.find("云岭会计师事务所") != std::string::npos);
    CHECK(before.find("滇池咨询公司") != std::string::npos);
    // The same list, whoever of them it is.
    stage.sql("UPDATE engagement SET agency_id = ?", {stage.world.other_agency});
    stage.sql("UPDATE contract SET agency_id = ?", {stage.world.other_agency});
    CHECK(list() == before);
  });
}

TEST_CASE("the question costs a handful of queries, however many experts", "[recusal]") {
  for_each_engine([](store::Database& database) {
    Bound bound(database);
    Stage& stage = bound.stage;
    const auto asked = [&](const std::vector<std::int64_t>& experts) {
      auto lease = database.reader();
      Counting rows(*lease);
      Tx tx(rows, stage.as("clerk"), stage.clock.now(), "test");
      (void)recusals_for(tx, bound.contract.engagements[0], experts);
      return rows.count;
    };
    std::vector<std::int64_t> many = stage.world.experts;
    for (int i = 0; i < 300; ++i) many.push_back(1'000'000 + i);
    (void)asked({stage.world.experts[0]});
    CHECK(asked({stage.world.experts[0]}) == asked(many));
    CHECK(asked(many) <= 12);
  });
}
