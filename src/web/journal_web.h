// The journal: the API, the pages, and the section on the pages of contracts and statements.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_journal_api(Router& router);
void add_journal_pages(Router& router);
// The members of templates/journal/section.html: what was posted for a contract, or, with a statement's number, for
// that statement alone. Null for whoever sees no journal.
Json journal_section(const Call& call, std::int64_t contract_id, const std::string& statement = {});

// Options of the bureaus whose journals may be looked at, where there is more than one: chooses_bureau, bureau_options.
void add_bureau_chooser(Json& view, const Json& read);
void add_journal_proof_routes(Router& router);  // the page and the API of one nightly proof

}  // namespace zhiheng::web
