// The life of a year's ratings on both engines: events with two pairs of eyes, publication by another person, an
// objection that withdraws an event, the rating that follows, and consequences that bar the next contract and end by
// themselves.
#include "service/rating_service.h"

#include <catch2/catch.hpp>

#include "base/crypto.h"
#include "domain/evidence.h"
#include "service/agency_standing.h"
#include "service/contract_service.h"
#include "service/credit_event_file_service.h"
#include "service/what_if_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

const std::string minimal_pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

void add_credit(Json& policy) {
  policy.set("credit", json(R"({"method":"jobs","mean":"plain","window_years":1,"least_jobs":1,
    "events":[{"code":"complaint","title":"投诉属实","points":"5"},{"code":"praise","title":"表扬","points":"2","adds":true}],
    "watch":{"below":"80"},
    "bands":[{"grade":"优","from":"90","to":"100"},{"grade":"良","from":"80","to":"90"},
             {"grade":"差","from":"0","to":"80"}]})"));
  policy.set("consequences", json(R"([{"grade":"差","effect":"suspend","months":3}])"));
}

struct Rated {
  explicit Rated(store::Database& database)
      : stage(database, "honghe-2022", add_credit), contract(stage.contract("HT-1", {6'000'000, 4'000'000})) {
    stage.scored(contract.engagements[0], "82", "82");
    stage.scored(contract.engagements[1], "84", "84");
    stage.sql("UPDATE policy SET state = 'approved' WHERE id = ?", {stage.world.policy});
    stage.clock.set("2023-03-01 01:00:00.000");
  }
  std::string policy() const { return std::to_string(stage.world.policy); }
  Json run_body(const std::string& reason = "") const {
    Json body = Json::object().set("fiscal_year", 2022).set("policy", policy());
    return reason.empty() ? body : body.set("reason", reason);
  }
  Json event_body(const std::string& code = "complaint") const {
    return Json::object()
        .set("agency", std::to_string(stage.world.agency))
        .set("kind", "event")
        .set("code", code)
        .set("happened_on", "2022-11-02")
        .set("evidence", "来函");
  }
  Json rating_of(const Json& run, std::int64_t agency) const {
    for (const Json& one : run.at("ratings").items()) {
      if (one.text_at("agency") == std::to_string(agency)) return one;
    }
    throw Defect("the agency is rated");
  }
  // Of the agency, as it stands.
  Outcome barred(const std::string& day) {
    return stage.gate.read(stage.as("clerk"), domain::Action::see_contracts, {}, [&](Tx& tx) -> Outcome {
      return may_be_commissioned(tx, stage.world.agency, stage.world.bureau, *read_date(day, {}));
    });
  }

  Stage stage;
  TestContract contract;
};

}  // namespace

