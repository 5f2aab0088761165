// A request with an Idempotency-Key gets the answer that the same request got before.
#pragma once

#include <functional>

#include "web/call.h"

namespace zhiheng::web {

Response run_once(const Call& call, const std::function<Response()>& carry_out);

}  // namespace zhiheng::web
