// The rules of a policy as people read them: one section for each part of the document, in words.
#pragma once

#include "base/json.h"
#include "web/call.h"

namespace zhiheng::web {

// [{"part": "信用评价", "rows": [{"label", "text"}]}]; a list of things has a line for each of them.
Json policy_parts_view(const Call& call, const Json& document);

}  // namespace zhiheng::web
