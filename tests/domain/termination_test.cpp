#include "domain/termination.h"

#include <catch2/catch.hpp>

#include "base/messages.h"
#include "domain/case.h"
#include "domain/commission_type.h"
#include "domain/contract.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

std::string rules_of(const Problems& problems) {
  std::string out;
  for (const Problem& one : problems) out += (out.empty() ? "" : " ") + one.field + ":" + one.rule;
  return out.empty() ? "ok" : out;
}

Record terms(const char* type, std::int64_t fee_fen, std::int64_t bond_fen = 0, const char* bond_form = "none") {
  Record contract;
  contract.set("commission_type", std::string(type));
  contract.set("fee", fee_fen);
  contract.set("bond", bond_fen);
  contract.set("bond_form", std::string(bond_form));
  contract.set("procurement_method", std::string("inquiry"));
  return contract;
}

ProcurementLimit limits() {
  ProcurementLimit limit;
  limit.decentralised = Money::fen(50'000'00);
  limit.open_tender = Money::fen(400'000'00);
  limit.below = "自行采购, inquiry";
  limit.between = "competitive consultation、询价";
  limit.above = "公开招标";
  return limit;
}

}  // namespace

TEST_CASE("what a contract's end refuses", "[termination]") {
  TerminationFacts facts;
  facts.signed_on = Date::of(2022, 3, 1);
  facts.today = Date::of(2022, 10, 8);
  facts.engagements = {{1, "A", Money::fen(600), false}, {2, "B", Money::fen(400), true}};
  const Date day = Date::of(2022, 10, 1);
  struct Case {
    std::vector<SettledFee> settled;
    Date on;
    std::string expected;
  };
  const std::vector<Case> cases{
      {{{"A", Money(), "未开展"}}, day, "ok"},
      {{}, day, "ok"},
      {{{"A", Money::fen(601), "x"}}, day, "/engagements/0/fee:termination.fee_over_agreed"},
      {{{"A", Money::fen(1), ""}}, day, "/engagements/0/reason:termination.fee_without_reason"},
      {{{"B", Money(), "x"}}, day, "/engagements/0/fee:termination.result_stands"},
      {{{"C", Money(), "x"}}, day, "/engagements/0/code:termination.no_such_engagement"},
      {{{"A", Money(), "x"}, {"A", Money(), "x"}}, day, "/engagements/1/code:termination.engagement_twice"},
      {{}, Date::of(2022, 2, 28), "/terminated_on:termination.before_signing"},
      {{}, Date::of(2022, 10, 9), "/terminated_on:termination.in_future"},
  };
  for (const Case& each : cases) CHECK(rules_of(check_termination(each.on, each.settled, facts)) == each.expected);
  facts.statement_stands = true;
  CHECK(rules_of(check_termination(day, {}, facts)) == ":termination.statement_stands");
  facts.draft_stands = true;
  CHECK(rules_of(check_termination(day, {}, facts)) == ":termination.draft_exists");
  facts.contract_state = "terminated";
  CHECK(rules_of(check_termination(day, {}, facts)) == ":contract.not_active");
}

TEST_CASE("instalments are cut from the end, what was paid last of all", "[termination]") {
  const auto cut = [](std::vector<std::pair<int, int>> rows, int fee) {
    std::vector<InstalmentState> before;
    for (const auto& [amount, paid] : rows) before.push_back({0, Money::fen(amount), Money::fen(paid)});
    std::string out;
    for (const InstalmentState& one : cut_instalments(before, Money::fen(fee))) {
      out += (out.empty() ? "" : " ") + std::to_string(one.amount.fen());
    }
    return out;
  };
  CHECK(cut({{30, 30}, {40, 0}, {30, 0}}, 100) == "30 40 30");
  CHECK(cut({{30, 30}, {40, 0}, {30, 0}}, 60) == "30 30 0");
  CHECK(cut({{30, 30}, {40, 25}, {30, 0}}, 50) == "30 20 0");
  CHECK(cut({{30, 30}, {40, 0}, {30, 0}}, 10) == "10 0 0");
  CHECK(cut({{30, 0}, {40, 40}, {30, 30}}, 0) == "0 0 0");
}

