// How a change through the API is carried out: plainly, once per Idempotency-Key, or only rehearsed.
#pragma once

#include <functional>

#include "web/call.h"

namespace zhiheng::web {

// Takes `dry_run` out of the query, where the route does not read it itself; what is neither 1 nor 0 stays there.
void take_dry_run(Request& request, Call& call);

// `handle` runs the handler and makes its answer. With a key, the answer is put beside the change in one transaction,
// and the same request gets it again; a dry run is answered as the change would be and leaves nothing behind.
Response carry_out(const Call& call, const std::function<Response()>& handle);

}  // namespace zhiheng::web
