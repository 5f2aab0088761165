// What a form of a score sheet says, as bodies for the services; and their refusals at the form's own fields.
#pragma once

#include <string>
#include <vector>

#include "web/call.h"

namespace zhiheng::web {

// The body of save_sheet: everything that stands in the form. `body_rows` are the criteria of its items, in order.
Json body_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows);
// The body of submit_sheet: that, and why the expert stands by a total that was questioned.
Json submission_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows);
// The body of patch_sheet: the fields that were sent, empty ones included.
Json change_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows);
// "/items/3/points" -> "points.2.1", "/total" -> "total": the name of the field on the page, "" for the whole.
std::string field_of_sheet(const std::string& pointer, const std::vector<std::string>& body_rows);

// Why nothing can be written into the sheet any more though it was never handed in; "" while it can.
std::string why_closed(const Call& call, const Json& sheet);
// "还有 3 天": the days until then in words; `returned` sheets have no deadline.
std::string days_in_words(const Call& call, const std::string& deadline_on, bool returned);

}  // namespace zhiheng::web
