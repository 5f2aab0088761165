// The closing of months and corrections of the journal, on both engines.
#include "service/journal_parts.h"
#include "service/journal_proof.h"
#include "service/journal_proof_view.h"
#include "service/journal_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("a closed month takes no later posting, a correction is a reversal and a new posting", "[journal]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    REQUIRE(rules_of(stage.pay(contract, "1000.00", "V-1")) == "ok");
    stage.sql("UPDATE payment SET countersigned_at = created_at");
    stage.clock.set("2022-11-05 01:00:00.000");
    const auto close = [&](const char* period) {
      return rules_of(
          close_journal_period(stage.gate, stage.as("leader"), Json::object().set("period", std::string(period))));
    };
    CHECK(close("2022-10") == "/period:journal.period_earlier_open");
    CHECK(close("2022-13") == "/period:journal.period_malformed");
    CHECK(rules_of(close_journal_period(stage.gate, stage.as("clerk"), json(R"({"period":"2022-03"})"))) != "ok");
    for (const char* period :
         {"2022-03", "2022-04", "2022-05", "2022-06", "2022-07", "2022-08", "2022-09", "2022-10"}) {
      CHECK(close(period) == "ok");
    }
    CHECK(close("2022-10") == "/period:journal.period_closed");
    CHECK(close("2022-11") == "/period:journal.period_not_over");
    // A payment of October that is booked in November keeps its day and stands on the first open one.
    REQUIRE(rules_of(stage.pay(contract, "500.00", "V-2")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM journal_transaction WHERE occurred_on = '2022-10-08' AND "
                      "posted_on = '2022-11-01' AND reference = 'V-2'") == 1);
    const std::int64_t wrong = stage.count("SELECT id FROM journal_transaction WHERE reference = 'V-2'");
    const auto drafted = draft_journal_correction(stage.gate, stage.as("clerk"), wrong,
                                                  json(R"({"occurred_on":"2022-11-03","reason":"记错日期"})"));
    REQUIRE(rules_of(drafted) == "ok");
    CHECK(rules_of(draft_journal_correction(stage.gate, stage.as("clerk"), wrong,
                                            json(R"({"occurred_on":"2022-10-03"})"))) ==
          ":journal.correction_exists /reason:journal.correction_reason_missing "
          "/occurred_on:journal.correction_closed");
    CHECK(rules_of(confirm_journal_correction(stage.gate, stage.as("clerk"), id_of(*drafted), 1)) != "ok");
    REQUIRE(rules_of(confirm_journal_correction(stage.gate, stage.as("reviewer"), id_of(*drafted), 1)) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM journal_transaction WHERE reference = 'V-2'") == 3);
    const auto journal = journal_of_contract(stage.gate, stage.as("clerk"), contract.id);
    CHECK(journal->at("proven").boolean());
    CHECK(journal->text_at("owed") == "-1500.00");
    CHECK(rules_of(JournalProof::run(stage.gate, stage.clock.now())) == "ok");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("who mends the journal is told once of what the nightly proof finds, by contract", "[journal]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract first = stage.contract("HT-1", {10'000'000});
    const TestContract second = stage.contract("HT-2", {5'000'000});
    REQUIRE(rules_of(stage.pay(first, "1000.00", "V-1")) == "ok");
    REQUIRE(rules_of(stage.pay(second, "700.00", "V-2")) == "ok");
    const auto prove = [&] { return rules_of(JournalProof::run(stage.gate, stage.clock.now())); };
    const auto told = [&](const std::string& more) {
      return stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'journal_difference'" + more);
    };
    CHECK(prove() == "ok");
    CHECK(told("") == 0);
    // Whoever edits the journal by hand breaks its sums and its chain.
    const auto tamper = [&](const std::string& voucher) {
      stage.sql(
          "UPDATE journal_entry SET amount_fen = amount_fen + 1 WHERE account = 'paid' AND transaction_id = "
          "(SELECT MIN(id) FROM journal_transaction WHERE reference = '" +
          voucher + "')");
    };
    tamper("V-1");
    CHECK(prove() == ":journal.proof_failed");
    const std::int64_t people = told("");
    CHECK(people >= 2);
    CHECK(told(" AND params LIKE '%HT-1%'") == people);
    for (const char* who : {"clerk", "leader"}) {
      CHECK(told(" AND account_id = " + std::to_string(stage.as(who).account_id)) == 1);
    }
    for (const char* who : {"agency", "other_clerk", "expert1"}) {
      CHECK(told(" AND account_id = " + std::to_string(stage.as(who).account_id)) == 0);
    }
    stage.clock.advance_minutes(1440);
    CHECK(prove() == ":journal.proof_failed");
    CHECK(told("") == people);  // the same finding is told once
    tamper("V-2");
    CHECK(prove() == ":journal.proof_failed");
    CHECK(told(" AND params LIKE '%HT-2%'") == people);
    CHECK(told(" AND params LIKE '%HT-1%'") == people);

    // The page that the notice leads to has every line, with what was wanted and what was found.
    const std::int64_t newest = stage.count("SELECT MAX(id) FROM journal_proof");
    const auto proof = read_journal_proof(stage.gate, stage.as("clerk"), newest, 0);
    REQUIRE(rules_of(proof) == "ok");
    std::string lines;
    for (const Json& item : proof->at("items").items()) {
      lines += item.text_at("subject") + " " + item.text_at("account") + "\n";
      CHECK(!item.text_at("contract").empty());
    }
    const std::string id = std::to_string(stage.count("SELECT id FROM payment WHERE voucher_number = 'V-1'"));
    for (const std::string& line :
         {"HT-1 payment:" + id + "\n", std::string("HT-2 payment:"), std::string(" digest\n")}) {
      CAPTURE(lines, line);
      CHECK(lines.find(line) != std::string::npos);
    }
    CHECK(proof->at("differences").integer() == static_cast<std::int64_t>(proof->at("items").items().size()));
    CHECK(rules_of(read_journal_proof(stage.gate, stage.as("other_clerk"), newest, 0)) == ":access.absent");
    CHECK(rules_of(read_journal_proof(stage.gate, stage.as("agency"), newest, 0)) != "ok");
    const auto balances = journal_balances(stage.gate, stage.as("clerk"), {});
    REQUIRE(rules_of(balances) == "ok");
    CHECK(balances->at("bureaus").items().size() == 1);
  });
}
