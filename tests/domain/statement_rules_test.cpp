#include "domain/statement_rules.h"

#include <catch2/catch.hpp>

#include "base/messages.h"
#include "domain/payment.h"
#include "domain/result.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

std::string answer(const Outcome& outcome) {
  std::string out;
  for (const Problem& problem : outcome.problems()) {
    out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  }
  return out.empty() ? "ok" : out;
}

Statement statement_in(const char* state) {
  Statement statement;
  statement.id = 1;
  statement.state = state;
  statement.fee = Money::fen(1000);
  statement.deduction = Money::fen(100);
  statement.drafted_by = 7;
  statement.case_document = R"({"contract":{"fee":"10.00"}})";
  statement.result_document = R"({"engagements":[{"grade":"良"}]})";
  return statement;
}

Adjustment correction(std::int64_t amount_fen, const char* corrects = "合同金额", const char* reason = "更正") {
  Adjustment adjustment;
  adjustment.statement_id = 1;
  adjustment.amount = Money::fen(amount_fen);
  adjustment.corrects = corrects;
  adjustment.reason = reason;
  adjustment.drafted_by = 7;
  return adjustment;
}

}  // namespace

TEST_CASE("the balance is never both payable and recoverable", "[statement]") {
  for (const std::int64_t net : {0, 1, 500, 900}) {
    for (const std::int64_t paid : {0, 1, 499, 900, 1000}) {
      const Balance balance = balance_of(Money::fen(net), Money::fen(paid));
      CHECK(balance.payable >= Money());
      CHECK(balance.recoverable >= Money());
      CHECK((balance.payable == Money() || balance.recoverable == Money()));
      CHECK(balance.payable - balance.recoverable == Money::fen(net - paid));
      CHECK(balance.even() == (net == paid));
    }
  }
  Adjustment confirmed = correction(-50);
  confirmed.state = "confirmed";
  CHECK(net_of(statement_in("confirmed"), {confirmed, correction(-500)}) == Money::fen(850));
}

TEST_CASE("a statement is drawn when every result stands", "[statement]") {
  CHECK(answer(draft_statement({})) == "ok");
  CHECK(answer(draft_statement({"draft", {"A"}, false, {}})) == ":statement.draft_exists");
  CHECK(answer(draft_statement({"settled", {"A"}, false, {}})) == ":statement.exists");
  CHECK(answer(draft_statement({"confirmed", {}, false, {}})) == ":statement.exists");
  CHECK(answer(draft_statement({"", {"A", "B"}, true, {"C"}})) ==
        "/engagements:statement.results_missing /engagements:statement.results_outdated "
        "/engagements:statement.policies_differ");
  CHECK(answer(redraw_statement(statement_in("draft"), {"draft", {}, false, {}})) == "ok");
  CHECK(answer(redraw_statement(statement_in("confirmed"), {})) == ":statement.not_draft");
}

