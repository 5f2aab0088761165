// What the members of a panel are told.
#pragma once

#include <vector>

#include "domain/panel.h"
#include "domain/score_sheet.h"
#include "service/gate.h"

namespace zhiheng::service {

// Each member once, however often the list of members is changed.
void tell_assigned(Tx& tx, const domain::Panel& panel, const std::vector<domain::MemberWish>& members);
// Who still has a sheet to hand in.
void tell_moved_panel(Tx& tx, const domain::Panel& panel, const std::vector<domain::ScoreSheet>& sheets, Date from);

}  // namespace zhiheng::service
