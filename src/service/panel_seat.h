// A place in a panel for one more expert, with his empty sheets and his invitation, inside the transaction of whoever
// gives it: the clerk, a draw, a substitution, the extra expert within the noise.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/gate.h"

namespace zhiheng::service {

// How somebody came into a panel: "appointed" by the clerk, "drawn", "substitute", "extra".
struct SeatWish {
  std::int64_t panel_id = 0;
  std::int64_t expert_id = 0;
  std::string rater_group = "expert";
  std::string origin = "appointed";
  std::string reason;  // why somebody came later than the others
};

// A panel without members for an engagement that has none yet: a draw takes its members by seat_member, and asks them
// to answer. `components` as panel_rules() reads them; the deadline is that of scoring. Refuses, in this order:
// panel.exists, panel.contract_closed, panel.deadline_past, and what domain::panel_rules refuses. Answers the id.
Result<std::int64_t> open_panel_to_draw(Tx& tx, std::int64_t engagement_id, const std::string& name, Date deadline_on,
                                        const std::vector<std::string>& components);

// Answers the member's id. Refuses, in this order: panel.not_open, panel.member_twice, panel.expert_not_active,
// panel.unknown_group.
Result<std::int64_t> seat_member(Tx& tx, const SeatWish& wish);

}  // namespace zhiheng::service
