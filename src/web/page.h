// What every page has around its content: menu, person, language, breadcrumbs, message of what was done.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// Adds the members page_* that templates/layout.html names.
void dress(Json& view, const Call& call);
// {"label","href"} for breadcrumbs.
Json crumb(std::string label, std::string href = {});
// A page that says what went wrong, with what to do next.
Response problem_page(const Problems& problems, const Request& request, const Call* call, Language language);
// For the top of a form or page: [{"text","field","field_label"}].
Json problem_list(const Problems& problems, Language language);

}  // namespace zhiheng::web
