// Homes of those outside the bureau: the agency's, and the evaluations of budget units and counties.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_agency_routes(Router& router);
void add_evaluation_routes(Router& router);

// For who acts for an agency: sets "agency_home" of the view, which templates/agency/home.html shows (what is due with
// its upload button, contracts, newest results, statements and payments). Sets null for everybody else.
void add_agency_home(const Call& call, Json& view);

}  // namespace zhiheng::web
