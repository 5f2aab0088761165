// Panels with their members, and score sheets with their items, as rows.
#pragma once

#include <optional>
#include <vector>

#include "domain/panel.h"
#include "domain/score_sheet.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::Panel> find_panel(Connection& rows, std::int64_t id);
std::optional<domain::Panel> find_panel_of(Connection& rows, std::int64_t engagement_id);
std::vector<domain::Panel> panels_of_contract(Connection& rows, std::int64_t contract_id);        // with members
std::vector<domain::Panel> panels_by_id(Connection& rows, const std::vector<std::int64_t>& ids);  // with members, by id
std::int64_t insert_panel(Connection& rows, const domain::Panel& panel, Timestamp now);
// Saves name, deadline and state. False when the version is not the stored one any more.
bool save_panel(Connection& rows, const domain::Panel& panel, Timestamp now);
// What a handed-in sheet does to its panel: a closing that read an older version is told. False when it is closed.
bool touch_open_panel(Connection& rows, std::int64_t panel_id, Timestamp now);

std::int64_t insert_member(Connection& rows, std::int64_t panel_id, const domain::PanelMember& member, Timestamp now);
void save_member(Connection& rows, const domain::PanelMember& member, Timestamp now);
// Takes a member off together with sheets into which nobody has written.
void delete_member(Connection& rows, std::int64_t member_id);

std::vector<domain::ScoreSheet> sheets_of_panel(Connection& rows, std::int64_t panel_id, bool with_items);
std::vector<domain::ScoreSheet> sheets_of_contract(Connection& rows, std::int64_t contract_id);  // with items
std::vector<domain::ScoreSheet> sheets_of_panels(Connection& rows,
                                                 const std::vector<std::int64_t>& panel_ids);  // without items
std::optional<domain::ScoreSheet> find_sheet(Connection& rows, std::int64_t id);               // with items
std::int64_t find_sheet_id(Connection& rows, std::int64_t panel_id, std::int64_t expert_id,
                           const std::string& component);
void insert_sheets(Connection& rows, const std::vector<domain::ScoreSheet>& sheets, Timestamp now);
// Saves state, total, comment, reason and the time of handing in. False when the version is not the stored one.
bool save_sheet(Connection& rows, const domain::ScoreSheet& sheet, Timestamp now);
void replace_items(Connection& rows, const domain::ScoreSheet& sheet);
void lock_sheets(Connection& rows, std::int64_t panel_id, Timestamp now);  // the submitted ones

}  // namespace zhiheng::store
