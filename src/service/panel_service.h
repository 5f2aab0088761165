// Panels: who scores an engagement, until when, and the closing that locks the sheets and computes the result.
// Every change takes the version that the caller saw; another one is record.stale.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"name"?, "deadline_on", "components"?: ["plan"], "members": [{"expert": "12", "group"?: "expert"}]}.
// The panel freezes the contract's policy version and gets one empty sheet per member and component. Answers the panel.
Result<Json> create_panel(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body);

// {"id","version","engagement","policy","policy_label","name","deadline_on","state","members":[...],
//  "components":[{"component","title","draft","submitted","returned","locked"}]}
Result<Json> read_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
// The same for an engagement; null when it has no panel yet.
Result<Json> panel_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

// Body: {"members": [...]}, the whole list. Only while no sheet was handed in.
Result<Json> change_panel_members(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                  const Json& body);
// Body: {"deadline_on"}.
Result<Json> move_panel_deadline(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                 const Json& body);
// Body: {"member": "31", "reason"}. His sheets stay and do not count.
Result<Json> recuse_panel_member(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                 const Json& body);
// Answers {"panel": {...}, "result": {...}}: locks the sheets and computes the result in one transaction. Refuses what
// domain::close_panel refuses and what the evaluation refuses, such as component.neither for a score not given yet.
Result<Json> close_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version);

}  // namespace zhiheng::service
