// What the page of a what-if shows of its report.
#pragma once

#include <string>
#include <vector>

#include "service/what_if_service.h"
#include "web/call.h"

namespace zhiheng::web {

// "label", "agency", "year" or "difference", with "-" for falling.
void sort_changes(std::vector<service::WhatIfChange>& changes, const std::string& order);
bool has_bonus(const service::WhatIfReport& report);  // somewhere among the changes
Json change_row(const Call& call, const service::WhatIfChange& change, bool with_bonus);
// How many of each kind were judged, by years what they cost with the sum of all, and what could not be judged.
void put_sums(const Call& call, Json& view, const service::WhatIfReport& report);
// The policies to choose from; one that was asked for and is not among them is kept.
Json policy_options(const std::vector<service::PolicyChoice>& choices, const std::string& asked);

}  // namespace zhiheng::web
