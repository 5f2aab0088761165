// Recusal (回避): the bureau's relations and lots, the question whether somebody is free, and the flags that are raised
// about panels. Old panels are flagged and stay as they were.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "domain/panel.h"
#include "domain/recusal.h"
#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

// Body: {"relation","from":{"kind","id"|"key"},"to":{...},"since"?,"until"?,"evidence"}; "key" is the code, number,
// USCC or name by which people know the party, of a person or an employer the name. Answers the row of "relation".
// Refuses, all at once: field.*, relation.party_absent and relation.party_ambiguous at /from or /to, what
// domain::check_relation refuses, relation.known_already. Panels whose members it touches are checked at once.
Result<Json> add_relation(Gate& gate, const domain::Actor& actor, const Json& body);
// Body: {"until","evidence"?}. Relations are ended by date, never deleted.
Result<Json> end_relation(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                          const Json& body);

// {"contract","lot","parties":[{"agency","agency_label","uscc","contract"|null}]}
Result<Json> read_lot(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);
// Body: {"lot": "" or its number, "bidders"?: [agency ids or USCCs]}: who bid in the lot and got no contract.
Result<Json> set_lot(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body);

// Body: {"engagement": id, "experts": [ids]}. {"engagement","on","items":[{"expert","expert_code","expert_label",
// "free","paths":[{"rule","excludes","steps":[...],"text":{"zh-CN","en"}}]}]}; a path that ended before the look-back
// is shown and does not exclude. Refuses recusal.expert_absent for one who is out of reach.
Result<Json> check_recusal(Gate& gate, const domain::Actor& actor, const Json& body);

// Flags: {"id","version","panel","panel_label","panel_state","expert","expert_label","rule","path":{...},"state",
// "found_by","found_at","reason","handled_at"}
Result<Json> read_recusal_flag(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Body: {"state": "handled"|"dismissed", "reason"}. Refuses, in this order: recusal.flag_not_open,
// recusal.reason_missing.
Result<Json> decide_recusal_flag(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                 const Json& body);

// The job "recusals": all open panels, and those closed within the longest look-back. Counts: panels, flags.
Result<JobCounts> recheck_recusals(Gate& gate, Timestamp now);

// --- inside others' transactions
// What changed about these parties or engagements is looked at in the panels that it touches; answers the new flags.
std::int64_t recheck_parties(Tx& tx, std::int64_t bureau_id, const std::vector<domain::Party>& parties,
                             const std::string& found_by);
std::int64_t recheck_engagements(Tx& tx, const std::vector<std::int64_t>& engagement_ids, const std::string& found_by);
// The member is recused, left or was taken off: what was open about him is handled, for this reason.
void settle_recusal_flags(Tx& tx, std::int64_t panel_id, std::int64_t expert_id, const std::string& reason);
// Who is to be a member and may not: panel.expert_recused at /members/i/expert with the path in words. Members of the
// groups in which an organiser or an evaluated unit itself scores are not asked about.
Problems check_recusals(Tx& tx, std::int64_t engagement_id, const std::vector<domain::MemberWish>& wishes,
                        const std::vector<domain::PanelMember>& standing);
Json path_json(const domain::RecusalPath& path);  // domain::to_json with "text" in both languages

}  // namespace zhiheng::service
