// The steps that the files of the invoice service share inside a transaction.
#pragma once

#include "domain/invoice.h"
#include "service/statement_parts.h"
#include "store/invoice_store.h"

namespace zhiheng::service {

// What may be invoiced under a contract, and what was.
struct InvoiceAccount {
  Money invoiced;           // accepted blue less accepted red
  Money ceiling;            // what is or can become payable in all
  bool is_settled = false;  // a statement says so
  Money red_letter() const { return domain::red_letter_needed(invoiced, ceiling, is_settled); }
};
InvoiceAccount invoice_account(Tx& tx, const Account& account);

// Reads what is printed on an invoice as far as it can be read; what cannot is added to `problems`, each at its field.
// The rows that it belongs to are left as they are. `red_of` may be a number or an id.
void read_invoice_body(Tx& tx, const Json& body, domain::Invoice& invoice, Problems& problems);
// Against what the invoice is held; its own accepted amount is not counted.
domain::InvoiceFacts invoice_facts(Tx& tx, const domain::Invoice& invoice, const Account& account);
// Problems of reading and of checking together; a field that could not be read is not judged twice.
Problems all_invoice_problems(Problems reading, const Problems& checking);

// The steps of entering: reads, checks, writes, audits. What stands already with the same content is left as it is: the
// answer then has no id.
Result<domain::Invoice> enter_invoice_row(Tx& tx, std::int64_t contract_id, const Json& body);

// {"id","version",...,"checks":[{"check","ok","known"}],"gross_in_words","left","has_file","red_letter_needed"}
Json invoice_json(Tx& tx, std::int64_t id);
Json invoice_content(const domain::Invoice& invoice);  // what audit rows say of it

// A red-letter invoice is needed since this act: the agency and the clerk are told; nothing happens otherwise.
void tell_red_letter(Tx& tx, const Account& account);

}  // namespace zhiheng::service
