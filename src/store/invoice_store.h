// Invoices (发票) as rows.
#pragma once

#include "base/money.h"
#include "store/sql.h"

namespace zhiheng::store {

// Of a contract: what accepted blue invoices say, and what red-letter invoices took back. Gross, tax included.
struct InvoiceTotals {
  Money blue, red;
  Money net() const { return blue - red; }
};
InvoiceTotals invoice_totals(Connection& rows, std::int64_t contract_id);

}  // namespace zhiheng::store
