// The steps of a rating as a reader follows them.
#pragma once

#include "base/json.h"
#include "web/call.h"

namespace zhiheng::web {

// [{"line"}]: as published in Chinese; in English computed again from the published case, since documents carry
// Chinese.
Json rating_steps(const Call& call, const Json& rating);

}  // namespace zhiheng::web
