// Payments and refunds as rows.
#pragma once

#include <optional>
#include <vector>

#include "domain/payment.h"
#include "store/sql.h"

namespace zhiheng::store {

std::vector<domain::Payment> payments_of(Connection& rows, std::int64_t contract_id);  // as they were registered
bool is_voucher_taken(Connection& rows, std::int64_t bureau_id, const std::string& voucher_number);
std::int64_t insert_payment(Connection& rows, const domain::Payment& payment, Timestamp now);

}  // namespace zhiheng::store
