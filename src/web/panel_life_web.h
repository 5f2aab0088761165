// A panel's life on its page and in the API.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_panel_life_api(Router& router);
void add_panel_life_pages(Router& router);
void add_review_session_pages(Router& router);

// What the page of a panel shows beside its sheets: invitation, acts, who may come, quorum, discussion, files that are
// read blind, minutes. `panel` is the answer of read_panel.
void add_panel_life(Call& call, const Json& panel, Json& view);
// The columns of the table of sheets, each with how many are in; and the same over all, which betrays no score.
void add_panel_progress(const Call& call, const Json& panel, Json& view);
// `lines`: who would come if somebody were called without a name, and who was passed over on the way to him.
void add_panel_line(Call& call, bool runs, Json& view);
// Duty, origin, invitation, coming and going of one member, added to its row of the table.
void add_member_life(const Call& call, const Json& member, bool runs, Json& row);

}  // namespace zhiheng::web
