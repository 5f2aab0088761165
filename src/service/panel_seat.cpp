#include "service/panel_seat.h"

#include "base/calendar.h"
#include "domain/panel_life.h"
#include "service/declaration_service.h"
#include "service/notice_panel.h"
#include "service/notice_service.h"
#include "service/panel_life_parts.h"
#include "service/panel_parts.h"
#include "service/recusal_service.h"
#include "store/contract_facts.h"
#include "store/panel_store.h"

namespace zhiheng::service {

Result<std::int64_t> open_panel_to_draw(Tx& tx, std::int64_t engagement_id, const std::string& name, Date deadline_on,
                                        const std::vector<std::string>& components) {
  const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  const FrozenPolicy policy = load_policy(tx.rows(), contract.policy_id);
  const bool exists = store::find_panel_of(tx.rows(), engagement_id).has_value();
  const std::string state = engagement.cancelled ? "cancelled" : contract.state;
  if (Outcome may = domain::open_empty_panel(exists, state, deadline_on, tx.today()); !may) {
    return may.problems();
  }
  const auto rules = domain::panel_rules(*policy.rules, components);
  if (!rules) return rules.problems();
  domain::Panel panel;
  panel.bureau_id = engagement.bureau_id;
  panel.agency_id = engagement.agency_id;
  panel.engagement_id = engagement.id;
  panel.policy_id = policy.id;
  panel.name = name.empty() ? first_characters(engagement.name, 100) : name;
  panel.deadline_on = deadline_on;
  for (const domain::Component* component : rules->components) panel.components.push_back(component->code);
  panel.invites = true;
  panel.id = store::insert_panel(tx.rows(), panel, tx.now());
  Json detail = Json::object().set("before", Json::object()).set("version", 1);
  detail.set("after", Json::object().set("state", "open").set("deadline_on", deadline_on.text()));
  tx.audit("create", {"panel", panel.id}, panel.bureau_id, detail);
  // Who is drawn declares before he opens anything: nobody has to think of asking for it.
  require_declarations(tx, panel.id);
  return panel.id;
}

Result<std::int64_t> seat_member(Tx& tx, const SeatWish& wish) {
  LoadedPanel loaded = load_panel(tx, wish.panel_id);
  const auto experts = store::expert_facts(tx.rows(), {wish.expert_id});
  const domain::MemberWish member_wish{wish.expert_id, wish.rater_group};
  const Outcome allowed =
      domain::seat_member(loaded.panel, experts.empty() ? nullptr : &experts.front(), member_wish, loaded.rules);
  if (!allowed) return allowed.problems();
  if (Problems recused = check_recusals(tx, loaded.panel.engagement_id, {member_wish}, {}); !recused.empty()) {
    return recused;
  }
  domain::PanelMember member;
  member.expert_id = wish.expert_id;
  member.rater_group = wish.rater_group;
  member.origin = wish.origin;
  member.joined_reason = wish.reason;
  member.expert_name = experts.front().name;
  // A draw seats people who have yet to say whether they come.
  if (wish.origin == "drawn") loaded.panel.invites = true;
  if (Outcome saved = save_panel(tx, loaded.panel); !saved) return saved.problems();
  add_member(tx, loaded.panel, member, loaded.rules.components);
  const bool invites = loaded.panel.invites;
  if (invites) invite(tx, loaded, member);
  Json detail = Json::object().set("before", Json::object()).set("version", loaded.panel.version + 1);
  detail.set("after", Json::object()
                          .set("member", std::to_string(member.id))
                          .set("expert", member.expert_name)
                          .set("origin", member.origin)
                          .set("joined_reason", member.joined_reason));
  tx.audit("seat", {"panel", wish.panel_id}, loaded.panel.bureau_id, detail);
  if (!invites) tell_assigned(tx, loaded.panel, {member_wish});
  return member.id;
}

}  // namespace zhiheng::service
