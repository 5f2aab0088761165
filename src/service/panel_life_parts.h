// Steps of a panel's life that several services take inside a transaction.
#pragma once

#include <vector>

#include "service/panel_parts.h"

namespace zhiheng::service {

// Asks the member to answer within the policy's working days from today, and tells him.
void invite(Tx& tx, const LoadedPanel& loaded, domain::PanelMember& member);

std::int64_t panel_of_member(Tx& tx, std::int64_t member_id);  // 0 when there is no such seat
// Is the expert one of those whom the actor may take into a panel?
bool in_reach(Tx& tx, std::int64_t expert_id);

// The sheets as a closing sees them: one that was taken up again in the discussion and not handed in counts as it was
// before.
std::vector<domain::ScoreSheet> with_first_scores(Tx& tx, const LoadedPanel& loaded);
// The same as rows: such a sheet gets back what it was, handed in. Nobody's work is lost by beginning to revise it.
void settle_revisions(Tx& tx, LoadedPanel& loaded);

}  // namespace zhiheng::service