TEST_CASE("confirming, voiding and correcting, in the order of the guards", "[statement]") {
  CHECK(answer(confirm_statement(statement_in("draft"), 8, true)) == "ok");
  CHECK(answer(confirm_statement(statement_in("draft"), 7, true)) == ":statement.four_eyes");
  CHECK(answer(confirm_statement(statement_in("draft"), 8, false)) == ":statement.stale_results");
  CHECK(answer(confirm_statement(statement_in("confirmed"), 7, false)) == ":statement.not_draft");
  CHECK(answer(void_statement(statement_in("draft"), 0, "错")) == "ok");
  CHECK(answer(void_statement(statement_in("confirmed"), 0, "错")) == "ok");
  CHECK(answer(void_statement(statement_in("confirmed"), 0, "")) == "/reason:statement.void_reason_missing");
  CHECK(answer(void_statement(statement_in("confirmed"), 1, "")) == ":statement.paid_under");
  CHECK(answer(void_statement(statement_in("settled"), 1, "")) == ":statement.not_voidable");
  // States are said in words, not in the program's codes.
  CHECK(say(void_statement(statement_in("settled"), 1, "").problems()[0], Language::zh) ==
        "结算单不能作废（当前：已结算）");
  CHECK(answer(void_statement(statement_in("voided"), 0, "错")) == ":statement.not_voidable");

  const Statement confirmed = statement_in("confirmed");
  CHECK(answer(draft_adjustment(confirmed, {}, correction(-900))) == "ok");
  CHECK(answer(draft_adjustment(confirmed, {}, correction(-901))) == "/amount:adjustment.below_nought");
  CHECK(answer(draft_adjustment(confirmed, {}, correction(1, "/result/engagements/0/grade"))) == "ok");
  CHECK(answer(draft_adjustment(confirmed, {}, correction(1, "/case/contract/fee"))) == "ok");
  CHECK(answer(draft_adjustment(confirmed, {}, correction(1, "/result/engagements/1/grade"))) ==
        "/corrects:adjustment.no_such_figure");
  CHECK(answer(draft_adjustment(confirmed, {}, correction(0, "", ""))) ==
        "/amount:adjustment.amount_missing /corrects:adjustment.corrects_missing /reason:adjustment.reason_missing");
  CHECK(answer(draft_adjustment(statement_in("draft"), {}, correction(0))) == ":statement.not_confirmed");
  CHECK(answer(confirm_adjustment(confirmed, {}, correction(-10), 8)) == "ok");
  CHECK(answer(confirm_adjustment(confirmed, {}, correction(-10), 7)) == ":adjustment.four_eyes");
  CHECK(answer(confirm_adjustment(confirmed, {}, correction(-901), 8)) == "/amount:adjustment.below_nought");
  CHECK(answer(confirm_adjustment(statement_in("voided"), {}, correction(-10), 8)) == ":statement.not_confirmed");
  Adjustment done = correction(-10);
  done.state = "confirmed";
  CHECK(answer(confirm_adjustment(confirmed, {}, done, 8)) == ":adjustment.not_draft");
  CHECK(answer(void_adjustment(done)) == ":adjustment.not_draft");
  CHECK(answer(void_adjustment(correction(1))) == "ok");
}

TEST_CASE("payments stay within what can be paid, refunds within what is to be recovered", "[payment]") {
  const Date today = Date::of(2022, 10, 8);
  PaymentFacts open;
  open.contract_state = "active";
  open.contract_signed_on = Date::of(2022, 3, 1);
  open.contract_fee = Money::fen(1000);
  open.paid = Money::fen(300);
  open.instalments = {{1, 1, "首付", Money::fen(300), Money::fen(300)}, {2, 2, "尾款", Money::fen(700), Money()}};
  PaymentFacts payable = open;
  payable.confirmed = balance_of(Money::fen(900), Money::fen(300));
  PaymentFacts recoverable = open;
  recoverable.confirmed = balance_of(Money::fen(200), Money::fen(300));
  PaymentFacts ended = open;
  ended.contract_state = "terminated";
  PaymentFacts taken = open;
  taken.voucher_taken = true;
  struct Row {
    const PaymentFacts& facts;
    const char *kind, *paid_on;
    std::int64_t instalment_id, amount_fen;
    const char* expected;
  };
  const std::vector<Row> rows{
      {open, "payment", "2022-10-08", 2, 700, "ok"},
      {open, "payment", "2022-10-08", 2, 701, "/amount:payment.more_than_payable"},
      {open, "payment", "2022-10-08", 1, 1, "/amount:payment.more_than_payable"},
      {open, "payment", "2022-10-08", 0, 1, "/instalment:payment.instalment_missing"},
      {open, "payment", "2022-10-08", 9, 1, "/instalment:payment.no_such_instalment"},
      {open, "payment", "2022-10-09", 2, 1, "/paid_on:payment.in_the_future"},
      {open, "payment", "2022-02-28", 2, 1, "/paid_on:payment.before_contract"},
      {open, "payment", "2022-10-08", 2, 0, "/amount:payment.amount_missing"},
      {open, "gift", "2022-10-08", 2, 1, "/kind:payment.bad_kind"},
      {open, "refund", "2022-10-08", 0, 1, "/kind:payment.nothing_recoverable"},
      {payable, "payment", "2022-10-08", 0, 600, "ok"},
      {payable, "payment", "2022-10-08", 0, 601, "/amount:payment.more_than_payable"},
      {payable, "refund", "2022-10-08", 0, 1, "/kind:payment.nothing_recoverable"},
      {recoverable, "refund", "2022-10-08", 0, 100, "ok"},
      {recoverable, "refund", "2022-10-08", 0, 101, "/amount:payment.more_than_recoverable"},
      {recoverable, "payment", "2022-10-08", 0, 1, "/amount:payment.more_than_payable"},
      {ended, "payment", "2022-10-08", 2, 1, "/contract:payment.contract_terminated"},
      {taken, "payment", "2022-10-09", 2, 1, "/voucher_number:payment.voucher_taken /paid_on:payment.in_the_future"},
  };
  for (const Row& row : rows) {
    Payment payment;
    payment.kind = row.kind;
    payment.paid_on = *read_date(row.paid_on, "");
    payment.instalment_id = row.instalment_id;
    payment.amount = Money::fen(row.amount_fen);
    INFO(row.kind << " " << row.amount_fen);
    CHECK(answer(register_payment(row.facts, payment, today)) == row.expected);
  }
  Payment paid, back;
  paid.amount = Money::fen(500);
  back.amount = Money::fen(20);
  back.kind = "refund";
  CHECK(paid_by({paid, back}) == Money::fen(480));
}

