// Payment orders (支付申请) from draft to confirmed, cancelled or, after a failed payment, asked for anew. Sending and
// booking are payment_batch_service.h and bank_result_service.h.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "domain/payment_order.h"
#include "service/gate.h"
#include "service/statement_parts.h"

namespace zhiheng::service {

// Body: {"instalment"?, "purpose"?: "instalment"|"final"|"retention", "amount", "payee", "budget_line"?,
// "expenditure_function"?, "without_invoice"?, "remark"?}. Budget line and expenditure class are the contract's where
// the body has none. Refuses what domain::check_order refuses. Answers the order: its shape's fields with labels, and
// {"amount_in_words","basis":{"contract","contract_title","signed_on","fee","paid","invoiced","open","instalment_name",
//  "instalment_amount","statement_number","deduction","net","payable"},"voucher_number"}.
Result<Json> draft_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body);
// The same body; who changes a draft is its drafter. Refuses order.not_draft as well.
Result<Json> change_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                  const Json& body);
// By another person than the drafter; refuses what domain::confirm_order refuses.
Result<Json> confirm_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"reason"}; a draft or a confirmed order. Refuses order.not_cancellable.
Result<Json> cancel_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                  const Json& body);
// A new draft in the place of a failed order; the body may name another payee. Refuses order.not_failed,
// order.replaced_already and what domain::check_order refuses.
Result<Json> retry_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body);
Result<Json> read_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id);
// The same checks as the acts, for the buttons of pages.
Outcome may_confirm_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_cancel_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_retry_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id);

// What is known of a contract's orders inside a transaction; `order` itself does not count among the open ones.
domain::OrderFacts order_facts(Tx& tx, const Account& account, const domain::PaymentOrder& order);

// A payment that was booked by hand is countersigned by another person than who booked it. Refuses
// payment.needs_no_countersignature, payment.countersigned_already. Answers the payment.
Result<Json> countersign_payment(Gate& gate, const domain::Actor& actor, std::int64_t payment_id, std::int64_t version);
Outcome may_countersign_payment(Gate& gate, const domain::Actor& actor, std::int64_t payment_id);

}  // namespace zhiheng::service
