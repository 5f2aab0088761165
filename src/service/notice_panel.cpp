#include "service/notice_panel.h"

#include "service/notice_service.h"

namespace zhiheng::service {

void tell_assigned(Tx& tx, const domain::Panel& panel, const std::vector<domain::MemberWish>& members) {
  std::vector<std::int64_t> experts;
  for (const domain::MemberWish& member : members) experts.push_back(member.expert_id);
  tell_experts(tx, {"assigned", {"panel", panel.id}, "", panel.deadline_on}, experts);
}

void tell_moved_panel(Tx& tx, const domain::Panel& panel, const std::vector<domain::ScoreSheet>& sheets, Date from) {
  std::vector<std::int64_t> experts;
  for (const domain::ScoreSheet& sheet : sheets) {
    const domain::PanelMember* member = panel.member(sheet.member_id);
    if (!member || !member->is_seated()) continue;
    // Who was invited was told a date, so all of them are told the new one.
    if (panel.invites || sheet.state == "draft" || sheet.state == "returned") experts.push_back(sheet.expert_id);
  }
  if (experts.empty()) return;
  const Params told{{"from", from.text()}, {"to", panel.deadline_on.text()}};
  // The version that the panel had: each move is an event of its own, also one back to an earlier date.
  tell_moved_deadline(
      tx, {"deadline_moved", {"panel", panel.id}, std::to_string(panel.version), panel.deadline_on, told}, experts);
}

}  // namespace zhiheng::service
