// The steps that all changes of a panel share inside a transaction.
#pragma once

#include <string>
#include <vector>

#include "domain/panel.h"
#include "service/case_builder.h"
#include "service/gate.h"
#include "store/task_store.h"

namespace zhiheng::service {

// A panel with its sheets (without items) and the policy frozen with it.
struct LoadedPanel {
  domain::Panel panel;
  std::vector<domain::ScoreSheet> sheets;
  FrozenPolicy policy;
  domain::PanelRules rules;
};
// At the version that the caller saw; refuses record.stale.
Result<LoadedPanel> load_panel(Tx& tx, std::int64_t panel_id, std::int64_t version);
// At the version of now.
LoadedPanel load_panel(Tx& tx, std::int64_t panel_id);
// Panels in which nobody is awaited may still lack a quorum, a group or their discussion: what cannot be closed is
// panel_not_ready instead of close_panel. Three queries, whatever their number.
std::vector<store::Waiting> by_closing_rule(store::Connection& rows, std::vector<store::Waiting> waiting, Date today);
// Saves the panel's own columns; the version moves on. Refuses record.stale.
Outcome save_panel(Tx& tx, const domain::Panel& panel);

// A member with his empty sheets; the second form fills in the id.
void add_member(Tx& tx, const domain::Panel& panel, const domain::MemberWish& wish,
                const std::vector<const domain::Component*>& components);
void add_member(Tx& tx, const domain::Panel& panel, domain::PanelMember& member,
                const std::vector<const domain::Component*>& components);

// Never cuts through a character.
std::string first_characters(const std::string& text, std::size_t most);

// The answer of read_panel, behind the actor's veil.
Json panel_json(Tx& tx, const domain::Panel& panel);
Json panel_json(Tx& tx, std::int64_t panel_id);

}  // namespace zhiheng::service
