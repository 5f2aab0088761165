// A figure and why it is that figure, as templates/partials/derivation.html shows it.
#pragma once

#include "web/call.h"
#include "web/shape_view.h"

namespace zhiheng::web {

// "0.1" -> "10%"; fractions such as 13/75 stay as they are.
std::string percent_of(const std::string& rate);

// Of a stored result with its documents: the engagement named `code` in them.
Json result_view(const Call& call, const Json& result, const std::string& code);
// The derivation of one engagement of a result document: {"components","deductions","steps"}.
Json derivation_view(const Call& call, const Json& engagement, const Json& policy);

}  // namespace zhiheng::web
