// A contract from its first payment to the release of what was held back, on both engines.
#include <catch2/catch.hpp>

#include "service/deduction_notice_service.h"
#include "service/money_timeline.h"
#include "service/payment_due_service.h"
#include "service/retention_service.h"
#include "support/engines.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;
using namespace zhiheng::service;

namespace {

void with_billing(Json& document) {
  document.set("billing", json(R"({"notice":{"days":5},"retention":{"part":"0.05","months":12}})"));
}

void accept_report(Stage& stage, const TestContract& contract, const char* on) {
  stage.sql("INSERT INTO file (sha256, size, media_type, created_at) VALUES (?, 4, 'application/pdf', ?)",
            {std::string(64, 'c'), stage.clock.now().utc()});
  stage.sql("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, 0, 'abcd')", {std::string(64, 'c')});
  stage.sql(
      "INSERT INTO deliverable (bureau_id, agency_id, engagement_id, kind, revision, file_name, sha256, received_at, "
      "state, accepted_on, created_at, updated_at) VALUES (?, ?, ?, 'report', 1, 'r.pdf', ?, ?, 'accepted', ?, ?, ?)",
      {stage.world.bureau, stage.world.agency, contract.engagements[0], std::string(64, 'c'), stage.clock.now().utc(),
       std::string(on), stage.clock.now().utc(), stage.clock.now().utc()});
}

Json answer(Stage& stage, const Json& notice, const std::string& body) {
  auto row = answer_deduction_notice(stage.gate, stage.as("agency"), id_of(notice), version_of(notice), json(body));
  if (!row) throw Defect("a notice is answered: " + rules_of(row));
  return std::move(*row);
}

}  // namespace

