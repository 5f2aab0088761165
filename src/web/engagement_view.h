// Parts of an engagement's page that stand in files of their own.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// Text of a member that is a number or a text; "" when absent.
std::string number_at(const Json& row, const char* key);
// The rows of an answer with "items"; a copy, for answers that do not outlive the statement. None when refused.
Json items_at(const Result<Json>& answer);

// Is this page shown because a form that was sent to ".../<ending>" was refused? Only that form is open then, holds
// what was typed and tells its problems.
bool is_answer_to(const Call& call, std::string_view ending);
Problems problems_of(const Call& call, std::string_view ending, const Problems& problems);

// Scores that were given directly, events and vetoes, with their forms.
void add_conduct(const Call& call, std::int64_t id, const Json& engagement, Json& view, const Problems& problems);

}  // namespace zhiheng::web
