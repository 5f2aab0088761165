// Invoices: the API, the pages, and the section on the page of their contract.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_invoice_routes(Router& router);

void add_invoice_api(Router& router);
void add_invoice_pages(Router& router);
void add_invoice_forms(Router& router);

// The page of an invoice with the problems of a form on it.
Reply show_invoice(Call& call, const Problems& problems);
// The members of templates/invoice/section.html; an empty list for whoever sees no invoices.
Json invoice_section(const Call& call, std::int64_t contract_id);
Reply download_invoice(Call& call);

}  // namespace zhiheng::web
