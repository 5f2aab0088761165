#include "service/panel_parts.h"

#include <algorithm>
#include <utility>

#include "domain/shape_listed.h"
#include "service/blind_service.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::vector<domain::ScoreSheet> empty_sheets(const domain::Panel& panel, const domain::PanelMember& member,
                                             const std::vector<const domain::Component*>& components) {
  std::vector<domain::ScoreSheet> sheets;
  for (const domain::Component* component : components) {
    if (!takes_group(*component, member.rater_group)) continue;
    domain::ScoreSheet sheet;
    sheet.bureau_id = panel.bureau_id;
    sheet.agency_id = panel.agency_id;
    sheet.expert_id = member.expert_id;
    sheet.panel_id = panel.id;
    sheet.member_id = member.id;
    sheet.component = component->code;
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

}  // namespace

void add_member(Tx& tx, const domain::Panel& panel, const domain::MemberWish& wish,
                const std::vector<const domain::Component*>& components) {
  domain::PanelMember member;
  member.expert_id = wish.expert_id;
  member.rater_group = wish.rater_group;
  add_member(tx, panel, member, components);
}

void add_member(Tx& tx, const domain::Panel& panel, domain::PanelMember& member,
                const std::vector<const domain::Component*>& components) {
  member.id = store::insert_member(tx.rows(), panel.id, member, tx.now());
  store::insert_sheets(tx.rows(), empty_sheets(panel, member, components), tx.now());
}

std::string first_characters(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && ++characters > most) return text.substr(0, at);
  }
  return text;
}

Json panel_json(Tx& tx, const domain::Panel& panel) {
  const FrozenPolicy policy = load_policy(tx.rows(), panel.policy_id);
  Json json = to_json(panel, *policy.rules, store::sheets_of_panel(tx.rows(), panel.id, false));
  veil_panel(json, veil_over(tx, Action::see_panels, {"panel", panel.id}, panel.bureau_id, &panel),
             tx.actor().expert_id);
  return json;
}

Json panel_json(Tx& tx, std::int64_t panel_id) {
  return panel_json(tx, *store::find_panel(tx.rows(), panel_id));
}

LoadedPanel load_panel(Tx& tx, std::int64_t panel_id) {
  LoadedPanel loaded;
  loaded.panel = *store::find_panel(tx.rows(), panel_id);
  loaded.sheets = store::sheets_of_panel(tx.rows(), panel_id, false);
  loaded.policy = load_policy(tx.rows(), loaded.panel.policy_id);
  loaded.rules.policy = loaded.policy.rules.get();
  for (const domain::Component& component : loaded.policy.rules->components) {
    const bool by_sheets =
        std::any_of(loaded.sheets.begin(), loaded.sheets.end(),
                    [&](const domain::ScoreSheet& sheet) { return sheet.component == component.code; });
    const auto& named = loaded.panel.components;
    if (by_sheets || std::find(named.begin(), named.end(), component.code) != named.end())
      loaded.rules.components.push_back(&component);
  }
  return loaded;
}

Result<LoadedPanel> load_panel(Tx& tx, std::int64_t panel_id, std::int64_t version) {
  LoadedPanel loaded = load_panel(tx, panel_id);
  if (loaded.panel.version != version) return stale_problem(tx, domain::panel_shape(), panel_id, version);
  return loaded;
}

Outcome save_panel(Tx& tx, const domain::Panel& panel) {
  if (store::save_panel(tx.rows(), panel, tx.now())) return Done{};
  return stale_problem(tx, domain::panel_shape(), panel.id, panel.version);
}

}  // namespace zhiheng::service
