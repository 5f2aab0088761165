#include "domain/contract.h"

#include <catch2/catch.hpp>

#include "domain/agency.h"
#include "domain/bureau.h"
#include "domain/lead_evaluator.h"
#include "domain/project.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

std::string rules_of(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) out += (out.empty() ? "" : " ") + problem.rule;
  return out.empty() ? "ok" : out;
}

Record record(std::initializer_list<std::pair<const char*, Value>> cells) {
  Record out;
  for (const auto& [key, value] : cells) out.set(key, value);
  return out;
}

Value number(std::int64_t value) {
  return value;
}
Value text(const char* value) {
  return std::string(value);
}

Record engagement(const char* code, std::int64_t fee_fen, std::int64_t fixed_fen = 0, const char* reason = "") {
  return record({{"code", text(code)},
                 {"fee", number(fee_fen)},
                 {"fixed_deduction", number(fixed_fen)},
                 {"fixed_deduction_reason", text(reason)}});
}

ContractForm good_form() {
  ContractForm form;
  form.contract = record({{"number", text("HT-1")},
                          {"agency", number(3)},
                          {"signed_on", text("2022-03-01")},
                          {"starts_on", text("2022-03-05")},
                          {"ends_on", text("2022-12-31")},
                          {"fee", number(10'000'000)}});
  form.engagements = {engagement("PJ-1", 6'000'000), engagement("PJ-2", 4'000'000)};
  form.instalments = {record({{"sequence", number(1)}, {"amount", number(3'000'000)}}),
                      record({{"sequence", number(2)}, {"amount", number(7'000'000)}})};
  return form;
}

ContractFacts good_facts() {
  ContractFacts facts;
  facts.agency_status = "active";
  facts.policy_state = "approved";
  facts.lead_evaluator_agency = 3;
  return facts;
}

}  // namespace

TEST_CASE("guards of a contract refuse by name, all at once, in the stated order", "[contract]") {
  ContractForm form = good_form();
  ContractFacts facts = good_facts();
  CHECK(rules_of(check_contract(form, facts)) == "ok");

  SECTION("everything wrong at once") {
    facts = {true, "suspended", 9, "draft", true, true};
    form.contract.set("starts_on", text("2022-02-28"));
    form.contract.set("ends_on", text("2022-02-27"));
    form.engagements[1] = engagement("PJ-1", 4'000'001, 5'000'000);
    form.instalments[1].set("sequence", number(1));
    form.instalments[1].set("amount", number(1));
    CHECK(rules_of(check_contract(form, facts)) ==
          "contract.number_taken contract.agency_not_active contract.lead_of_other_agency contract.policy_not_approved "
          "contract.dates_out_of_order contract.dates_out_of_order contract.engagement_code_twice "
          "contract.instalment_twice contract.engagement_fees_differ contract.instalments_differ "
          "contract.deduction_without_reason contract.deduction_over_fee");
  }
  SECTION("an agency suspended later and a policy retired later stay") {
    facts.agency_status = "removed";
    facts.agency_is_new = false;
    facts.policy_state = "retired";
    facts.policy_is_new = false;
    CHECK(rules_of(check_contract(form, facts)) == "ok");
  }
  SECTION("one fen too few") {
    form.engagements[0].set("fee", number(5'999'999));
    const Problems problems = check_contract(form, facts);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].params == Params{{"fee", "100000.00"}, {"sum", "99999.99"}});
  }
  SECTION("a contract without parts") {
    form.engagements.clear();
    form.instalments.clear();
    CHECK(rules_of(check_contract(form, facts)) == "contract.without_engagement");
  }
}

TEST_CASE("amendments: at most a tenth of the original sum, added up without their signs", "[contract]") {
  struct Row {
    std::int64_t change_fen;
    std::vector<std::int64_t> earlier_fen;
    const char* signed_on;
    const char* expected;
  };
  const Row rows[] = {
      {1'000'000, {}, "2022-06-01", "ok"},
      {1'000'001, {}, "2022-06-01", "contract.amendment_over_tenth"},
      {-1'000'000, {}, "2022-06-01", "ok"},
      {-1'000'001, {}, "2022-06-01", "contract.amendment_over_tenth"},
      {600'000, {-400'000}, "2022-06-01", "ok"},
      {600'001, {-400'000}, "2022-06-01", "contract.amendment_over_tenth"},
      {0, {}, "2022-06-01", "contract.amendment_is_nothing"},
      {1, {}, "2022-02-28", "contract.amendment_before_last"},
      {1, {}, "2022-03-01", "ok"},
  };
  for (const Row& row : rows) {
    AmendmentFacts facts;
    facts.original_fee = Money::fen(10'000'000);
    facts.last_signed_on = Date::of(2022, 3, 1);
    facts.earlier_fen = row.earlier_fen;
    INFO(row.change_fen << " " << row.signed_on);
    CHECK(rules_of(check_amendment(Money::fen(row.change_fen), *read_date(row.signed_on, ""), facts)) == row.expected);
  }
  AmendmentFacts decided;
  decided.results_decided = true;
  CHECK(rules_of(check_amendment(Money::fen(1), Date::of(2022, 6, 1), decided)) == "contract.amended_after_result");
  decided.state = "settled";
  CHECK(rules_of(check_amendment(Money::fen(1), Date::of(2022, 6, 1), decided)) == "contract.not_active");
}

TEST_CASE("guards of the master data", "[bureau][project][agency][lead_evaluator]") {
  const Record bureau;
  CHECK(rules_of(check_bureau(4, bureau, {})) == "ok");
  CHECK(rules_of(check_bureau(4, bureau, {4, "/1/4/", "active"})) == "bureau.own_parent");
  CHECK(rules_of(check_bureau(4, bureau, {9, "/1/4/9/", "active"})) == "bureau.parent_below_itself");
  CHECK(rules_of(check_bureau(4, bureau, {9, "/1/44/9/", "active"})) == "ok");
  CHECK(rules_of(check_bureau(0, bureau, {9, "/9/", "closed"})) == "bureau.parent_closed");
  CHECK(bureau_path({9, "/1/9/", "active"}, 12) == "/1/9/12/");

  const Record project = record({{"bureau", number(1)}, {"central", number(999'999'999'999'999)}});
  CHECK(rules_of(check_project(project, {7, 1, "active"}, true)) == "ok");
  CHECK(rules_of(check_project(project, {7, 2, "active"}, true)) == "project.unit_of_other_bureau");
  CHECK(rules_of(check_project(project, {7, 1, "closed"}, true)) == "project.unit_closed");
  CHECK(rules_of(check_project(project, {7, 1, "closed"}, false)) == "ok");
  Record larger = project;
  larger.set("other", number(1));
  CHECK(rules_of(check_project(larger, {7, 1, "active"}, true)) == "project.amount_too_large");

  const Date today = Date::of(2022, 10, 8);
  CHECK(rules_of(check_agency(record({{"registered_on", text("2022-10-08")}, {"email", text("a@b.cn")}}), today)) ==
        "ok");
  CHECK(rules_of(check_agency(record({{"registered_on", text("2022-10-09")}, {"email", text("a@b")}}), today)) ==
        "agency.registered_in_future agency.email_malformed");

  const Record young = record({{"years_of_work", number(4)}, {"status", text("active")}});
  CHECK(rules_of(check_lead_evaluator(young, "removed", true)) ==
        "lead_evaluator.agency_not_active lead_evaluator.years_too_few");
  CHECK(rules_of(check_lead_evaluator(record({{"years_of_work", number(5)}, {"status", text("active")}}), "removed",
                                      false)) == "ok");
}
