// The closing of months and corrections of the journal, on both engines.
#include "service/journal_parts.h"
#include "service/journal_proof.h"
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
