// Triggers, due days, the clock that a notice stops, retention and claim-back: figures worked out by hand from the
// calendars of the State Council's notices.
#include <catch2/catch.hpp>

#include "domain/deduction_notice.h"
#include "domain/due_day.h"
#include "domain/payment_due.h"
#include "domain/retention.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Date day(const char* text) {
  return *read_date(text, {});
}

std::string rules(const Outcome& outcome) {
  std::string out;
  for (const Problem& problem : outcome.problems())
    out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  return out.empty() ? "ok" : out;
}

std::string shown(const std::vector<Due>& dues) {
  std::string out;
  for (const Due& due : dues) {
    out += (out.empty() ? "" : " | ") + due.kind + " " + due.amount.text() + " " + due.since.text() + " " +
           due.due_on.text() + " " + due.state;
  }
  return out;
}

DueFacts contract() {
  DueFacts facts;
  facts.contract_state = "active";
  facts.signed_on = day("2022-03-01");
  facts.fee = Money::fen(100'000'00);
  facts.instalments = {{1, 1, "首付款", Money::fen(30'000'00), Money(), "signed", {}},
                       {2, 2, "尾款", Money::fen(70'000'00), Money(), "report_accepted", {}}};
  facts.acceptances = {{"PJ-1", day("2022-05-10"), day("2022-09-01"), false}, {"PJ-2", {}, {}, false}};
  return facts;
}

}  // namespace

TEST_CASE("a due day that falls on a holiday moves to the next working day", "[due]") {
  struct Row {
    const char *from, *due;
    int days = 30;
  };
  const Row rows[] = {{"2019-01-07", "2019-02-11"}, {"2019-09-02", "2019-10-08"},
                      {"2019-12-27", "2020-02-03"}, {"2020-09-01", "2020-10-09"},
                      {"2021-01-13", "2021-02-18"}, {"2021-01-08", "2021-02-07"},  // a Sunday that is worked
                      {"2021-09-01", "2021-10-08"}, {"2022-01-02", "2022-02-07"},
                      {"2022-09-01", "2022-10-08"}, {"2022-12-23", "2023-01-28"},
                      {"2023-08-30", "2023-10-07"}, {"2024-01-11", "2024-02-18"},
                      {"2024-09-01", "2024-10-08"}, {"2024-12-30", "2025-02-05"},
                      {"2025-09-01", "2025-10-09"}, {"2026-01-18", "2026-02-24"},
                      {"2026-09-01", "2026-10-08"}, {"2025-12-17", "2026-02-24", 60},
                      {"2023-01-31", "2023-03-02"}, {"2024-01-31", "2024-03-01"},
                      {"2024-01-30", "2024-02-29"}, {"2022-10-08", "2022-10-08", 0}};
  for (const Row& row : rows) {
    CAPTURE(row.from, row.days);
    const auto due = due_day(day(row.from), row.days, Calendar::shipped());
    CHECK(due.value == day(row.due));
    CHECK(due.years_without_notice.empty());
  }
  const auto late = due_day(day("2030-12-31"), 30, Calendar::shipped());
  CHECK(late.value == day("2031-01-30"));
  CHECK(late.years_without_notice == std::vector<int>{2031});
  CHECK(months_after(day("2024-02-29"), 12) == day("2025-02-28"));
  CHECK(months_after(day("2023-08-31"), 6) == day("2024-02-29"));
  CHECK(months_after(day("2022-12-15"), 1) == day("2023-01-15"));
}

