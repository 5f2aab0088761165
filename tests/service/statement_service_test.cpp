// The whole chain on both engines: contract, panel, sheets, result, statement, payment, settled.
#include "service/statement_service.h"

#include <catch2/catch.hpp>
#include <thread>

#include "domain/evidence.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("a contract goes from sheets to a settled fee", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-2022-017", {10'000'000});
    const Json closed = stage.scored(contract.engagements[0], "82.50", "76");
    CHECK(closed.at("panel").text_at("state") == "closed");
    CHECK(closed.at("result").text_at("final_score") == "78.60");
    CHECK(closed.at("result").text_at("grade") == "中");
    CHECK(closed.at("result").text_at("deduction") == "10000.00");
    REQUIRE(rules_of(stage.pay(contract, "30000", "V-1")) == "ok");

    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->text_at("number") == "HT-2022-017-S1");
    CHECK(draft->text_at("payable") == "60000.00");
    CHECK(draft->text_at("payable_in_words") == "人民币陆万元整");
    CHECK(rules_of(draft_statement(stage.gate, stage.as("clerk"), contract.id)) == ":statement.draft_exists");
    CHECK(rules_of(confirm_statement(stage.gate, stage.as("clerk"), id_of(*draft), 1)) == ":access.role");
    CHECK(rules_of(read_statement(stage.gate, stage.as("agency"), id_of(*draft))) == ":access.absent");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(confirm_statement(stage.gate, both, id_of(*draft), 1)) == ":access.four_eyes");
    domain::Actor machine;
    machine.operator_of_machine = true;
    CHECK(rules_of(confirm_statement(stage.gate, machine, id_of(*draft), 1)) == ":access.role");
    CHECK(rules_of(redraw_statement(stage.gate, machine, id_of(*draft), 1)) == ":statement.drafter_unnamed");

    const auto confirmed = confirm_statement(stage.gate, stage.as("reviewer"), id_of(*draft), 1);
    REQUIRE(rules_of(confirmed) == "ok");
    CHECK(confirmed->text_at("state") == "confirmed");
    CHECK(rules_of(read_statement(stage.gate, stage.as("agency"), id_of(*draft))) == "ok");
    CHECK(rules_of(confirm_statement(stage.gate, stage.as("leader"), id_of(*draft), 1)) == ":record.stale");
    CHECK(rules_of(stage.pay(contract, "60000.01", "V-2")) == "/amount:payment.more_than_payable");
    CHECK(rules_of(stage.pay(contract, "60000", "V-1")) == "/voucher_number:payment.voucher_taken");
    REQUIRE(rules_of(stage.pay(contract, "60000", "V-2")) == "ok");

    const auto settled = read_statement(stage.gate, stage.as("clerk"), id_of(*draft));
    CHECK(settled->text_at("state") == "settled");
    CHECK(settled->at("balance").text_at("payable") == "0.00");
    CHECK(stage.count("SELECT COUNT(*) FROM contract WHERE state = 'settled'") == 1);
    CHECK(rules_of(void_statement(stage.gate, stage.as("leader"), id_of(*draft), version_of(*settled),
                                  json(R"({"reason":"错"})"))) == ":statement.not_voidable");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("the evidence of a statement is verified without the database, and every change is found", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {6'000'000, 4'000'000});
    stage.scored(contract.engagements[0], "79.99", "80");
    stage.scored(contract.engagements[1], "80", "80");
    CHECK(rules_of(statement_evidence(stage.gate, stage.as("clerk"), "HT-1")) == ":statement.not_confirmed");
    stage.confirmed(contract.id);
    CHECK(rules_of(statement_evidence(stage.gate, stage.as("clerk"), "HT-9")) == ":statement.contract_absent");
    CHECK(rules_of(statement_evidence(stage.gate, stage.as("other_clerk"), "HT-1")) == ":statement.contract_absent");
    const auto evidence = statement_evidence(stage.gate, stage.as("agency"), "HT-1");
    REQUIRE(rules_of(evidence) == "ok");
    CHECK(evidence->at("case").at("policy").is_object());
    CHECK(evidence->at("subject").text_at("agency") == "云岭会计师事务所");
    CHECK(evidence->at("subject").text_at("confirmed_by") == "reviewer");
    const auto differences = domain::verify_evidence(*evidence);
    REQUIRE(differences.ok());
    CHECK(differences->empty());
    for (const char* changed : {"/subject/agency", "/result/engagements/0/final_score", "/case/engagements/1/fee"}) {
      Json copy = *evidence;
      const_cast<Json&>(*resolve_pointer(copy, changed)) = Json("81.00");
      const auto found = domain::verify_evidence(copy);
      REQUIRE(found.ok());
      const bool named = std::any_of(found->begin(), found->end(),
                                     [&](const domain::Difference& one) { return one.pointer == changed; });
      CHECK(named);
    }
    // 79.99 x 0.4 + 80 x 0.6 = 79.996 prints as 80.00, and the printed score is compared: the whole fee.
    CHECK(evidence->at("result").at("statement").text_at("deduction") == "0.00");
    CHECK(resolve_pointer(evidence->at("result"), "/engagements/0/final_score_exact")->string() == "19999/250");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what does not fit is refused before a statement is drawn", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {5'000'000, 5'000'000});
    const auto draft = [&] { return draft_statement(stage.gate, stage.as("clerk"), contract.id); };
    stage.scored(contract.engagements[0], "90", "90");
    const auto missing = draft();
    REQUIRE(rules_of(missing) == "/engagements:statement.results_missing");
    CHECK(missing.problems()[0].params == Params{{"engagements", "PJ-2"}});
    stage.scored(contract.engagements[1], "90", "90");

    const auto veto =
        record_conduct(stage.gate, stage.as("clerk"), contract.engagements[1],
                       json(R"({"kind":"veto","code":"leak","happened_on":"2022-09-01","evidence":"来函"})"));
    REQUIRE(rules_of(veto) == "ok");
    CHECK(rules_of(draft()) == "/engagements:statement.results_outdated");
    CHECK(rules_of(recompute_result(stage.gate, stage.as("clerk"), contract.engagements[1], json("{}"))) ==
          "/reason:result.reason_missing");
    const auto again =
        recompute_result(stage.gate, stage.as("clerk"), contract.engagements[1], json(R"({"reason":"一票否决"})"));
    REQUIRE(rules_of(again) == "ok");
    CHECK(again->text_at("grade") == "差");
    CHECK(again->text_at("deduction") == "50000.00");
    CHECK(again->at("sequence").integer() == 2);
    const auto all = results_of_engagement(stage.gate, stage.as("clerk"), contract.engagements[1]);
    CHECK(all->at("items").items().size() == 2);
    CHECK(all->at("items").items()[1].text_at("state") == "superseded");
    CHECK(all->at("items").items()[1].text_at("grade") == "优");

    const auto drawn = draft();
    REQUIRE(rules_of(drawn) == "ok");
    CHECK(drawn->text_at("payable") == "50000.00");
    // A payment between draft and confirmation makes the draft stale until it is drawn anew.
    REQUIRE(rules_of(stage.pay(contract, "50000.00", "V-1")) == "ok");
    CHECK(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*drawn), 1)) ==
          ":statement.stale_results");
    const auto redrawn = redraw_statement(stage.gate, stage.as("clerk"), id_of(*drawn), 1);
    REQUIRE(rules_of(redrawn) == "ok");
    CHECK(redrawn->text_at("payable") == "0.00");
    CHECK(rules_of(redraw_statement(stage.gate, stage.as("clerk"), id_of(*drawn), 1)) == ":record.stale");
    const auto confirmed = confirm_statement(stage.gate, stage.as("reviewer"), id_of(*drawn), 2);
    REQUIRE(rules_of(confirmed) == "ok");
    CHECK(confirmed->text_at("state") == "settled");
    CHECK(rules_of(recompute_result(stage.gate, stage.as("clerk"), contract.engagements[0],
                                    json(R"({"reason":"再算"})"))) == ":result.statement_confirmed");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a last instalment that was too small leaves something to recover", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    REQUIRE(rules_of(stage.pay(contract, "95000", "V-1")) == "ok");
    CHECK(rules_of(stage.pay(contract, "5000.01", "V-2")) == "/amount:payment.more_than_payable");
    CHECK(rules_of(stage.pay(contract, "1", "V-2", "refund")) == "/kind:payment.nothing_recoverable");
    stage.scored(contract.engagements[0], "70", "70");
    const Json statement = stage.confirmed(contract.id);
    CHECK(statement.text_at("recoverable") == "5000.00");
    CHECK(statement.text_at("payable") == "0.00");
    CHECK(rules_of(stage.pay(contract, "5000.01", "V-2", "refund")) == "/amount:payment.more_than_recoverable");
    CHECK(rules_of(stage.pay(contract, "1", "V-2")) == "/amount:payment.more_than_payable");
    REQUIRE(rules_of(stage.pay(contract, "5000", "V-2", "refund")) == "ok");
    CHECK(read_statement(stage.gate, stage.as("clerk"), id_of(statement))->text_at("state") == "settled");
    const auto account = payments_of_contract(stage.gate, stage.as("clerk"), contract.id);
    CHECK(account->text_at("paid") == "90000.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a confirmed statement is corrected only by an adjustment of two people", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "85", "85");
    const Json statement = stage.confirmed(contract.id);
    REQUIRE(rules_of(stage.pay(contract, "100000", "V-1")) == "ok");
    const std::int64_t id = id_of(statement);
    const auto draft = [&](const std::string& amount, const std::string& corrects, const std::string& reason) {
      return draft_adjustment(
          stage.gate, stage.as("clerk"), id,
          json(R"({"amount":")" + amount + R"(","corrects":")" + corrects + R"(","reason":")" + reason + R"("})"));
    };
    CHECK(rules_of(draft("0", "/result/engagements/9/grade", "")) ==
          "/amount:adjustment.amount_missing /corrects:adjustment.no_such_figure /reason:adjustment.reason_missing");
    CHECK(rules_of(draft("-100000.01", "多付", "错")) == "/amount:adjustment.below_nought");
    const auto drawn = draft("-1200.50", "/result/engagements/0/final_score", "漏记迟交");
    REQUIRE(rules_of(drawn) == "ok");
    CHECK(rules_of(confirm_adjustment(stage.gate, stage.as("clerk"), id_of(*drawn), 1)) == ":access.role");
    const auto after = confirm_adjustment(stage.gate, stage.as("leader"), id_of(*drawn), 1);
    REQUIRE(rules_of(after) == "ok");
    CHECK(after->text_at("state") == "confirmed");
    CHECK(after->text_at("payable") == "100000.00");  // the statement itself is not touched
    CHECK(after->at("balance").text_at("recoverable") == "1200.50");
    CHECK(stage.count("SELECT COUNT(*) FROM contract WHERE state = 'active'") == 1);
    REQUIRE(rules_of(stage.pay(contract, "1200.50", "V-2", "refund")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM statement WHERE state = 'settled'") == 1);
    const auto evidence = statement_evidence(stage.gate, stage.as("clerk"), "HT-1");
    REQUIRE(rules_of(evidence) == "ok");
    CHECK(evidence->at("result").at("statement").text_at("adjustment") == "-1200.50");
    CHECK(domain::verify_evidence(*evidence)->empty());
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a leader voids a confirmed statement as long as nothing was paid under it", "[statement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "85", "85");
    const Json first = stage.confirmed(contract.id);
    const auto cancel = [&](const std::string& login, const Json& row, const std::string& reason) {
      return void_statement(stage.gate, stage.as(login), id_of(row), version_of(row),
                            json(R"({"reason":")" + reason + R"("})"));
    };
    CHECK(rules_of(cancel("reviewer", first, "错")) == ":access.role");
    CHECK(rules_of(cancel("leader", first, "")) == "/reason:statement.void_reason_missing");
    const auto voided = cancel("leader", first, "合同号有误");
    REQUIRE(rules_of(voided) == "ok");
    CHECK(voided->text_at("state") == "voided");
    const Json second = stage.confirmed(contract.id);
    CHECK(second.text_at("number") == "HT-1-S2");
    REQUIRE(rules_of(stage.pay(contract, "40000", "V-1")) == "ok");
    CHECK(rules_of(cancel("leader", second, "错")) == ":statement.paid_under");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("two who confirm at once: one does, the other is told", "[statement][concurrent]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "85", "85");
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    std::vector<std::string> answers(2);
    std::vector<std::thread> people;
    for (int i = 0; i < 2; ++i) {
      people.emplace_back([&, i] {
        answers[static_cast<std::size_t>(i)] =
            rules_of(confirm_statement(stage.gate, stage.as(i == 0 ? "reviewer" : "leader"), id_of(*draft), 1));
      });
    }
    for (std::thread& person : people) person.join();
    std::sort(answers.begin(), answers.end());
    CHECK(answers == std::vector<std::string>{":record.stale", "ok"});
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'confirm'") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("payments at the same moment never exceed what is payable", "[payment][concurrent]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "85", "85");
    stage.confirmed(contract.id);
    std::vector<std::thread> people;
    for (int i = 0; i < 4; ++i) {
      people.emplace_back([&, i] { (void)stage.pay(contract, "40000", "V-" + std::to_string(i)); });
    }
    for (std::thread& person : people) person.join();
    CHECK(stage.count("SELECT COUNT(*) FROM payment") <= 2);
    CHECK(stage.count("SELECT COUNT(*) FROM payment") >= 1);
    CHECK(stage.broken_laws() == "");
  });
}
