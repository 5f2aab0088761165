#include "domain/contract.h"

#include <cstdlib>
#include <set>

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& contract_shape() {
  static const Shape shape{
      "contract",
      "contracts",
      "contract",
      "number",
      {
          reference_field("bureau", "bureau").fixed().filterable(),
          code_field("number", 64).required().searchable().sortable(),
          text_field("title", 200).required().searchable().sortable(),
          reference_field("agency", "agency").required().filterable(),
          reference_field("lead_evaluator", "lead_evaluator").filterable(),
          reference_field("policy", "policy").required().filterable(),
          choice_field("procurement_method", "procurement_method").required().filterable().sortable(),
          integer_field("fiscal_year", 2000, 2099).required().filterable().sortable(),
          date_field("signed_on").required().sortable(),
          date_field("starts_on").required().sortable(),
          date_field("ends_on").required().sortable(),
          money_field("original_fee").read_only(),
          money_field("fee").required().sortable(),
          choice_field("state", "contract_state").otherwise("active").filterable().sortable().read_only(),
          choice_field("commission_type", "commission_type").otherwise("key_evaluation").filterable(),
          reference_field("principal_unit", "budget_unit").filterable(),
          choice_field("fee_basis", "fee_basis").otherwise("lump_sum").filterable(),
          money_field("bond"),
          choice_field("bond_form", "bond_form").otherwise("none"),
          code_field("budget_line", 16).otherwise("30227"),
          code_field("expenditure_function", 16).otherwise("2010608"),
          integer_field("payment_days", 0, 60),
          date_field("award_notice_on"),
          date_field("published_on"),
          date_field("filed_on"),
          code_field("procurement_number", 64),
      },
      true,
      true,
      "number"};
  return shape;
}

Money engagement_fees(const std::vector<Record>& engagements) {
  Money sum;
  for (const Record& engagement : engagements) sum = sum + Money::fen(engagement.integer("fee"));
  return sum;
}

Money instalment_amounts(const std::vector<Record>& instalments) {
  Money sum;
  for (const Record& instalment : instalments) sum = sum + Money::fen(instalment.integer("amount"));
  return sum;
}

