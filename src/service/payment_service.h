// Payments and refunds of a contract, and its settlement when everything is even.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"kind"?: "payment"|"refund", "instalment"?: "4", "paid_on", "amount", "voucher_number", "remark"?}. Answers
// the payment; what moves after a confirmed statement names it.
Result<Json> register_payment(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body);
// {"items":[payments as they were registered], "instalments":[{"id","sequence","name","amount","paid","left"}],
//  "fee", "paid", "balance": {...} or null without a confirmed statement}
Result<Json> payments_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);

}  // namespace zhiheng::service
