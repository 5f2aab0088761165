#include "service/panel_parts.h"

#include <algorithm>
#include <map>
#include <set>
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

namespace {

domain::PanelRules rules_in_force(const domain::Policy& policy, const domain::Panel& panel,
                                  const std::vector<domain::ScoreSheet>& sheets) {
  domain::PanelRules rules;
  rules.policy = &policy;
  for (const domain::Component& component : policy.components) {
    const bool by_sheets = std::any_of(sheets.begin(), sheets.end(), [&](const domain::ScoreSheet& sheet) {
      return sheet.component == component.code;
    });
    const auto& named = panel.components;
    if (by_sheets || std::find(named.begin(), named.end(), component.code) != named.end())
      rules.components.push_back(&component);
  }
  return rules;
}

}  // namespace

LoadedPanel load_panel(Tx& tx, std::int64_t panel_id) {
  LoadedPanel loaded;
  loaded.panel = *store::find_panel(tx.rows(), panel_id);
  loaded.sheets = store::sheets_of_panel(tx.rows(), panel_id, false);
  loaded.policy = load_policy(tx.rows(), loaded.panel.policy_id);
  loaded.rules = rules_in_force(*loaded.policy.rules, loaded.panel, loaded.sheets);
  return loaded;
}

std::vector<store::Waiting> by_closing_rule(store::Connection& rows, std::vector<store::Waiting> waiting, Date today) {
  std::vector<std::int64_t> ids;
  for (const store::Waiting& one : waiting) {
    if (one.kind == "close_panel") ids.push_back(one.id);
  }
  std::map<std::int64_t, std::vector<domain::ScoreSheet>> sheets;
  for (domain::ScoreSheet& sheet : store::sheets_of_panels(rows, ids)) {
    sheets[sheet.panel_id].push_back(std::move(sheet));
  }
  std::map<std::int64_t, FrozenPolicy> policies;
  std::set<std::int64_t> ready;
  for (const domain::Panel& panel : store::panels_by_id(rows, ids)) {
    FrozenPolicy& policy = policies[panel.policy_id];
    if (!policy.rules) policy = load_policy(rows, panel.policy_id);
    const auto& handed_in = sheets[panel.id];
    const auto rules = rules_in_force(*policy.rules, panel, handed_in);
    if (domain::close_panel(panel, handed_in, rules, today)) ready.insert(panel.id);
  }
  for (store::Waiting& one : waiting) {
    if (one.kind == "close_panel" && !ready.contains(one.id)) one.kind = "panel_not_ready";
  }
  return waiting;
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
