// What every page has around its content: menu, person, language, breadcrumbs, message of what was done.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// Adds the members page_* that templates/layout.html names.
void dress(Json& view, const Call& call);
// [{"group_label","items":[{"label","href","current"}]}]: what the person may open.
Json menu_of(const Call& call);
// {"label","href"} for breadcrumbs.
Json crumb(std::string label, std::string href = {});
// A page that says what went wrong, with what to do next.
Response problem_page(const Problems& problems, const Request& request, const Call* call, Language language);
// For the top of a form or page: [{"text","field","rule"}].
Json problem_list(const Problems& problems, Language language);
// Where a form shows the field of a problem: "/engagements/0/fee" -> "#field-engagements-0-fee"; "" without a field.
std::string field_anchor(const std::string& field);

}  // namespace zhiheng::web
