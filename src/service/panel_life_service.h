// A panel while it lives: who is invited, answers, comes later, leaves or takes a duty; a quorum that is lowered; the
// discussion. Acts on a panel take the version that the caller saw and answer the panel (panel_service.h).
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"member","reason"}. His sheets stay: what he handed in counts, what he had begun stays hidden with him.
Result<Json> leave_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                         const Json& body);
// Body: {"member","duty": "chair"|"rapporteur"|"member"}; who had the duty before becomes a member again.
Result<Json> give_panel_duty(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                             const Json& body);
// Body: {}: everybody who was not invited yet is, and the panel asks for answers from now on.
Result<Json> send_invitations(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                              const Json& body);
// The seat's own expert. Body: {"answer": "accepted"|"declined", "reason"?}. Answers the seat (panel_member).
Result<Json> answer_invitation(Gate& gate, const domain::Actor& actor, std::int64_t member_id, const Json& body);
// Body: {"expert"?, "group"?, "leaving"?: member, "deadline_on"?, "reason"}. Without an expert the next in the line of
// the draw is called; refuses draw.none_for_panel, draw.line_exhausted, and what domain::seat_member refuses.
Result<Json> seat_late_member(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                              const Json& body);
// Whom that line would call now, without calling: for each seat that was left, and last for one more expert beside all.
// {"drawn": was the panel drawn, "items":[{"leaving": member|null, "leaving_label", "position": in the draw|null when
// nobody is left, "expert_label", "quotas_kept", "not_called":[{"position","expert_label","reason": rule or quota}]}]}
Result<Json> panel_line(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
// Body: {"quorum","reason"}; by a leader.
Result<Json> lower_panel_quorum(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                const Json& body);
// Body: {}: keeps the scores as they are and lets the experts revise.
Result<Json> open_panel_discussion(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                   const Json& body);
// The sheet's own expert, during the discussion. Body: {}. Answers the sheet (sheet_service.h), a draft again.
Result<Json> revise_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body);

// What a button would be refused for, before it is pressed: permission first, then the rule.
Outcome may_close_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
Outcome may_lower_panel_quorum(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
Outcome may_open_discussion(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
Outcome may_send_invitations(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);
Outcome may_revise_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id);

}  // namespace zhiheng::service
