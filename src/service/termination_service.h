// Contracts that end early: drafted by the bureau's clerk, decided by its leader.
#pragma once

#include "service/gate.h"

namespace zhiheng::service {

// Body: {"ground","terminated_on","reason","evidence","engagements":[{"code","fee","reason"}]}: the settled fees of
// those that change; the others keep theirs. Refuses what domain::check_termination refuses, record.stale,
// statement.drafter_unnamed. Answers the row with "engagements".
Result<Json> draft_termination(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, std::int64_t version,
                               const Json& body);
Result<Json> withdraw_termination(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"outcome": "terminate" | "refuse", "reason"?}; a refusal needs its reason. By another person than the drafter.
// The contract's state becomes "terminated"; what its sum loses is an amendment of the kind "termination", which the
// tenth does not bind; engagements whose fee becomes nought are cancelled and wait for no result; instalments are cut
// so that they add up, the last unpaid ones first. Refuses termination.not_draft, termination.outdated (fees or results
// changed since), termination.reason_missing.
Result<Json> decide_termination(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body);
// {"items":[...]}, the newest first; drafts only for the bureau.
Result<Json> terminations_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);
Result<Json> read_termination(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Whether a termination may be drafted, and the named reason why not.
Outcome may_draft_termination(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);

}  // namespace zhiheng::service