TEST_CASE("a contract all of whose work was cancelled owes nothing and takes back what was paid", "[termination]") {
  const auto document = parse_json(
      R"({"policy":"honghe-2022","contract":{"number":"H","fee":"0.00","paid":"300.00","terminated":true},"engagements":[]})");
  const auto input = read_case(*document);
  REQUIRE(input.ok());
  CHECK(evaluate(*input)->statement.recoverable == Money::fen(300'00));
  const auto again = read_case(case_to_json(*input));
  REQUIRE(again.ok());
  CHECK(again->terminated);
  const auto without = parse_json(R"({"policy":"honghe-2022","contract":{"fee":"0.00"},"engagements":[]})");
  CHECK(read_case(*without).problems().front().rule == "engagements.empty");
}

TEST_CASE("what may be commissioned, procured and secured", "[contract]") {
  const auto judged = [](const ContractForm& form, const ContractFacts& facts) {
    Problems problems;
    check_terms(form, facts, problems);
    return rules_of(problems);
  };
  ContractForm form;
  form.engagements.emplace_back();
  form.contract = terms("key_evaluation", 100'000'00, 10'000'00, "insurance");
  CHECK(judged(form, {}) == "ok");
  form.contract.set("bond", std::int64_t{10'000'01});
  CHECK(judged(form, {}) == "/bond:contract.bond_over_tenth");
  form.contract = terms("key_evaluation", 100'000'00, 1);
  CHECK(judged(form, {}) == "/bond_form:contract.bond_form_missing");
  form.contract = terms("own_work_evaluation", 100'000'00);
  CHECK(judged(form, {}) == "/commission_type:contract.commission_forbidden");
  form.contract = terms("self_evaluation", 100'000'00);
  CHECK(judged(form, {}) == "ok");
  form.contract.set("lead_evaluator", std::int64_t{3});
  form.engagements[0].set("report_due_on", std::string("2022-10-08"));
  CHECK(judged(form, {}) ==
        "/lead_evaluator:contract.assist_only_signs_report "
        "/engagements/0/report_due_on:contract.assist_only_signs_report");
  form.engagements[0].set("report_due_on", std::string());
  ContractFacts facts;
  facts.evaluated_is_principal = {true};
  form.contract = terms("key_evaluation", 100'000'00);
  CHECK(judged(form, facts) == "/engagements/0/budget_unit:contract.principal_is_evaluated");
}

TEST_CASE("a method fits the limits of its region and year, the limit itself belonging above", "[contract]") {
  struct Case {
    std::int64_t fee_fen;
    const char* range;
    bool inquiry, tender;
  };
  for (const Case& each : {Case{49'999'99, "below", true, false}, Case{50'000'00, "between", true, false},
                           Case{399'999'99, "between", true, false}, Case{400'000'00, "above", false, true}}) {
    INFO(each.fee_fen);
    CHECK(range_of(limits(), Money::fen(each.fee_fen)) == each.range);
    CHECK(fits(limits(), "inquiry", Money::fen(each.fee_fen)) == each.inquiry);
    CHECK(fits(limits(), "open_tender", Money::fen(each.fee_fen)) == each.tender);
  }
  ContractForm form;
  form.contract = terms("key_evaluation", 400'000'00);
  ContractFacts facts;
  facts.limit = limits();
  Problems problems;
  check_terms(form, facts, problems);
  CHECK(rules_of(problems) == "/procurement_method:contract.procurement_method_not_allowed");
  // Codes are the program's words, not those of whoever reads the refusal.
  CHECK(say(problems[0], Language::zh).find("达到公开招标数额") != std::string::npos);
  CHECK(say(problems[0], Language::zh).find("公开招标") != std::string::npos);
  CHECK(say(problems[0], Language::en).find("open tender") != std::string::npos);
  for (const char* code : {"above", "open_tender"}) {
    CHECK(say(problems[0], Language::zh).find(code) == std::string::npos);
  }
  facts.procurement_is_new = false;
  problems.clear();
  check_terms(form, facts, problems);
  CHECK(problems.empty());
  Record row;
  row.set("methods_below", std::string("抽签"));
  row.set("decentralised_limit", std::int64_t{2});
  row.set("open_tender_limit", std::int64_t{1});
  CHECK(rules_of(check_procurement_limit(row)) ==
        "/methods_below:procurement_limit.methods_unknown /open_tender_limit:procurement_limit.limits_out_of_order");
}

TEST_CASE("every kind of commission has a class and a title", "[contract]") {
  for (const CommissionType& type : commission_types()) {
    CHECK((type.compliance == "allowed" || type.compliance == "assist_only" || type.compliance == "forbidden"));
    CHECK(has_text("choice.commission_type." + type.code, Language::en));
  }
}
