// Refusals on their way out: one status per kind, one JSON form (RFC 9457), one page.
#pragma once

#include <string>

#include "base/json.h"
#include "base/messages.h"
#include "base/result.h"
#include "web/exchange.h"

namespace zhiheng::web {

int http_status(Kind kind);
// The kind that decides the status of several problems: the first that is no `invalid`, otherwise `invalid`.
Kind leading_kind(const Problems& problems);

// [{"rule","field","text","params"}]
Json problems_to_json(const Problems& problems, Language language);
// {"type","title","status","detail","instance","problems"}
Response problem_response(const Problems& problems, const Request& request, Language language);

}  // namespace zhiheng::web
