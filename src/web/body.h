// Reads the body of a call in the kind that its route names, and the query that it knows.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

// Refuses request.content_type (415), json.* (400), request.not_utf8 (400), request.body_not_object.
Outcome read_body(Call& call);
// Every unknown or repeated parameter is query.unknown / query.repeated (API only).
Outcome check_query(const Call& call);

}  // namespace zhiheng::web
