// What a contract's fee and commission rest on, as pages and API: hints, calculation sheets, termination.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_contract_basis_api(Router& router);
void add_contract_basis_pages(Router& router);
// The sections of templates/contract/basis.html.
void add_contract_basis(Call& call, Json& view, const Json& contract);

}  // namespace zhiheng::web
