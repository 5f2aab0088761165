// What a contract's fee and commission rest on, as pages and API: hints, calculation sheets, termination.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// Forms name fees by the code of the engagement and instalments by their sequence, bodies by their place among what was
// filled in: "/engagements/0/fee" -> "/fee.PJ2026-07", "/instalments/1/amount" -> "/amount.3".
Problems at_form_fields(const Call& call, Problems problems);
// The document of a calculation sheet as it was typed, {"basis","rates"?,"work":[...],...}: domain::read_fee_input().
Json document_of_form(const Call& call, const std::string& basis);
// The lines of such a text, divided by "; ".
std::string lines_in_one(const std::string& typed);
// A line of a calculation sheet stands in a text of lines; whatever is wrong with it is said there.
Problems at_lines(Problems problems);

void add_contract_basis_api(Router& router);
void add_contract_basis_pages(Router& router);
// The sections of templates/contract/basis.html.
void add_contract_basis(Call& call, Json& view, const Json& contract);

}  // namespace zhiheng::web