TEST_CASE("from the notice to the release of the retention", "[billing]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", with_billing);
    const TestContract contract = stage.contract("HT-B", {100'000'00});
    stage.sql("UPDATE instalment SET due_condition = 'report_accepted' WHERE id = ?", {contract.instalment});
    CHECK(rules_of(stage.pay(contract, "100.00", "V-0")) == "/instalment:payment.trigger_not_met");
    accept_report(stage, contract, "2022-09-30");
    (void)stage.scored(contract.engagements[0], "70.00", "70.00");  // under the line: 10 % are deducted

    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(rules_of(draft) == "ok");
    const auto confirm = [&] {
      const auto now = read_statement(stage.gate, stage.as("clerk"), id_of(*draft));
      return confirm_statement(stage.gate, stage.as("reviewer"), id_of(*now), version_of(*now));
    };
    CHECK(rules_of(confirm()) == ":statement.notice_missing");
    const auto sent = send_deduction_notice(stage.gate, stage.as("clerk"), id_of(*draft), version_of(*draft));
    REQUIRE(rules_of(sent) == "ok");
    CHECK(sent->text_at("answer_due_on") == "2022-10-13");  // the 9th, a Sunday, is worked
    CHECK(sent->at("document").text_at("deduction") == "10000.00");
    CHECK(rules_of(confirm()) == ":statement.notice_open");

    // The agency sees the notice, not the draft behind it.
    const auto seen = read_deduction_notice(stage.gate, stage.as("agency"), id_of(*sent));
    REQUIRE(rules_of(seen) == "ok");
    CHECK(seen->find("statement") == nullptr);
    CHECK(rules_of(read_statement(stage.gate, stage.as("agency"), id_of(*draft))) == ":access.absent");
    const Json contested = answer(stage, *sent, R"({"answer":"contested","lines":[{"line":1,"reason":"评分有误"}]})");
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE subject = 'deduction_notice' AND action = 'contest' AND "
                      "INSTR(detail, '评分有误') > 0") == 1);
    CHECK(rules_of(confirm()) == ":statement.notice_open");
    stage.clock.set("2022-10-12 01:00:00.000");
    const Json ruling = json(R"({"decision":"kept","reason":"评分依据充分"})");
    CHECK(rules_of(decide_deduction_notice(stage.gate, stage.as("clerk"), id_of(contested), version_of(contested),
                                           ruling)) == ":access.role");
    const auto decided =
        decide_deduction_notice(stage.gate, stage.as("reviewer"), id_of(contested), version_of(contested), ruling);
    REQUIRE(rules_of(decided) == "ok");
    CHECK(*decided->at("stopped_days").integer() == 4);

    auto dues = dues_of_contract(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(dues->at("items").items().size() == 1);
    CHECK(dues->at("items").items()[0].text_at("due_before_stop") == "2022-10-31");  // the 30th is a Sunday
    CHECK(dues->at("items").items()[0].text_at("due_on") == "2022-11-03");
    const auto confirmed = confirm();
    REQUIRE(rules_of(confirmed) == "ok");
    CHECK(confirmed->at("balance").text_at("payable") == "85000.00");
    CHECK(confirmed->at("balance").text_at("held") == "5000.00");
    CHECK(rules_of(stage.pay(contract, "85000.01", "V-1")) == "/amount:payment.retained");
    REQUIRE(rules_of(stage.pay(contract, "85000.00", "V-1")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM contract WHERE number = 'HT-B' AND state = 'settled'") == 0);

    const std::int64_t retention = *read_decimal(confirmed->text_at("retention"), 0, {});
    const auto held = read_retention(stage.gate, stage.as("agency"), retention);
    REQUIRE(rules_of(held) == "ok");
    CHECK(held->text_at("release_due_on") == "2023-09-30");
    const Json early = json(R"({"evidence":"验收单"})");
    CHECK(rules_of(request_release(stage.gate, stage.as("clerk"), retention, 1, early)) ==
          "/reason:retention.early_without_reason");
    stage.clock.set("2023-10-09 01:00:00.000");
    const auto asked = request_release(stage.gate, stage.as("clerk"), retention, 1,
                                       json(R"({"evidence":"验收单","kept":"1000.00","reason":"补充材料未交"})"));
    REQUIRE(rules_of(asked) == "ok");
    CHECK(rules_of(approve_release(stage.gate, stage.as("clerk"), retention, 2)) == ":access.role");
    const auto released = approve_release(stage.gate, stage.as("leader"), retention, 2);
    REQUIRE(rules_of(released) == "ok");
    dues = dues_of_contract(stage.gate, stage.as("agency"), contract.id);
    REQUIRE(dues->at("items").items().size() == 1);
    CHECK(dues->at("items").items()[0].text_at("kind") == "retention");
    CHECK(dues->at("items").items()[0].text_at("amount") == "4000.00");
    const auto paid = register_payment(stage.gate, stage.as("clerk"), contract.id,
                                       json(R"({"paid_on":"2023-10-09","amount":"4000.00","voucher_number":"V-2"})"));
    REQUIRE(rules_of(paid) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM contract WHERE number = 'HT-B' AND state = 'settled'") == 1);
    const auto timeline = money_timeline(stage.gate, stage.as("agency"), contract.id, Language::zh);
    REQUIRE(rules_of(timeline) == "ok");
    CHECK(timeline->text_at("owed") == "0.00");
    CHECK(timeline->at("items").items().size() == 12);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a notice expires, a redrawn draft needs a new one, a void statement holds nothing", "[billing]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", with_billing);
    const TestContract contract = stage.contract("HT-X", {100'000'00});
    stage.sql("UPDATE instalment SET due_condition = 'date', due_on = '2022-08-31' WHERE id = ?",
              {contract.instalment});
    (void)stage.scored(contract.engagements[0], "70.00", "70.00");
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    const auto sent = send_deduction_notice(stage.gate, stage.as("clerk"), id_of(*draft), version_of(*draft));
    REQUIRE(rules_of(sent) == "ok");
    stage.clock.set("2022-10-13 10:00:00.000");
    REQUIRE(rules_of(PaymentClock::run(stage.gate, stage.clock.now())) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM deduction_notice WHERE state = 'sent'") == 1);
    stage.clock.set("2022-10-14 01:00:00.000");
    const auto counts = PaymentClock::run(stage.gate, stage.clock.now());
    REQUIRE(rules_of(counts) == "ok");
    CHECK(counts->front().second == 1);
    CHECK(PaymentClock::run(stage.gate, stage.clock.now())->front().second == 0);
    CHECK(stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'deduction_notice_closed'") >= 1);

    // Nothing was paid within 30 days of the agreed date: bureau and agency are told.
    CHECK(stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'payment_overdue'") >= 2);
    const auto statement = read_statement(stage.gate, stage.as("clerk"), id_of(*draft));
    const auto confirmed =
        confirm_statement(stage.gate, stage.as("reviewer"), id_of(*statement), version_of(*statement));
    REQUIRE(rules_of(confirmed) == "ok");
    REQUIRE(rules_of(void_statement(stage.gate, stage.as("leader"), id_of(*confirmed), version_of(*confirmed),
                                    json(R"({"reason":"重新核算"})"))) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM retention WHERE state = 'dropped'") == 1);
    const auto again = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    CHECK(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*again), version_of(*again))) ==
          ":statement.notice_missing");
    // Its last day goes by and the clock does not: whoever confirms ends the notice on that day.
    const auto resent = send_deduction_notice(stage.gate, stage.as("clerk"), id_of(*again), version_of(*again));
    REQUIRE(rules_of(resent) == "ok");
    const auto confirm_on = [&](const std::string& day) {
      stage.clock.set(day + " 01:00:00.000");
      const auto now = read_statement(stage.gate, stage.as("clerk"), id_of(*again));
      CHECK(rules_of(may_confirm_statement(stage.gate, stage.as("reviewer"), id_of(*again))) ==
            (day == "2022-10-22" ? "ok" : ":statement.notice_open"));
      return rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*now), version_of(*now)));
    };
    CHECK(resent->text_at("answer_due_on") == "2022-10-21");
    CHECK(confirm_on("2022-10-21") == ":statement.notice_open");
    CHECK(confirm_on("2022-10-22") == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM deduction_notice WHERE state = 'expired' AND closed_on = '2022-10-21'") ==
          1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a notice of deductions that fell away ends with the statement", "[billing]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", with_billing);
    const TestContract contract = stage.contract("HT-0", {100'000'00});
    const std::int64_t engagement = contract.engagements[0];
    stage.sql("UPDATE engagement SET fixed_deduction_fen = 50000, fixed_deduction_reason = '人员不足' WHERE id = ?",
              {engagement});
    (void)stage.scored(engagement, "90.00", "90.00");
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(rules_of(send_deduction_notice(stage.gate, stage.as("clerk"), id_of(*draft), version_of(*draft))) == "ok");
    stage.sql("UPDATE engagement SET fixed_deduction_fen = 0, fixed_deduction_reason = '' WHERE id = ?", {engagement});
    REQUIRE(rules_of(recompute_result(stage.gate, stage.as("clerk"), engagement, json(R"({"reason":"已补足"})"))) ==
            "ok");
    const auto seen = read_statement(stage.gate, stage.as("clerk"), id_of(*draft));
    const auto again = redraw_statement(stage.gate, stage.as("clerk"), id_of(*seen), version_of(*seen));
    REQUIRE(rules_of(again) == "ok");
    REQUIRE(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*again), version_of(*again))) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM deduction_notice WHERE state = 'withdrawn' AND closed_on IS NOT NULL") ==
          1);
    CHECK(stage.broken_laws() == "");
  });
}
