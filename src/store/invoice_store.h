// Invoices (发票) as rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "domain/access.h"
#include "domain/invoice.h"
#include "store/sql.h"

namespace zhiheng::store {

// Of a contract: what accepted blue invoices say, and what red-letter invoices took back. Gross, tax included.
struct InvoiceTotals {
  Money blue, red;
  Money net() const { return blue - red; }
};
InvoiceTotals invoice_totals(Connection& rows, std::int64_t contract_id);

std::optional<domain::Invoice> find_invoice(Connection& rows, std::int64_t id);
std::vector<domain::Invoice> invoices_of(Connection& rows, std::int64_t contract_id);  // as they were entered
std::int64_t insert_invoice(Connection& rows, const domain::Invoice& invoice, Timestamp now);
// The whole row, whatever its state; false: somebody else saved first.
bool save_invoice(Connection& rows, const domain::Invoice& invoice, Timestamp now);

// The standing invoice with this number in the bureau, without the invoice `except`.
struct NumberHolder {
  std::int64_t id = 0, contract_id = 0;
  std::string contract_number;
};
std::optional<NumberHolder> holder_of_number(Connection& rows, std::int64_t bureau_id, const std::string& number,
                                             std::int64_t except);
// What accepted red-letter invoices took back of this one, as a positive amount.
Money taken_back(Connection& rows, std::int64_t invoice_id);

// Buyer and seller of a contract as they are on file.
struct InvoiceParties {
  std::string bureau_name, bureau_title, bureau_uscc, agency_name, agency_uscc;
};
InvoiceParties invoice_parties(Connection& rows, std::int64_t contract_id);

// The bonuses of results that stand and are known to the agency.
Money bonus_of_results(Connection& rows, std::int64_t contract_id);

// Contracts within reach whose confirmed statement comes to less than what was invoiced.
struct OverInvoiced {
  std::int64_t contract_id = 0;
  std::string number, title;
  Money invoiced, due;
};
std::vector<OverInvoiced> over_invoiced(Connection& rows, const domain::Scope& scope);

}  // namespace zhiheng::store
