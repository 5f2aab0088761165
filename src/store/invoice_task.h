// What waits for somebody because of invoices.
#pragma once

#include "store/task_store.h"

namespace zhiheng::store {

// Entered by somebody else: check_invoice.
std::vector<Waiting> invoices_to_check(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
// Sent back and not entered again: invoice_returned.
std::vector<Waiting> returned_invoices(Connection& rows, const domain::Scope& scope);
// Contracts that were invoiced beyond what the statement left payable: red_letter_needed.
std::vector<Waiting> red_letters_needed(Connection& rows, const domain::Scope& scope);

}  // namespace zhiheng::store
