// Workbooks in, reports out, and the description of the API.
#pragma once

#include "web/router.h"

namespace zhiheng::web {

void add_import_routes(Router& router);
void add_report_routes(Router& router);
void add_description_route(Router& router);

}  // namespace zhiheng::web
