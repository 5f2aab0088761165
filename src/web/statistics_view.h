// Statistics as pages show them: figures shortened to what people read, dashes where one is not defined.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// A number as it is; a dash where it is not defined.
std::string shown(const Json& value);
// With at most so many decimals, rounded.
std::string shortened(const Json& value, std::size_t decimals);
std::string interval_text(const Call& call, const Json& interval, std::size_t decimals);
// Value and interval as a script reads them off the row of a table, "" where one is not defined.
void set_chart_figures(Json& row, const Json& value, const Json& interval);
// Rows of an item analysis.
Json item_rows(const Call& call, const Json& items);
// The view of statistics/panel.html but for the problems of its form.
Json panel_statistics_view(const Call& call, const Json& statistics);
// Where the page of a panel leads to its statistics and to the check of its reasons; "" for who may not see them.
void add_statistics_links(const Call& call, Json& view);

}  // namespace zhiheng::web