TEST_CASE("an instalment is payable once its condition is evidenced", "[trigger]") {
  const DueFacts facts = contract();
  CHECK(*trigger_of("signed", {}, facts.signed_on, {}).since == facts.signed_on);
  CHECK_FALSE(trigger_of("date", {}, facts.signed_on, {}).since);
  const Trigger waiting = trigger_of("report_accepted", {}, facts.signed_on, facts.acceptances);
  CHECK_FALSE(waiting.since);
  CHECK(waiting.missing == std::vector<std::string>{"PJ-2"});
  auto cancelled = facts.acceptances;
  cancelled[1].cancelled = true;
  CHECK(*trigger_of("report_accepted", {}, facts.signed_on, cancelled).since == day("2022-09-01"));
  cancelled[1] = {"PJ-2", {}, day("2022-09-20"), false};
  CHECK(*trigger_of("report_accepted", {}, facts.signed_on, cancelled).since == day("2022-09-20"));
  CHECK_FALSE(trigger_of("report_accepted", {}, facts.signed_on, {}).since);

  PaymentFacts payments;
  payments.contract_state = "active";
  payments.contract_signed_on = facts.signed_on;
  payments.contract_fee = facts.fee;
  payments.instalments = facts.instalments;
  payments.acceptances = facts.acceptances;
  Payment payment;
  payment.instalment_id = 2;
  payment.amount = Money::fen(1);
  payment.paid_on = day("2022-10-08");
  const auto answer = [&] { return rules(register_payment(payments, payment, day("2022-10-08"))); };
  CHECK(answer() == "/instalment:payment.trigger_not_met");
  payments.acceptances[1].report_on = day("2022-10-09");
  CHECK(answer() == "/paid_on:payment.before_trigger");
  payments.acceptances[1].report_on = day("2022-10-08");
  CHECK(answer() == "ok");
  payments.acceptances[1].report_on.reset();
  payments.confirmed = balance_of(Money::fen(90'000'00), Money(), Money::fen(5'000'00));
  payment.amount = Money::fen(85'000'00);
  CHECK(answer() == "ok");  // the statement is what makes it payable
  payment.amount = Money::fen(85'000'01);
  CHECK(answer() == "/amount:payment.retained");
  payment.amount = Money::fen(90'000'01);
  CHECK(answer() == "/amount:payment.more_than_payable");
}

TEST_CASE("what is open, since when and until when", "[due]") {
  DueFacts facts = contract();
  const Calendar& calendar = Calendar::shipped();
  CHECK(shown(dues_of(facts, calendar, day("2022-03-20"))) == "instalment 30000.00 2022-03-01 2022-03-31 running");
  CHECK(shown(dues_of(facts, calendar, day("2022-03-25"))) == "instalment 30000.00 2022-03-01 2022-03-31 due_soon");
  CHECK(dues_of(facts, calendar, day("2022-04-03")).front().days_left == -3);
  facts.instalments[0].paid = facts.paid = Money::fen(30'000'00);
  CHECK(dues_of(facts, calendar, day("2022-04-03")).empty());
  facts.acceptances[1].report_on = day("2022-09-01");
  CHECK(shown(dues_of(facts, calendar, day("2022-09-02"))) == "instalment 70000.00 2022-09-01 2022-10-08 running");

  // A notice stood open from the 5th to the 15th: ten days more, and then a Monday.
  facts.stops = {{day("2022-09-05"), day("2022-09-15")}};
  Due due = dues_of(facts, calendar, day("2022-09-20")).front();
  CHECK(due.due_before_stop == day("2022-10-08"));
  CHECK(due.due_on == day("2022-10-11"));
  CHECK(due.stopped_days == 10);
  facts.stops = {{day("2022-09-05"), {}}};
  due = dues_of(facts, calendar, day("2022-09-25")).front();
  CHECK(due.state == "stopped");
  CHECK(due.stopped_days == 20);
  // Nobody has answered it yet, and its last day is over: the clock goes on from then.
  facts.stops = {{day("2022-09-05"), {}, day("2022-09-15")}};
  due = dues_of(facts, calendar, day("2022-09-15")).front();
  CHECK(due.state == "stopped");
  CHECK(due.stopped_days == 10);
  due = dues_of(facts, calendar, day("2022-09-25")).front();
  CHECK(due.state == "running");
  CHECK(due.stopped_days == 10);
  facts.stops = {{day("2022-08-20"), day("2022-08-30")}};  // before the clock ran
  CHECK(dues_of(facts, calendar, day("2022-09-25")).front().stopped_days == 0);
  facts.stops.clear();

  // 10 % deducted, 5 % held back: what was payable before stays due when it was.
  facts.confirmed = ConfirmedFacts{
      9, "HT-S1", day("2022-10-10"), balance_of(Money::fen(90'000'00), facts.paid, Money::fen(5'000'00)), {}};
  CHECK(shown(dues_of(facts, calendar, day("2022-10-11"))) == "instalment 55000.00 2022-09-01 2022-10-08 overdue");
  facts.acceptances[1].report_on.reset();
  CHECK(shown(dues_of(facts, calendar, day("2022-10-11"))) == "statement 55000.00 2022-10-10 2022-11-09 running");
  facts.confirmed->balance = balance_of(Money::fen(90'000'00), facts.paid);
  facts.confirmed->later = {{"retention", 4, "HT-S1", day("2023-10-10"), Money::fen(5'000'00)}};
  facts.paid = Money::fen(85'000'00);
  facts.confirmed->balance = balance_of(Money::fen(90'000'00), facts.paid);
  CHECK(shown(dues_of(facts, calendar, day("2023-10-11"))) == "retention 5000.00 2023-10-10 2023-11-09 running");

  // More was paid than is owed: the agency has to give it back, and no notice stops that clock.
  facts.confirmed->later = {{"adjustment", 5, "HT-S1 #1", day("2022-10-31"), Money::fen(-2'000'00)}};
  facts.confirmed->balance = balance_of(Money::fen(82'000'00), facts.paid);
  facts.stops = {{day("2022-10-12"), {}}};
  CHECK(shown(dues_of(facts, calendar, day("2022-11-20"))) ==
        "claim 1000.00 2022-10-10 2022-11-09 overdue | claim 2000.00 2022-10-31 2022-11-30 running");
  const auto claims = dues_of(facts, calendar, day("2022-11-20"));
  CHECK(claims[0].reference_stem + " " + std::to_string(claims[0].reference_id) == "statement 9");
  CHECK(claims[1].reference_stem + " " + std::to_string(claims[1].reference_id) == "adjustment 5");
}

