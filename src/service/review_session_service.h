// Sessions of review: planned, moved and called off by the clerk; the experts of all panels on the agenda are told.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"name","held_on","starts","ends","place","remark"?,"items":[{"panel","starts","ends","group"?}]}. Conflicts
// are shown, not refused: the clerk may know that somebody comes later. Answers the session: {"id","version","bureau",
// "name","held_on","starts","ends","place","remark","state","items":[{"position","panel","panel_label",
// "engagement_code","starts","ends","group","experts":[{"id","name"}]}],"conflicts":[{"rule","expert_label","from",
// "until","here","there","other_session"}]}. Refuses session.day_past, session.no_such_panel, session.panel_closed, and
// what domain::check_session refuses, all together.
Result<Json> plan_session(Gate& gate, const domain::Actor& actor, const Json& body);
Result<Json> change_session(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body);
// Body: {"reason"}. Refuses session.cancelled, session.reason_missing.
Result<Json> cancel_session(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body);
Result<Json> read_session(Gate& gate, const domain::Actor& actor, std::int64_t id);
// {"items":[{"id","name","engagement_code"}]}: what can be put on an agenda.
Result<Json> panels_for_session(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service
