// The days that a deliverable came in late, by the policy of its engagement.
#pragma once

#include "domain/deliverable.h"
#include "service/gate.h"
#include "store/contract_facts.h"

namespace zhiheng::service {

// Sets due_on, days_late and calendar_note from the kind, the day of receipt and what stands in the engagement.
void count_days(Tx& tx, const store::EngagementFacts& engagement, const store::ContractFacts& contract,
                domain::Deliverable& deliverable);

// Counts what the engagements of the contract have received already once more, after a date on which it was due or the
// policy changed; each deliverable that differs has a row of history. Results computed from the old days become
// outdated by it.
void recount_days(Tx& tx, std::int64_t contract_id);

}  // namespace zhiheng::service
