// Contracts with their engagements, instalments and amendments, and the guards that keep their sums honest.
#pragma once

#include <optional>

#include "base/date.h"
#include "base/money.h"
#include "domain/procurement_limit.h"
#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& contract_shape();

// A contract as one whole. Records are keyed by the fields of their shapes.
struct ContractForm {
  Record contract;
  std::vector<Record> engagements;
  std::vector<Record> instalments;
};

// What is known of the rows that the contract refers to.
struct ContractFacts {
  bool number_taken = false;
  std::string agency_status;
  std::optional<std::int64_t> lead_evaluator_agency;  // none when no lead evaluator is named
  std::string policy_state;
  bool agency_is_new = true;  // a contract keeps an agency that was suspended later
  bool policy_is_new = true;
  bool procurement_is_new = true;            // sum, method or year differ from what was saved before
  std::vector<bool> said_conditions;         // for each instalment: conditions_to_check()
  std::vector<bool> evaluated_is_principal;  // for each engagement: its unit is who commissions
  std::optional<ProcurementLimit> limit;     // of the bureau, or else of the nearest above it, for the year
};

// Of the instalments whose condition somebody said: those that are new or whose condition or day was changed.
std::vector<bool> conditions_to_check(const std::vector<Record>& before, const std::vector<Record>& after,
                                      std::vector<bool> said);

// Refuses, in this order: contract.number_taken, contract.agency_not_active, contract.lead_of_other_agency,
// contract.policy_not_approved, contract.dates_out_of_order, contract.without_engagement,
// contract.engagement_code_twice, contract.instalment_twice, instalment.due_on_missing,
// instalment.due_on_not_asked,
// contract.engagement_fees_differ, contract.instalments_differ, contract.deduction_without_reason,
// contract.deduction_over_fee, contract.commission_forbidden, contract.assist_only_signs_report (who only helps has no
// lead evaluator and no report due), contract.principal_is_evaluated (财预〔2021〕6号: nobody commissions the
// evaluation of itself), contract.bond_over_tenth (政府采购法实施条例 art. 48), contract.bond_form_missing (the same:
// never cash), contract.procurement_method_not_allowed.
Problems check_contract(const ContractForm& form, const ContractFacts& facts);
// The last six of them.
void check_terms(const ContractForm& form, const ContractFacts& facts, Problems& problems);
// May the agency sign a report under this contract, or does it only help?
bool is_assistance(const Record& contract);

// One change of a contract's sum. Amounts in fen; `earlier_fen` are the changes already made.
struct AmendmentFacts {
  std::string state = "active";  // of the contract
  bool results_decided = false;  // a current result or a statement that stands rests on the old fees
  Date contract_signed_on;
  Date last_signed_on;  // of the amendment before, or of the contract
  Money original_fee;
  std::vector<std::int64_t> earlier_fen;
};
// Refuses, in this order: contract.not_active, contract.amended_after_result, contract.amendment_is_nothing,
// contract.amendment_before_last, contract.amendment_over_tenth (政府采购法 art. 49: at most 10 % of the original
// sum), contract.fee_negative.
Problems check_amendment(Money change, Date signed_on, const AmendmentFacts& facts);

Money engagement_fees(const std::vector<Record>& engagements);
Money instalment_amounts(const std::vector<Record>& instalments);

}  // namespace zhiheng::domain