TEST_CASE("results are computed anew only when nothing confirmed stands on them", "[result]") {
  CHECK(answer(recompute_result("closed", true, "", "")) == "ok");
  CHECK(answer(recompute_result("closed", false, "draft", "更正")) == "ok");
  CHECK(answer(recompute_result("closed", false, "", "")) == "/reason:result.reason_missing");
  CHECK(answer(recompute_result("", false, "", "")) == ":result.no_panel");
  CHECK(answer(recompute_result("open", false, "confirmed", "")) == ":result.panel_open");
  CHECK(answer(recompute_result("closed", false, "confirmed", "更正")) == ":result.statement_confirmed");
  CHECK(answer(recompute_result("closed", false, "settled", "更正")) == ":result.statement_confirmed");
}

TEST_CASE("scores given directly and conduct are checked against the policy", "[result]") {
  const Policy& policy = *shipped_policy("tiers-4");
  const Date today = Date::of(2022, 10, 8);
  CHECK(answer(give_component_score(policy, {"plan"}, "duty", full_score, "")) == "ok");
  CHECK(answer(give_component_score(policy, {"plan"}, "plan", full_score, "")) ==
        "/component:component_score.from_sheets");
  CHECK(answer(give_component_score(policy, {}, "none", full_score, "")) ==
        "/component:component_score.unknown_component");
  CHECK(answer(give_component_score(policy, {}, "duty", Score::hundredths(9999), "")) ==
        "/reason:component_score.reason_missing");
  Conduct veto;
  veto.kind = "veto";
  veto.code = "leak";
  veto.happened_on = today;
  veto.evidence = "来函";
  CHECK(answer(record_conduct(policy, {}, veto, today)) == "ok");
  CHECK(answer(record_conduct(policy, {veto}, veto, today)) == "/code:conduct.veto_twice");
  Conduct withdrawn = veto;
  withdrawn.state = "withdrawn";
  CHECK(answer(record_conduct(policy, {withdrawn}, veto, today)) == "ok");
  Conduct wrong = veto;
  wrong.evidence = "";
  wrong.happened_on = today + 1;
  wrong.count = 2;
  CHECK(answer(record_conduct(policy, {}, wrong, today)) ==
        "/evidence:conduct.evidence_missing /happened_on:conduct.in_the_future /count:conduct.count_out_of_range");
  wrong = veto;
  wrong.kind = "event";
  CHECK(answer(record_conduct(policy, {}, wrong, today)) == "/code:conduct.unknown_code");
  wrong.kind = "other";
  CHECK(answer(record_conduct(policy, {}, wrong, today)) == "/kind:conduct.bad_kind");
  CHECK(answer(withdraw_conduct(veto, "查无实据")) == "ok");
  CHECK(answer(withdraw_conduct(veto, "")) == "/reason:conduct.reason_missing");
  CHECK(answer(withdraw_conduct(withdrawn, "x")) == ":conduct.already_withdrawn");
}
