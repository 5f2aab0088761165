// Confirmed payment orders in one file for the bank or the treasury. What the file says is fixed when it is made: the
// bytes of every format are kept, sealed, because account numbers stand in them in full.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"
#include "service/report_service.h"

namespace zhiheng::service {

// Body: {"orders"?: [ids]}; without it, every confirmed order of the actor's bureau. Refuses batch.nothing_to_send,
// batch.order_unknown, batch.order_not_confirmed and batch.order_not_payable (with why) at /orders/<place>, all
// together. Answers the batch: {"id","version","number","order_count","total","digest","sent_by","created_at",
// "orders":[{"id","number","state","account_name","number_shown","amount","budget_line","contract","agency_label"}],
// "by_budget_line":[{"budget_line","expenditure_function","count","amount"}],"states":{"sent":n,"paid":n,"failed":n}}
Result<Json> send_payment_orders(Gate& gate, const domain::Actor& actor, const Json& body, Language language);
Result<Json> read_payment_batch(Gate& gate, const domain::Actor& actor, std::int64_t id);
// `format` is csv, xlsx or json. Leaves a row of the audit that stays even when the request is only rehearsed. Refuses
// format.unknown, security.key_*, expert_secrets.key_differs.
Result<ReportFile> payment_batch_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                      const std::string& format);
// The batch of the bureau by its id or number; refuses batch.absent.
Result<std::int64_t> payment_batch_named(Gate& gate, const domain::Actor& actor, const std::string& name);

}  // namespace zhiheng::service
