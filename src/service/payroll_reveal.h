// The payroll of a bill with identity numbers and bank accounts in full, for the bank: an act with a purpose.
#pragma once

#include "service/report_datasets.h"
#include "service/report_service.h"

namespace zhiheng::service {

// Body: {"purpose"}. By whoever may reveal_expert, of a bill that stands (confirmed or paid). Every expert whose
// numbers were opened gets his row of the audit, and the bill one with the purpose; the numbers stand in none of them.
// Refuses, in this order: access.*, expert_secrets.purpose_missing, expert_fee.not_confirmed, security.key_*,
// expert_secrets.key_differs.
Result<ReportFile> reveal_payroll(Gate& gate, const domain::Actor& actor, std::int64_t fee_id, const Json& body,
                                  Language language);
// What the button would be refused for.
Outcome may_reveal_payroll(Gate& gate, const domain::Actor& actor, std::int64_t fee_id);

// The workbook itself, inside the transaction that opened the numbers (report_service.cpp).
Result<ReportFile> clear_payroll_inside(Tx& tx, std::int64_t fee_id, const ClearSecrets& clear, Language language);

}  // namespace zhiheng::service
