// The payment clock, deduction notices, retentions and the money timeline: API and pages.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_billing_routes(Router& router);  // all of the following

void add_due_routes(Router& router);
void add_deduction_notice_routes(Router& router);
void add_retention_routes(Router& router);
void add_timeline_routes(Router& router);

// The timeline of templates/billing/timeline_part.html: {"timeline":[...],"timeline_owed","dues":[...]}; an empty
// object for whoever sees no payments of the contract.
Json timeline_view(const Call& call, std::int64_t contract_id);
// Rows of templates/billing/due_rows.html.
Json due_rows(const Call& call, const Json& items);
// What the page of a statement says of notices and retention: {"notices":[...],"send":{act},"held_amount",...}.
Json statement_billing_view(const Call& call, const Json& statement);

}  // namespace zhiheng::web
