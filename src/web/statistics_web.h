// Statistics of a panel and of a year, and the check of reasons: pages and API.
#pragma once

#include "web/router.h"

namespace zhiheng::web {

void add_statistics_routes(Router& router);
void add_reason_routes(Router& router);

// What stands out in the reasons of the expert's own sheet as it is saved, in words; nothing for others.
Json reason_advice(const Call& call, std::int64_t sheet_id);

}  // namespace zhiheng::web
