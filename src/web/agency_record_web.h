// The agency's record: its pages and its API; another lead evaluator; signed records and their verification.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_agency_record_api(Router& router);
void add_agency_record_pages(Router& router);
void add_lead_change_routes(Router& router);
void add_issued_record_routes(Router& router);
void add_public_record_routes(Router& router);

Reply show_agency_record(Call& call, std::int64_t agency_id, const Problems& problems);
Reply show_record_item(Call& call, const Problems& problems);

// [{"section_title","lines":[{"line"}]}]: the groups, jobs, ratings, consequences and objections of a record's case.
Json record_sections(const Call& call, const Json& case_document);

}  // namespace zhiheng::web
