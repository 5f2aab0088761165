#include "service/panel_life_parts.h"

#include "base/calendar.h"
#include "service/notice_service.h"
#include "store/panel_store.h"

namespace zhiheng::service {

void invite(Tx& tx, const LoadedPanel& loaded, domain::PanelMember& member) {
  const int days = loaded.policy.rules->panel.answer_days;
  member.invitation = "invited";
  member.invited_at = tx.now().utc();
  member.answer_on = Calendar::shipped().add_working_days(tx.today(), days).value;
  store::save_member(tx.rows(), member, tx.now());
  const Params told{{"deadline", loaded.panel.deadline_on.text()}};
  tell_experts(tx, {"invited", {"panel", loaded.panel.id}, "", member.answer_on, told}, {member.expert_id});
}

}  // namespace zhiheng::service
