// Money that moved is booked here and nowhere else: by hand, or because a bank's result says so.
#pragma once

#include <string>

#include "domain/payment.h"
#include "service/statement_parts.h"

namespace zhiheng::service {

domain::PaymentFacts payment_facts(Tx& tx, const Account& account, const std::string& voucher_number);
// Checks, writes, audits, tells the agency, settles and posts. Refuses what domain::register_payment refuses.
Result<domain::Payment> book_payment(Tx& tx, Account& account, domain::Payment payment);

}  // namespace zhiheng::service