TEST_CASE("what is held back, and what ends it", "[retention]") {
  BillingRule rule;
  rule.retention = Fraction(5, 100);
  CHECK(retained_of(rule, Money::fen(98'765'43), Money::fen(98'765'43)) == Money::fen(4'938'27));
  CHECK(retained_of(rule, Money::fen(100'10), Money::fen(100'10)) == Money::fen(5'01));  // 5.005
  CHECK(retained_of(rule, Money::fen(100'000'00), Money::fen(3'000'00)) == Money::fen(3'000'00));
  CHECK(retained_of(rule, Money::fen(100'000'00), Money()) == Money());
  CHECK(retained_of(BillingRule{}, Money::fen(100'000'00), Money::fen(100'000'00)) == Money());
  const Balance less = balance_of(Money::fen(90), Money::fen(88), Money::fen(5));
  CHECK(less.held == Money::fen(2));
  CHECK(less.payable == Money());
  CHECK_FALSE(less.even());

  Retention retention;
  retention.amount = Money::fen(500);
  retention.release_due_on = day("2023-10-10");
  const Date before = day("2023-10-09"), after = day("2023-10-10");
  CHECK(rules(request_release(retention, Money(), "", "验收单", after)) == "ok");
  CHECK(rules(request_release(retention, Money::fen(501), "", "", before)) ==
        "/evidence:retention.evidence_missing /kept:retention.kept_over_amount /reason:retention.early_without_reason");
  CHECK(rules(request_release(retention, Money::fen(1), "", "x", after)) == "/reason:retention.kept_without_reason");
  CHECK(rules(approve_release(retention, 8, after)) == ":retention.not_requested");
  retention.state = "requested";
  retention.drafted_by = 7;
  CHECK(rules(approve_release(retention, 7, after)) == ":access.four_eyes");
  CHECK(rules(approve_release(retention, 8, after)) == "ok");
  CHECK(rules(approve_release(retention, 8, before)) == "/reason:retention.early_without_reason");
  CHECK(rules(reject_release(retention, "")) == "/reason:retention.reject_reason_missing");
  retention.state = "released";
  CHECK(rules(request_release(retention, Money(), "", "x", after)) == ":retention.not_held");
}

TEST_CASE("a deduction notice is sent, answered, contested and decided in order", "[notice]") {
  const Date in_time = day("2022-10-11"), late = day("2022-10-12");
  BillingRule rule;
  Statement statement;
  statement.id = 3;
  statement.deduction = Money::fen(100);
  const Json figures = *parse_json(R"({"engagements":[{"deductions":[{},{}]}]})");
  CHECK(notice_standing(rule, statement, figures, {}, in_time) == NoticeStanding::not_needed);
  CHECK(rules(send_deduction_notice(rule, statement, true, figures, {})) == ":deduction_notice.not_asked_for");
  rule.notice_days = 5;
  CHECK(answer_day(rule, day("2022-09-29"), Calendar::shipped()).value == day("2022-10-11"));
  CHECK(rules(send_deduction_notice(rule, statement, false, figures, {})) == ":statement.stale_results");
  CHECK(rules(send_deduction_notice(rule, statement, true, figures, {})) == "ok");
  CHECK(notice_standing(rule, statement, figures, {}, in_time) == NoticeStanding::missing);
  DeductionNotice notice;
  notice.statement_id = 3;
  notice.document = write_json(figures);
  notice.answer_due_on = day("2022-10-11");
  notice.drafted_by = 7;
  CHECK(notice_standing(rule, statement, figures, notice, in_time) == NoticeStanding::open);
  CHECK(rules(send_deduction_notice(rule, statement, true, figures, notice)) == ":deduction_notice.still_open");
  // Without an answer in its days it stands in nobody's way, before the clock comes by too.
  CHECK(notice_standing(rule, statement, figures, notice, late) == NoticeStanding::answered);
  CHECK(notice_standing(rule, statement, Json::object(), notice, late) == NoticeStanding::outdated);
  CHECK(rules(answer_deduction_notice(notice, "accepted", {}, in_time)) == "ok");
  CHECK(rules(answer_deduction_notice(notice, "accepted", {}, late)) == ":deduction_notice.after_deadline");
  CHECK(rules(answer_deduction_notice(notice, "contested", {}, in_time)) == "/lines:deduction_notice.lines_missing");
  CHECK(rules(answer_deduction_notice(notice, "contested", {{3, "x"}, {1, ""}, {1, "y"}}, in_time)) ==
        "/lines/0/line:deduction_notice.no_such_line /lines/1/reason:deduction_notice.reason_missing "
        "/lines/2/line:deduction_notice.line_twice");
  CHECK(is_expired(notice, late));
  notice.state = "accepted";
  CHECK(notice_standing(rule, statement, figures, notice, in_time) == NoticeStanding::answered);
  CHECK(notice_standing(rule, statement, Json::object(), notice, in_time) == NoticeStanding::outdated);
  CHECK(rules(decide_deduction_notice(notice, 8, "kept", "x")) == ":deduction_notice.not_contested");
  notice.state = "contested";
  CHECK(rules(decide_deduction_notice(notice, 7, "kept", "x")) == ":access.four_eyes");
  CHECK(rules(decide_deduction_notice(notice, 8, "?", "")) ==
        "/decision:deduction_notice.bad_decision /reason:deduction_notice.decision_reason_missing");
  notice.state = "decided";
  notice.decision = "redraw";
  CHECK(notice_standing(rule, statement, figures, notice, in_time) == NoticeStanding::outdated);
  statement.state = "draft";
  CHECK(rules(confirm_statement(statement, 8, true, false, NoticeStanding::missing)) == ":statement.notice_missing");
  CHECK(rules(confirm_statement(statement, 8, true, true, NoticeStanding::open)) == ":statement.objection_open");
  CHECK(rules(confirm_statement(statement, 8, true, false, NoticeStanding::open)) == ":statement.notice_open");
  CHECK(rules(confirm_statement(statement, 8, true, false, NoticeStanding::outdated)) == ":statement.notice_outdated");
}

TEST_CASE("the section billing of a policy", "[policy]") {
  Json document = *shipped_policy_document("honghe-2022");
  const auto read = [&](const char* billing) {
    document.set("billing", *parse_json(billing));
    return read_policy(document);
  };
  const auto usual = shipped_policy("honghe-2022")->billing;
  CHECK((usual.payment_days == 30 && usual.notice_days == 0 && usual.retention == Fraction(0)));
  const auto good = read(R"({"payment_days":45,"notice":{"days":3,"day_kind":"calendar"},
                             "retention":{"part":"0.05","months":12}})");
  REQUIRE(good.ok());
  const BillingRule& rule = (*good)->billing;
  CHECK((rule.payment_days == 45 && rule.notice_days == 3 && !rule.notice_working_days));
  CHECK((rule.retention == Fraction(1, 20) && rule.retention_months == 12));
  const auto bad = read(R"({"payment_days":61,"notice":{"days":0},"retention":{"part":"0.3","months":12},"x":1})");
  REQUIRE_FALSE(bad.ok());
  std::string places;
  for (const Problem& problem : bad.problems()) places += problem.field + " ";
  CHECK(places == "/billing/x /billing/payment_days /billing/notice/days /billing/retention/part ");
}
