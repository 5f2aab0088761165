// Choosing the members of a panel: every active expert as a row, with the reason why he may not be chosen.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// `members` are those of the panel, empty for a new one; what was typed counts more.
Json panel_member_rows(const Call& call, const std::string& engagement, std::int64_t policy_id, const Json& members);
// The boxes that were ticked, with their groups: [{"expert","group"?}].
Json members_of_form(const Call& call);

}  // namespace zhiheng::web
