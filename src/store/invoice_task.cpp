#include "store/invoice_task.h"

#include "domain/invoice.h"
#include "store/invoice_store.h"
#include "store/record_store.h"

namespace zhiheng::store {

namespace {

std::vector<Waiting> in_state(Connection& rows, const domain::Scope& scope, const char* state, const char* kind,
                              std::int64_t not_by) {
  Parameters parameters;
  const std::string reach = scope_condition(domain::invoice_shape(), scope, parameters);
  parameters.emplace_back(std::string(state));
  parameters.emplace_back(not_by);
  std::vector<Waiting> all;
  for (const Row& row : rows.query("SELECT id, number FROM invoice WHERE " + reach +
                                       " AND state = ? AND (entered_by IS NULL OR entered_by <> ?) ORDER BY id LIMIT " +
                                       std::to_string(most_waiting),
                                   parameters)) {
    Waiting one;
    one.kind = kind;
    one.stem = "invoice";
    one.id = integer_or(row[0]);
    one.title = text_or_empty(row[1]);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::vector<Waiting> invoices_to_check(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  return in_state(rows, scope, "entered", "check_invoice", account_id);
}

std::vector<Waiting> returned_invoices(Connection& rows, const domain::Scope& scope) {
  return in_state(rows, scope, "returned", "invoice_returned", 0);
}

std::vector<Waiting> red_letters_needed(Connection& rows, const domain::Scope& scope) {
  std::vector<Waiting> all;
  for (const OverInvoiced& contract : over_invoiced(rows, scope)) {
    Waiting one;
    one.kind = "red_letter_needed";
    one.stem = "contract";
    one.id = contract.contract_id;
    one.title = contract.number + " " + contract.title;
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
