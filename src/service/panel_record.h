// The record of a panel's meeting (评审记录): what happened as data, and the minutes that a person writes.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// For the bureau (see_statistics): {
//  "panel": panel_detail of read_panel, "engagement": {"id","code","name"}, "agency_label",
//  "sessions": [{"id","name","held_on","starts","ends","place","group"}],
//  "attendance": [{"member","expert_label","expert_code","employer","group","duty","origin","invitation","joined_at",
//                  "joined_reason","left_at","left_reason","recused","recusal_reason"}],
//  "declarations": [{"expert_label","stated_at","answer": "none"|"related"}],
//  "quorum": {"by_policy": n, "now": n, "changes": [{"before","quorum","reason","decided_label","decided_at"}]},
//  "discussion": {"held": bool, "counts": "before"|"after"|null, "opened_at"},
//  "scores": [{"member","expert_label","component","component_title","first","last","counted","state"}]: points as
//  text;
//            null where no score was given or it is still with its expert; "0.00" is a score,
//  "minutes":
//  {"revision","discussion","decisions","attendance","written_by","written_at","signed_by","signed_at"}|null,
//  "revisions": the earlier ones of the same shape, oldest first,
//  "result": {"final_score","grade","passed"}|null, "missing": [the rules why it cannot be closed, with their params],
//  "signatures": [{"duty","expert_label"}]: chair first, then the rapporteur, then everybody seated }
Result<Json> panel_record(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);

// {"items":[{"id","name","held_on","starts","ends","place","group"}]}: where and when the panel sits, for everybody who
// sees it.
Result<Json> panel_sessions(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);

// Minutes are never overwritten: each saving is a revision, and one that the chair signed is the last.
// Body: {"discussion"?, "decisions"?, "attendance"?, "revision": the last one seen, 0 for none}. Answers
// {"items":[...],"locked"}. Refuses minutes.stale, minutes.signed, minutes.empty.
Result<Json> write_minutes(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, const Json& body);
// The same by the seat of the rapporteur or chair. Refuses first minutes.not_rapporteur.
Result<Json> write_minutes_as_member(Gate& gate, const domain::Actor& actor, std::int64_t member_id, const Json& body);
// By the chair's seat. Body: {"revision"}. Refuses, in this order: minutes.not_chair, minutes.none, minutes.stale,
// minutes.signed.
Result<Json> sign_minutes(Gate& gate, const domain::Actor& actor, std::int64_t member_id, const Json& body);
// {"items":[...],"locked"}: for the bureau, and for whoever is chair or rapporteur of the panel; nothing for others.
Result<Json> read_minutes(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);

}  // namespace zhiheng::service
