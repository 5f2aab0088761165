#include "store/panel_store.h"

#include <algorithm>

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view panel_columns =
    "SELECT p.id, p.bureau_id, p.agency_id, p.engagement_id, p.policy_id, p.name, p.deadline_on, p.state, p.version, "
    "p.invites, p.components, p.quorum, p.discussion, p.discussed_at "
    "FROM panel p ";
constexpr std::string_view member_columns =
    "SELECT m.panel_id, m.id, m.expert_id, x.code, x.name, m.rater_group, m.recused, m.recusal_reason, m.version, "
    "m.duty, m.origin, m.created_at, m.joined_reason, m.left_at, m.left_reason, m.invitation, m.invited_at, "
    "m.answer_on, m.answered_at, m.answer_reason "
    "FROM panel_member m JOIN expert x ON x.id = m.expert_id ";

// Codes of components have no commas.
std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    words.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string list_of(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ",") + word;
  return list;
}

domain::Panel panel_from(const Row& row) {
  RowReader cells(row);
  domain::Panel panel;
  panel.id = cells.integer();
  panel.bureau_id = cells.integer();
  panel.agency_id = cells.integer();
  panel.engagement_id = cells.integer();
  panel.policy_id = cells.integer();
  panel.name = cells.text();
  panel.deadline_on = cells.date();
  panel.state = cells.text();
  panel.version = cells.integer();
  panel.invites = cells.flag();
  panel.components = words_of(cells.text());
  panel.quorum = cells.optional_small();
  panel.discussion = cells.text();
  panel.discussed_at = cells.text();
  return panel;
}

domain::PanelMember member_from(RowReader& cells) {
  domain::PanelMember member;
  member.id = cells.integer();
  member.expert_id = cells.integer();
  member.expert_code = cells.text();
  member.expert_name = cells.text();
  member.rater_group = cells.text();
  member.recused = cells.flag();
  member.recusal_reason = cells.text();
  member.version = cells.integer();
  member.duty = cells.text();
  member.origin = cells.text();
  member.joined_at = cells.text();
  member.joined_reason = cells.text();
  member.left_at = cells.text();
  member.left_reason = cells.text();
  member.invitation = cells.text();
  member.invited_at = cells.text();
  member.answer_on = cells.optional_date();
  member.answered_at = cells.text();
  member.answer_reason = cells.text();
  return member;
}

// Panels and all their members in two queries, whatever their number.
std::vector<domain::Panel> several(Connection& rows, const std::string& where, const Parameters& parameters) {
  std::vector<domain::Panel> panels;
  for (const Row& row : rows.query(std::string(panel_columns) + where + " ORDER BY p.id", parameters)) {
    panels.push_back(panel_from(row));
  }
  if (panels.empty()) return panels;
  const std::string sql =
      std::string(member_columns) + "JOIN panel p ON p.id = m.panel_id " + where + " ORDER BY m.panel_id, m.id";
  std::size_t at = 0;
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    const std::int64_t panel_id = cells.integer();
    while (at < panels.size() && panels[at].id != panel_id) ++at;
    if (at == panels.size()) break;
    panels[at].members.push_back(member_from(cells));
  }
  return panels;
}

std::optional<domain::Panel> only(std::vector<domain::Panel> panels) {
  if (panels.empty()) return std::nullopt;
  return std::move(panels.front());
}

}  // namespace

std::optional<domain::Panel> find_panel(Connection& rows, std::int64_t id) {
  return only(several(rows, "WHERE p.id = ?", {id}));
}

std::optional<domain::Panel> find_panel_of(Connection& rows, std::int64_t engagement_id) {
  return only(several(rows, "WHERE p.engagement_id = ?", {engagement_id}));
}

std::vector<domain::Panel> panels_of_contract(Connection& rows, std::int64_t contract_id) {
  return several(rows, "JOIN engagement e ON e.id = p.engagement_id WHERE e.contract_id = ?", {contract_id});
}

std::vector<domain::Panel> panels_by_id(Connection& rows, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  return several(rows, "WHERE p.id IN (" + placeholders(ids.size()) + ")", Parameters(ids.begin(), ids.end()));
}

std::int64_t insert_panel(Connection& rows, const domain::Panel& panel, Timestamp now) {
  rows.execute(
      "INSERT INTO panel (bureau_id, agency_id, engagement_id, policy_id, name, deadline_on, state, invites, "
      "components, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {panel.bureau_id, panel.agency_id, panel.engagement_id, panel.policy_id, panel.name, panel.deadline_on.text(),
       panel.state, small(panel.invites ? 1 : 0), list_of(panel.components), now.utc(), now.utc()});
  return rows.last_id();
}

bool save_panel(Connection& rows, const domain::Panel& panel, Timestamp now) {
  return rows.execute(
             "UPDATE panel SET name = ?, deadline_on = ?, state = ?, invites = ?, quorum = ?, discussion = ?, "
             "discussed_at = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {panel.name, panel.deadline_on.text(), panel.state, small(panel.invites ? 1 : 0),
              panel.quorum ? small(*panel.quorum) : Value(), panel.discussion, text_or_null(panel.discussed_at),
              now.utc(), panel.id, panel.version}) == 1;
}

bool touch_open_panel(Connection& rows, std::int64_t panel_id, Timestamp now) {
  return rows.execute("UPDATE panel SET version = version + 1, updated_at = ? WHERE id = ? AND state = 'open'",
                      {now.utc(), panel_id}) == 1;
}

std::int64_t insert_member(Connection& rows, std::int64_t panel_id, const domain::PanelMember& member, Timestamp now) {
  rows.execute(
      "INSERT INTO panel_member (panel_id, expert_id, rater_group, recused, recusal_reason, duty, origin, "
      "joined_reason, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {panel_id, member.expert_id, member.rater_group, small(member.recused ? 1 : 0), member.recusal_reason,
       member.duty, member.origin, member.joined_reason, now.utc(), now.utc()});
  return rows.last_id();
}

void save_member(Connection& rows, const domain::PanelMember& member, Timestamp now) {
  rows.execute(
      "UPDATE panel_member SET rater_group = ?, recused = ?, recusal_reason = ?, duty = ?, left_at = ?, "
      "left_reason = ?, invitation = ?, invited_at = ?, answer_on = ?, answered_at = ?, answer_reason = ?, "
      "version = version + 1, updated_at = ? WHERE id = ?",
      {member.rater_group, small(member.recused ? 1 : 0), member.recusal_reason, member.duty,
       text_or_null(member.left_at), member.left_reason, member.invitation, text_or_null(member.invited_at),
       date_or_null(member.answer_on), text_or_null(member.answered_at), member.answer_reason, now.utc(), member.id});
}

void delete_member(Connection& rows, std::int64_t member_id) {
  rows.execute("DELETE FROM score_sheet WHERE member_id = ? AND state = 'draft' AND version = 1", {member_id});
  rows.execute("DELETE FROM panel_member WHERE id = ?", {member_id});
}

}  // namespace zhiheng::store