TEST_CASE("an event counts once a second person confirmed it, and agencies do not see it before", "[rating]") {
  for_each_engine([](store::Database& database) {
    Rated rated(database);
    Stage& stage = rated.stage;
    Json wrong = rated.event_body("nonsense");
    wrong.set("happened_on", "2031-01-01").set("evidence", "");
    CHECK(rules_of(record_credit_event(stage.gate, stage.as("clerk"), wrong)) ==
          "/code:credit_event.unknown_code /happened_on:credit_event.in_the_future "
          "/evidence:credit_event.evidence_missing");
    CHECK(rules_of(record_credit_event(stage.gate, stage.as("agency"), rated.event_body())) == ":access.role");
    const auto event = record_credit_event(stage.gate, stage.as("clerk"), rated.event_body());
    REQUIRE(rules_of(event) == "ok");
    const std::int64_t id = id_of(*event);
    CHECK(event->text_at("code_label") == "投诉属实");
    CHECK(rules_of(read_credit_event(stage.gate, stage.as("agency"), id)) == ":access.absent");
    CHECK(rules_of(read_credit_event(stage.gate, stage.as("other_clerk"), id)) == ":access.absent");
    CHECK(rules_of(confirm_credit_event(stage.gate, stage.as("clerk"), id, 1)) == ":access.role");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(confirm_credit_event(stage.gate, both, id, 1)) == ":access.four_eyes");

    auto draft = draft_rating_run(stage.gate, stage.as("clerk"), rated.run_body());
    REQUIRE(rules_of(draft) == "ok");
    CHECK(rated.rating_of(*draft, stage.world.agency).text_at("score") == "83.00");
    CHECK(rules_of(draft_rating_run(stage.gate, stage.as("clerk"), rated.run_body())) ==
          "/fiscal_year:rating.draft_stands");
    REQUIRE(rules_of(confirm_credit_event(stage.gate, stage.as("leader"), id, 1)) == "ok");
    CHECK(rules_of(read_credit_event(stage.gate, stage.as("agency"), id)) == "ok");
    // The facts have moved under the draft.
    const std::int64_t run = id_of(*draft);
    CHECK(read_rating_run(stage.gate, stage.as("clerk"), run)->at("outdated").boolean());
    CHECK(rules_of(publish_rating_run(stage.gate, stage.as("leader"), run, 1)) == ":rating.draft_outdated");
    draft = compute_rating_run(stage.gate, stage.as("clerk"), run, 1, Json::object());
    REQUIRE(rules_of(draft) == "ok");
    CHECK(rated.rating_of(*draft, stage.world.agency).text_at("score") == "78.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("evidence of an event comes before its confirmation and is the agency's own to read afterwards", "[rating]") {
  for_each_engine([](store::Database& database) {
    Rated rated(database);
    Stage& stage = rated.stage;
    const auto event = record_credit_event(stage.gate, stage.as("clerk"), rated.event_body());
    REQUIRE(rules_of(event) == "ok");
    CHECK(event->at("files").items().empty());
    const std::int64_t id = id_of(*event);
    const auto add = [&](const char* who, const std::string& name, const std::string& bytes) {
      return add_credit_event_file(stage.gate, stage.as(who), id, name, bytes);
    };
    CHECK(rules_of(add("agency", "来函.pdf", minimal_pdf)) == ":access.role");
    CHECK(rules_of(add("other_clerk", "来函.pdf", minimal_pdf)) == ":access.absent");
    CHECK(rules_of(add("clerk", "来函.pdf", "no such thing")) != "ok");
    const auto added = add("clerk", "来函.pdf", minimal_pdf);
    REQUIRE(rules_of(added) == "ok");
    REQUIRE(added->at("files").items().size() == 1);
    const std::string sha256 = added->at("files").items()[0].text_at("sha256");
    CHECK(sha256 == sha256_hex(minimal_pdf));
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'add_file' AND detail LIKE '%" + sha256 + "%'") == 1);
    CHECK(rules_of(add("clerk", "again.pdf", minimal_pdf)) == "/file:credit_event.file_twice");
    const auto read = [&](const char* who) { return read_credit_event_file(stage.gate, stage.as(who), id, sha256); };
    CHECK(rules_of(read("agency")) == ":access.absent");  // nobody confirmed it yet
    CHECK(read("clerk")->bytes == minimal_pdf);
    // Who confirms says of which state, with the file in it.
    CHECK(rules_of(confirm_credit_event(stage.gate, stage.as("leader"), id, 1)) == ":record.stale");
    REQUIRE(rules_of(confirm_credit_event(stage.gate, stage.as("leader"), id, version_of(*added))) == "ok");
    CHECK(read("agency")->bytes == minimal_pdf);
    CHECK(rules_of(read("other_agency")) == ":access.absent");
    CHECK(rules_of(read("other_clerk")) == ":access.absent");
    CHECK(rules_of(read_credit_event_file(stage.gate, stage.as("clerk"), id, std::string(64, 'f'))) ==
          ":access.absent");
    CHECK(rules_of(add("clerk", "late.pdf", minimal_pdf + "late")) == ":credit_event.wrong_state");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a rating is published by another person, contested, and follows the corrected facts", "[rating]") {
  for_each_engine([](store::Database& database) {
    Rated rated(database);
    Stage& stage = rated.stage;
    const auto event = record_credit_event(stage.gate, stage.as("clerk"), rated.event_body());
    REQUIRE(rules_of(confirm_credit_event(stage.gate, stage.as("leader"), id_of(*event), 1)) == "ok");
    const auto draft = draft_rating_run(stage.gate, stage.as("clerk"), rated.run_body());
    REQUIRE(rules_of(draft) == "ok");
    const std::int64_t run = id_of(*draft);
    const std::int64_t rating = id_of(rated.rating_of(*draft, stage.world.agency));
    CHECK(rules_of(read_rating(stage.gate, stage.as("agency"), rating)) == ":access.absent");
    CHECK(ratings_of_agency(stage.gate, stage.as("agency"), stage.world.agency)->at("ratings").items().empty());
    const auto jobs = [&](const char* who, const RatedJobQuery& query) {
      return rated_jobs_of_agency(stage.gate, stage.as(who), stage.world.agency, query);
    };
    CHECK(jobs("agency", {})->at("items").items().empty());
    CHECK(rules_of(publish_rating_run(stage.gate, stage.as("clerk"), run, 1)) == ":access.role");
    REQUIRE(rules_of(publish_rating_run(stage.gate, stage.as("leader"), run, 1)) == "ok");
    const auto published = read_rating(stage.gate, stage.as("agency"), rating);
    REQUIRE(rules_of(published) == "ok");
    CHECK(published->text_at("grade") == "差");
    const auto listed = jobs("agency", {});
    REQUIRE(rules_of(listed) == "ok");
    REQUIRE(listed->at("items").items().size() == 2);
    CHECK(listed->at("items").items()[0].text_at("final_score") == "82.00");
    CHECK(listed->at("items").items()[0].text_at("code").starts_with("HT-1/"));
    CHECK(rules_of(read_result(stage.gate, stage.as("agency"),
                               *read_decimal(listed->at("items").items()[0].text_at("result"), 0, {}))) == "ok");
    CHECK(jobs("clerk", {0, 1, 1})->at("items").items().size() == 1);
    CHECK(jobs("clerk", {0, 0, 1})->text_at("next") == "1");
    CHECK(jobs("clerk", {2021, 0, 0})->at("items").items().empty());
    CHECK(jobs("other_clerk", {})->at("items").items().empty());
    CHECK(rules_of(jobs("clerk", {0, -1, 0})) == "cursor:list.bad_cursor");
    CHECK(rules_of(jobs("clerk", {0, 0, 201})) == "limit:list.bad_limit");
    CHECK(published->at("watch").items().size() == 1);
    CHECK(rules_of(compute_rating_run(stage.gate, stage.as("clerk"), run, 2, Json::object())) == ":rating.not_draft");

    // What follows bars the next contract, and ends by itself.
    CHECK(rules_of(rated.barred("2023-03-20")) == "/agency:contract.agency_barred");
    CHECK(rules_of(rated.barred("2023-05-31")) == "/agency:contract.agency_barred");
    CHECK(rules_of(rated.barred("2023-06-01")) == "ok");
    CHECK(rules_of(rated.barred("2023-02-28")) == "ok");

    const auto evidence = rating_evidence(stage.gate, stage.as("agency"), "91530000MA6K00001X", 2022);
    REQUIRE(rules_of(evidence) == "ok");
    CHECK(domain::verify_evidence(*evidence)->empty());

    const auto there = contestable_ratings(stage.gate, stage.as("agency"), rating);
    REQUIRE(rules_of(there) == "ok");
    std::string target;
    for (const Json& one : there->at("items").items()) {
      if (one.text_at("target").starts_with("event:")) target = one.text_at("target");
    }
    CHECK(target == "event:" + event->text_at("id"));
    CHECK(rules_of(contest_rating(stage.gate, stage.as("agency"), rating, Json::object())) == "/rows:rating.no_rows");
    const auto objection = contest_rating(
        stage.gate, stage.as("agency"), rating,
        Json::object().set("rows", Json(Json::Array{Json::object().set("target", target).set("statement", "不属实")})));
    REQUIRE(rules_of(objection) == "ok");
    const Json decision = Json::object().set(
        "rows",
        Json(Json::Array{Json::object().set("target", target).set("outcome", "upheld").set("reason", "查无此事")}));
    CHECK(rules_of(decide_rating_objection(stage.gate, stage.as("clerk"), id_of(*objection), 1, decision)) ==
          ":access.role");
    const auto decided = decide_rating_objection(stage.gate, stage.as("leader"), id_of(*objection), 1, decision);
    REQUIRE(rules_of(decided) == "ok");
    CHECK(decided->text_at("outcome") == "upheld");
    CHECK(outdated_ratings(stage.gate, stage.as("clerk"))->at("items").items().size() == 1);

    CHECK(rules_of(draft_rating_run(stage.gate, stage.as("clerk"), rated.run_body())) ==
          "/reason:rating.reason_missing");
    const auto again = draft_rating_run(stage.gate, stage.as("clerk"), rated.run_body("异议成立"));
    REQUIRE(rules_of(again) == "ok");
    CHECK(again->at("ratings").items().size() == 1);  // nobody else's facts have changed
    REQUIRE(rules_of(publish_rating_run(stage.gate, stage.as("leader"), id_of(*again), 1)) == "ok");
    const auto mine = ratings_of_agency(stage.gate, stage.as("agency"), stage.world.agency);
    REQUIRE(mine->at("ratings").items().size() == 2);
    CHECK(mine->at("ratings").items()[0].text_at("score") == "83.00");
    CHECK(mine->at("ratings").items()[1].text_at("state") == "superseded");
    CHECK(rules_of(rated.barred("2023-03-20")) == "ok");  // lifted with the rating that caused it
    CHECK(outdated_ratings(stage.gate, stage.as("clerk"))->at("items").items().empty());
    CHECK(rules_of(contest_rating(stage.gate, stage.as("agency"), rating, Json::object())) == ":rating.not_standing");
    CHECK(stage.broken_laws() == "");
    // The back-test computes every published rating again, and finds one that somebody turned by hand.
    const auto back_test = [&] { return run_what_if(stage.gate, stage.as("leader"), *read_what_if(Json::object())); };
    const auto same = back_test();
    REQUIRE(rules_of(same) == "ok");
    CHECK(same->judged.at("rating") > 0);
    CHECK(same->changes.empty());
    CHECK(same->unjudged.empty());
    stage.sql("UPDATE rating SET score = score + 1 WHERE state = 'current'");
    REQUIRE(back_test()->changes.size() == 1);
    CHECK(back_test()->changes[0].after.score->text() == "83.00");
  });
}

TEST_CASE("a consequence ends by the clock or is lifted early, with a reason, by another person", "[rating]") {
  for_each_engine([](store::Database& database) {
    Rated rated(database);
    Stage& stage = rated.stage;
    const auto event = record_credit_event(stage.gate, stage.as("clerk"), rated.event_body());
    REQUIRE(rules_of(confirm_credit_event(stage.gate, stage.as("leader"), id_of(*event), 1)) == "ok");
    const auto draft = draft_rating_run(stage.gate, stage.as("clerk"), rated.run_body());
    REQUIRE(rules_of(publish_rating_run(stage.gate, stage.as("leader"), id_of(*draft), 1)) == "ok");
    const std::int64_t id = stage.count("SELECT id FROM consequence");
    CHECK(rules_of(lift_consequence(stage.gate, stage.as("clerk"), id, 1, Json::object())) == ":access.role");
    CHECK(rules_of(lift_consequence(stage.gate, stage.as("leader"), id, 1, Json::object())) ==
          "/reason:consequence.reason_missing");
    stage.clock.set("2023-05-31 01:00:00.000");
    CHECK(RatingClock::run(stage.gate, stage.clock.now())->front().second == 0);
    stage.clock.set("2023-06-01 01:00:00.000");
    CHECK(RatingClock::run(stage.gate, stage.clock.now())->front().second == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM consequence WHERE state = 'ended'") == 1);
    // Signed back into the time that was barred: still refused.
    CHECK(rules_of(rated.barred("2023-05-01")) == "/agency:contract.agency_barred");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what followed from a veto falls with it, at once and for every day", "[rating]") {
  for_each_engine([](store::Database& database) {
    Rated rated(database);
    Stage& stage = rated.stage;
    Json veto = rated.event_body(domain::shipped_policy("honghe-2022")->vetoes.front().code);
    veto.set("kind", "veto");
    const auto begin = [&] {
      const auto event = record_credit_event(stage.gate, stage.as("clerk"), veto);
      REQUIRE(rules_of(event) == "ok");
      stage.sql("UPDATE credit_event SET barred_months = 12 WHERE id = ?", {id_of(*event)});
      REQUIRE(rules_of(confirm_credit_event(stage.gate, stage.as("leader"), id_of(*event), 1)) == "ok");
      CHECK(rules_of(rated.barred("2023-03-20")) == "/agency:contract.agency_barred");
      return id_of(*event);
    };
    const std::int64_t first = begin();
    const Json reason = json(R"({"reason":"查无此事"})");
    REQUIRE(rules_of(withdraw_credit_event(stage.gate, stage.as("leader"), first, 2, reason)) == "ok");
    CHECK(rules_of(rated.barred("2023-03-20")) == "ok");
    // Withdrawn past the service, the clock finds it, and names nobody as who lifted it.
    const std::int64_t second = begin();
    stage.sql("UPDATE credit_event SET state = 'withdrawn', withdrawn_reason = '查无此事' WHERE id = ?", {second});
    REQUIRE(rules_of(RatingClock::run(stage.gate, stage.clock.now())) == "ok");
    CHECK(rules_of(rated.barred("2023-03-20")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM consequence WHERE state = 'lifted'") == 2);
    CHECK(stage.count("SELECT COUNT(*) FROM consequence WHERE lifted_by IS NULL") == 1);
    const auto mine = ratings_of_agency(stage.gate, stage.as("agency"), stage.world.agency);
    REQUIRE(mine->at("consequences").items().size() == 2);
    CHECK(mine->at("consequences").items()[0].at("causes").items().size() == 1);
    CHECK(stage.broken_laws() == "");
  });
}