namespace {

void check_parties(const ContractForm& form, const ContractFacts& facts, Problems& problems) {
  const Record& contract = form.contract;
  if (facts.number_taken) {
    problems.push_back(
        refusal(Kind::conflict, "contract.number_taken", "/number", {{"number", contract.text("number")}}));
  }
  if (facts.agency_is_new && facts.agency_status != "active") {
    problems.push_back(refusal("contract.agency_not_active", "/agency"));
  }
  if (facts.lead_evaluator_agency && *facts.lead_evaluator_agency != contract.integer("agency")) {
    problems.push_back(refusal("contract.lead_of_other_agency", "/lead_evaluator"));
  }
  if (facts.policy_is_new && facts.policy_state != "approved") {
    problems.push_back(refusal("contract.policy_not_approved", "/policy"));
  }
  const std::string& signed_on = contract.text("signed_on");
  const std::string& starts_on = contract.text("starts_on");
  const std::string& ends_on = contract.text("ends_on");
  if (starts_on < signed_on) {
    problems.push_back(
        refusal("contract.dates_out_of_order", "/starts_on", {{"earlier", signed_on}, {"later", starts_on}}));
  }
  if (ends_on < starts_on) {
    problems.push_back(
        refusal("contract.dates_out_of_order", "/ends_on", {{"earlier", starts_on}, {"later", ends_on}}));
  }
}

void check_twice(const ContractForm& form, Problems& problems) {
  if (form.engagements.empty()) problems.push_back(refusal("contract.without_engagement", "/engagements"));
  std::set<std::string> codes;
  for (std::size_t i = 0; i < form.engagements.size(); ++i) {
    const std::string& code = form.engagements[i].text("code");
    if (!codes.insert(code).second) {
      problems.push_back(refusal("contract.engagement_code_twice", pointer_to(pointer_to("/engagements", i), "code"),
                                 {{"code", code}}));
    }
  }
  std::set<std::int64_t> sequences;
  for (std::size_t i = 0; i < form.instalments.size(); ++i) {
    const std::int64_t sequence = form.instalments[i].integer("sequence");
    if (!sequences.insert(sequence).second) {
      problems.push_back(refusal("contract.instalment_twice", pointer_to(pointer_to("/instalments", i), "sequence"),
                                 {{"sequence", std::to_string(sequence)}}));
    }
  }
}

// Without its day such an instalment could never be shown to be payable; with one, any other would seem to be due on
// it. Books of the past and rows that leave the condition open are not asked.
void check_days(const ContractForm& form, const ContractFacts& facts, Problems& problems) {
  for (std::size_t i = 0; i < form.instalments.size() && i < facts.said_conditions.size(); ++i) {
    const Record& instalment = form.instalments[i];
    const bool on_a_day = instalment.text("due_condition") == "date", has_day = !instalment.text("due_on").empty();
    if (!facts.said_conditions[i] || on_a_day == has_day) continue;
    problems.push_back(refusal(on_a_day ? "instalment.due_on_missing" : "instalment.due_on_not_asked",
                               pointer_to(pointer_to("/instalments", i), "due_on"),
                               {{"name", instalment.text("name")}}));
  }
}

void check_sums(const ContractForm& form, Problems& problems) {
  const Money fee = Money::fen(form.contract.integer("fee"));
  const Money fees = engagement_fees(form.engagements);
  if (!form.engagements.empty() && fees != fee) {
    problems.push_back(refusal("contract.engagement_fees_differ", "/fee", {{"fee", fee.text()}, {"sum", fees.text()}}));
  }
  const Money amounts = instalment_amounts(form.instalments);
  if (!form.instalments.empty() && amounts != fee) {
    problems.push_back(
        refusal("contract.instalments_differ", "/instalments", {{"fee", fee.text()}, {"sum", amounts.text()}}));
  }
  for (std::size_t i = 0; i < form.engagements.size(); ++i) {
    const Record& engagement = form.engagements[i];
    const std::int64_t fixed_fen = engagement.integer("fixed_deduction");
    const std::string where = pointer_to("/engagements", i);
    if (fixed_fen > 0 && engagement.text("fixed_deduction_reason").empty()) {
      problems.push_back(refusal("contract.deduction_without_reason", pointer_to(where, "fixed_deduction_reason"),
                                 {{"code", engagement.text("code")}}));
    }
    if (fixed_fen > engagement.integer("fee")) {
      problems.push_back(refusal("contract.deduction_over_fee", pointer_to(where, "fixed_deduction"),
                                 {{"code", engagement.text("code")}}));
    }
  }
}

}  // namespace

std::vector<bool> conditions_to_check(const std::vector<Record>& before, const std::vector<Record>& after,
                                      std::vector<bool> said) {
  said.resize(after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    for (const Record& old : before) {
      const bool same = old.get("sequence") == after[i].get("sequence") &&
                        old.get("due_condition") == after[i].get("due_condition") &&
                        old.get("due_on") == after[i].get("due_on");
      if (same) said[i] = false;
    }
  }
  return said;
}

Problems check_contract(const ContractForm& form, const ContractFacts& facts) {
  Problems problems;
  check_parties(form, facts, problems);
  check_twice(form, problems);
  check_days(form, facts, problems);
  check_sums(form, problems);
  check_terms(form, facts, problems);
  return problems;
}

Problems check_amendment(Money change, Date signed_on, const AmendmentFacts& facts) {
  if (facts.state != "active") return {refusal(Kind::conflict, "contract.not_active", "/contract")};
  if (facts.results_decided) return {refusal(Kind::conflict, "contract.amended_after_result", "/contract")};
  if (change == Money()) return {refusal("contract.amendment_is_nothing", "/change")};
  if (signed_on < facts.last_signed_on) {
    return {refusal("contract.amendment_before_last", "/signed_on", {{"date", facts.last_signed_on.text()}})};
  }
  std::int64_t changed_fen = std::llabs(change.fen());
  std::int64_t fee_fen = facts.original_fee.fen() + change.fen();
  for (const std::int64_t earlier_fen : facts.earlier_fen) {
    changed_fen += std::llabs(earlier_fen);
    fee_fen += earlier_fen;
  }
  if (changed_fen > facts.original_fee.fen() / 10) {
    return {
        refusal("contract.amendment_over_tenth", "/change",
                {{"sum", Money::fen(changed_fen).text()}, {"most", Money::fen(facts.original_fee.fen() / 10).text()}})};
  }
  if (fee_fen < 0) return {refusal("contract.fee_negative", "/change")};
  return {};
}

}  // namespace zhiheng::domain
