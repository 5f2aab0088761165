// Contracts as one whole: {"number","title","agency","lead_evaluator","policy","procurement_method","fiscal_year",
// "signed_on","starts_on","ends_on","fee","engagements":[{"code","name","budget_unit","project","object_kind","fee",
// "plan_due_on","report_due_on","fixed_deduction","fixed_deduction_reason"}],"instalments":[{"sequence","name",
// "due_condition","due_on","amount"}],"fee_basis_sheet":{"document","difference_reason"}}; the sheet is kept as the next
// version (fee_basis_service.h), and a fee that was worked out does not move without one. References are ids or natural keys (USCC, unit code, project code, lead
// evaluator's code, policy "code" or "code@version"). Answers carry ids, versions, labels and "amendments" as well.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

Result<Json> read_contract(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Refuses what read_record and domain::check_contract refuse, all at once, each at its pointer.
Result<Json> create_contract(Gate& gate, const domain::Actor& actor, const Json& body);

// Members that are absent keep their value; a list that is given is the whole list, in which a row is found by its
// "id" or else by its code or sequence. Rows cannot be dropped (contract.engagement_removed,
// contract.instalment_removed). Further refusals: contract.not_active, contract.policy_frozen (a panel or a statement
// exists), contract.agency_frozen, contract.fees_frozen (something was scored or paid, or amended).
Result<Json> change_contract(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body);

// {"signed_on","change":"-5000.00","reason","engagements":[{"code","fee"}],"instalments":[{"sequence","amount",...}]}:
// the new fees and instalments of those that change. Refuses what domain::check_amendment refuses,
// contract.no_such_engagement, contract.amendment_code_twice, contract.amendment_differs, contract.instalment_paid,
// contract.instalments_differ.
Result<Json> add_amendment(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, std::int64_t version,
                           const Json& body);

}  // namespace zhiheng::service
