// The journal: the API, the pages, and the section on the pages of contracts and statements.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_journal_api(Router& router);
void add_journal_pages(Router& router);
// The members of templates/journal/section.html: what was posted for a contract, or, with a statement's number, for
// that statement alone. Null for whoever sees no journal.
Json journal_section(const Call& call, std::int64_t contract_id, const std::string& statement = {});

}  // namespace zhiheng::web
