// The draw of a panel: prepared and published by the bureau, committed and revealed by each party, read by all of them.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_draw_routes(Router& router);

// The page of a draw with the problems of a form that stands on it.
Reply show_draw(Call& call, const Problems& problems);
// The form of an engagement's draw, or of one that is prepared once more.
Reply draw_form_page(Call& call, std::int64_t engagement_id, std::int64_t draw_id, const Json& values,
                     const std::string& version, const Problems& problems);
// The body that the form's fields make.
Result<Json> draw_form_body(Call& call, const Json& defaults);

}  // namespace zhiheng::web
