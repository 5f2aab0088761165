#include "store/review_session_store.h"

#include <algorithm>

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view session_columns =
    "SELECT s.id, s.bureau_id, s.name, s.held_on, s.starts, s.ends, s.place, s.remark, s.state, s.version "
    "FROM review_session s ";
constexpr std::string_view panel_columns =
    "SELECT p.id, p.bureau_id, p.name, e.code, p.state FROM panel p JOIN engagement e ON e.id = p.engagement_id ";

Parameters as_parameters(const std::vector<std::int64_t>& ids) {
  return Parameters(ids.begin(), ids.end());
}

// Sessions with their agendas and who comes: three queries, whatever their number.
std::vector<domain::ReviewSession> several(Connection& rows, const std::string& where, const Parameters& parameters) {
  std::vector<domain::ReviewSession> sessions;
  for (const Row& row : rows.query(std::string(session_columns) + where + " ORDER BY s.id", parameters)) {
    RowReader cells(row);
    domain::ReviewSession session;
    session.id = cells.integer();
    session.bureau_id = cells.integer();
    session.name = cells.text();
    session.held_on = cells.date();
    session.starts = cells.text();
    session.ends = cells.text();
    session.place = cells.text();
    session.remark = cells.text();
    session.state = cells.text();
    session.version = cells.integer();
    sessions.push_back(std::move(session));
  }
  if (sessions.empty()) return sessions;
  std::vector<std::int64_t> panels;
  const std::string items =
      "SELECT i.session_id, i.id, i.position, i.panel_id, i.starts, i.ends, i.group_name FROM review_item i "
      "JOIN review_session s ON s.id = i.session_id " +
      where + " ORDER BY i.session_id, i.position";
  std::size_t at = 0;
  for (const Row& row : rows.query(items, parameters)) {
    RowReader cells(row);
    const std::int64_t session_id = cells.integer();
    while (at < sessions.size() && sessions[at].id != session_id) ++at;
    if (at == sessions.size()) break;
    domain::ReviewItem item;
    item.id = cells.integer();
    item.position = cells.small();
    item.panel_id = cells.integer();
    item.starts = cells.text();
    item.ends = cells.text();
    item.group = cells.text();
    panels.push_back(item.panel_id);
    sessions[at].items.push_back(std::move(item));
  }
  const auto known = agenda_panels(rows, panels);
  for (domain::ReviewSession& session : sessions) {
    for (domain::ReviewItem& item : session.items) {
      const auto panel =
          std::find_if(known.begin(), known.end(), [&](const AgendaPanel& one) { return one.id == item.panel_id; });
      if (panel == known.end()) continue;
      item.panel_name = panel->name;
      item.engagement_code = panel->engagement_code;
      item.experts = panel->experts;
    }
  }
  return sessions;
}

std::vector<AgendaPanel> panels_where(Connection& rows, const std::string& where, const Parameters& parameters) {
  std::vector<AgendaPanel> panels;
  for (const Row& row : rows.query(std::string(panel_columns) + where + " ORDER BY p.id", parameters)) {
    RowReader cells(row);
    AgendaPanel panel;
    panel.id = cells.integer();
    panel.bureau_id = cells.integer();
    panel.name = cells.text();
    panel.engagement_code = cells.text();
    panel.state = cells.text();
    panels.push_back(std::move(panel));
  }
  const std::string members = "SELECT m.panel_id, m.expert_id FROM panel_member m JOIN panel p ON p.id = m.panel_id " +
                              where + " AND m.recused = 0 AND m.left_at IS NULL ORDER BY m.panel_id, m.id";
  std::size_t at = 0;
  for (const Row& row : rows.query(members, parameters)) {
    const std::int64_t panel_id = integer_or(row[0]);
    while (at < panels.size() && panels[at].id != panel_id) ++at;
    if (at == panels.size()) break;
    panels[at].experts.push_back(integer_or(row[1]));
  }
  return panels;
}

void insert_items(Connection& rows, std::int64_t session_id, const domain::ReviewSession& session) {
  if (session.items.empty()) return;
  std::string sql =
      "INSERT INTO review_item (bureau_id, session_id, position, panel_id, starts, ends, group_name) VALUES ";
  Parameters parameters;
  int position = 0;
  for (const domain::ReviewItem& item : session.items) {
    sql += parameters.empty() ? "(?,?,?,?,?,?,?)" : ",(?,?,?,?,?,?,?)";
    parameters.insert(parameters.end(), {session.bureau_id, session_id, small(++position), item.panel_id, item.starts,
                                         item.ends, item.group});
  }
  rows.execute(sql, parameters);
}

}  // namespace

std::optional<domain::ReviewSession> find_review_session(Connection& rows, std::int64_t id) {
  auto found = several(rows, "WHERE s.id = ?", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<domain::ReviewSession> sessions_on(Connection& rows, Date day) {
  return several(rows, "WHERE s.held_on = ? AND s.state = 'planned'", {day.text()});
}

std::int64_t insert_review_session(Connection& rows, const domain::ReviewSession& session, Timestamp now) {
  rows.execute(
      "INSERT INTO review_session (bureau_id, name, held_on, starts, ends, place, remark, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {session.bureau_id, session.name, session.held_on.text(), session.starts, session.ends, session.place,
       session.remark, now.utc(), now.utc()});
  const std::int64_t id = rows.last_id();
  insert_items(rows, id, session);
  return id;
}

bool save_review_session(Connection& rows, const domain::ReviewSession& session, Timestamp now) {
  const bool saved =
      rows.execute(
          "UPDATE review_session SET name = ?, held_on = ?, starts = ?, ends = ?, place = ?, remark = ?, state = ?, "
          "version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
          {session.name, session.held_on.text(), session.starts, session.ends, session.place, session.remark,
           session.state, now.utc(), session.id, session.version}) == 1;
  if (!saved) return false;
  rows.execute("DELETE FROM review_item WHERE session_id = ?", {session.id});
  insert_items(rows, session.id, session);
  return true;
}

std::vector<AgendaPanel> agenda_panels(Connection& rows, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  return panels_where(rows, "WHERE p.id IN (" + placeholders(ids.size()) + ")", as_parameters(ids));
}

std::vector<AgendaPanel> panels_to_plan(Connection& rows, const std::vector<std::int64_t>& bureaus, bool everything) {
  if (everything) return panels_where(rows, "WHERE p.state = 'open'", {});
  if (bureaus.empty()) return {};
  return panels_where(rows, "WHERE p.state = 'open' AND p.bureau_id IN (" + placeholders(bureaus.size()) + ")",
                      as_parameters(bureaus));
}

std::vector<SessionExpert> session_experts(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::vector<SessionExpert> names;
  if (ids.empty()) return names;
  for (const Row& row :
       rows.query("SELECT id, name FROM expert WHERE id IN (" + placeholders(ids.size()) + ")", as_parameters(ids))) {
    names.push_back({integer_or(row[0]), text_or_empty(row[1])});
  }
  return names;
}

}  // namespace zhiheng::store
