// What the services of payment orders share inside a transaction.
#pragma once

#include "domain/payment_order.h"
#include "service/gate.h"

namespace zhiheng::service {

// The order as the caller saw it; refuses record.absent and, with who changed what since, version.stale.
Result<domain::PaymentOrder> fresh_order(Tx& tx, std::int64_t id, std::int64_t version);
Problem order_is_stale(Tx& tx, std::int64_t id, std::int64_t version);
Json shown_order(Tx& tx, std::int64_t id);
Json order_content(const domain::PaymentOrder& order);  // for the audit
// "ZF-2026-" and 7 give "ZF-2026-0007".
std::string numbered(const std::string& prefix, std::int64_t sequence);

}  // namespace zhiheng::service
