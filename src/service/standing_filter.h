// The filters of a list that are no field of its rows: `standing` (what waits or stands out) and `fiscal_year` of the
// contract that a row belongs to.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "domain/shape.h"
#include "service/gate.h"
#include "store/record_store.h"

namespace zhiheng::service {

bool is_standing_filter(const domain::Shape& shape, std::string_view key);
// The names that the filter `standing` of the stem takes from this actor, in the order of menus.
std::vector<std::string> standing_names(const domain::Shape& shape, const domain::Actor& actor);

// Takes such filters out of the query and puts their conditions in. Refuses list.bad_filter for a standing that the
// stem does not have or the actor may not know, and a year that is none.
Outcome take_standing_filters(Tx& tx, const domain::Shape& shape, store::ListQuery& query);

}  // namespace zhiheng::service
