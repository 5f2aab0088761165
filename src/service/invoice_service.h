// Invoices (发票): entered by the agency or for it, checked and accepted or returned by another person of the bureau.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"number","kind"?:"blue"|"red","red_of"?,"issued_on","buyer_name","buyer_uscc"?,"seller_name","seller_uscc",
// "item","rate":"6"|"3"|"1"|"0"|"exempt","gross","net"?,"tax"?,"line_split"?,"remark"?}. Amounts are yuan; those of a
// red one may carry their minus sign or not. Answers the invoice with its checks (service/invoice_parts.h). Refuses
// what domain::check_invoice refuses, together with what cannot be read.
Result<Json> enter_invoice(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body);
// The same for one that was not accepted yet; one that was returned is entered again with it.
Result<Json> change_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body);
// By another person than who entered it. A red one that takes back all of a blue one marks that as reversed.
Result<Json> accept_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"reason"}.
Result<Json> return_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body);

// For the buttons of pages: would the act be refused now, and why?
Outcome may_change_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_accept_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_return_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id);

Result<Json> read_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id);
// {"items":[rows of the contract as they were entered],"blue","red","net","ceiling","settled",
//  "red_letter_needed","expected":{"buyer_name","buyer_uscc","seller_name","seller_uscc","gross"}}
Result<Json> invoices_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);
// {"blue","red","gross","net","tax","count"} of the accepted ones within the actor's sight; gross is blue less red.
Result<Json> invoice_sums(Gate& gate, const domain::Actor& actor);

// The scan or file of the invoice: PDF, OFD or a picture as check_content allows. Refuses invoice.file_too_large,
// invoice.not_entered, and what check_content refuses.
Result<Json> attach_invoice_file(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& file_name,
                                 const std::string& bytes);
struct InvoiceFileBytes {
  std::string file_name, media_type, bytes;
};
Result<InvoiceFileBytes> read_invoice_file(Gate& gate, const domain::Actor& actor, std::int64_t id);

}  // namespace zhiheng::service
