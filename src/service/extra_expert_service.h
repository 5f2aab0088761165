// One more expert from the same draw when a line lies within the noise around the final score.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"reason"}. Takes the next in the draw's own order, gives him a place (origin "extra") and writes down the
// score, the interval and the line that were the reason. Answers {"member","final_score","low","high","line","reason"}.
// Refuses, in this order: record.stale (the version seen is not the panel's), what service::may_call_extra refuses,
// statistics.reason_missing, draw.none_for_panel, draw.line_exhausted, and what seat_member refuses.
Result<Json> call_extra_expert(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                               const Json& body);

}  // namespace zhiheng::service
