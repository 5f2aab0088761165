#include "store/panel_life_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

void keep_first_scores(Connection& rows, std::int64_t panel_id, Timestamp now) {
  rows.execute(
      "INSERT INTO sheet_first (bureau_id, agency_id, sheet_id, total, comment, submitted_at, kept_at) "
      "SELECT s.bureau_id, s.agency_id, s.id, s.total, s.comment, s.submitted_at, ? FROM score_sheet s "
      "WHERE s.panel_id = ? AND s.state = 'submitted' AND s.total IS NOT NULL "
      "AND NOT EXISTS (SELECT 1 FROM sheet_first f WHERE f.sheet_id = s.id) ORDER BY s.id",
      {now.utc(), panel_id});
  rows.execute(
      "INSERT INTO sheet_first_item (first_id, criterion, points, defects, reason, page) "
      "SELECT f.id, i.criterion, i.points, i.defects, i.reason, i.page FROM score_item i "
      "JOIN sheet_first f ON f.sheet_id = i.sheet_id JOIN score_sheet s ON s.id = f.sheet_id "
      "WHERE s.panel_id = ? AND f.kept_at = ? ORDER BY i.id",
      {panel_id, now.utc()});
}

std::vector<domain::FirstScore> first_scores(Connection& rows, std::int64_t panel_id) {
  std::vector<domain::FirstScore> all;
  for (const Row& row : rows.query(
           "SELECT f.id, f.bureau_id, f.agency_id, f.sheet_id, f.total, f.comment, f.submitted_at FROM sheet_first f "
           "JOIN score_sheet s ON s.id = f.sheet_id WHERE s.panel_id = ? ORDER BY f.id",
           {panel_id})) {
    RowReader cells(row);
    domain::FirstScore first;
    first.id = cells.integer();
    first.bureau_id = cells.integer();
    first.agency_id = cells.integer();
    first.sheet_id = cells.integer();
    first.total = cells.score();
    first.comment = cells.text();
    first.submitted_at = cells.text();
    all.push_back(std::move(first));
  }
  if (all.empty()) return all;
  std::size_t at = 0;
  for (const Row& row :
       rows.query("SELECT i.first_id, i.criterion, i.points, i.defects, i.reason, i.page FROM sheet_first_item i "
                  "JOIN sheet_first f ON f.id = i.first_id JOIN score_sheet s ON s.id = f.sheet_id "
                  "WHERE s.panel_id = ? ORDER BY i.first_id, i.id",
                  {panel_id})) {
    RowReader cells(row);
    const std::int64_t first_id = cells.integer();
    while (at < all.size() && all[at].id != first_id) ++at;
    if (at == all.size()) break;
    domain::ScoreItem item;
    item.criterion = cells.text();
    item.points = cells.optional_score();
    item.defects = cells.optional_small();
    item.reason = cells.text();
    item.page = cells.text();
    all[at].items.push_back(std::move(item));
  }
  return all;
}

std::vector<QuorumChange> quorum_changes(Connection& rows, std::int64_t panel_id) {
  std::vector<QuorumChange> all;
  for (const Row& row : rows.query(
           "SELECT q.id, q.bureau_id, q.agency_id, q.panel_id, q.quorum_before, q.quorum, q.reason, q.decided_by, "
           "a.display_name, q.created_at FROM quorum_change q LEFT JOIN account a ON a.id = q.decided_by "
           "WHERE q.panel_id = ? ORDER BY q.id",
           {panel_id})) {
    RowReader cells(row);
    QuorumChange change;
    change.id = cells.integer();
    change.bureau_id = cells.integer();
    change.agency_id = cells.integer();
    change.panel_id = cells.integer();
    change.before = cells.small();
    change.quorum = cells.small();
    change.reason = cells.text();
    change.decided_by = cells.integer();
    change.decided_label = cells.text();
    change.created_at = cells.text();
    all.push_back(std::move(change));
  }
  return all;
}

void insert_quorum_change(Connection& rows, const QuorumChange& change, Timestamp now) {
  rows.execute(
      "INSERT INTO quorum_change (bureau_id, agency_id, panel_id, quorum_before, quorum, reason, decided_by, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {change.bureau_id, change.agency_id, change.panel_id, small(change.before), small(change.quorum), change.reason,
       id_or_null(change.decided_by), now.utc()});
}

std::vector<Minutes> minutes_of(Connection& rows, std::int64_t panel_id) {
  std::vector<Minutes> all;
  for (const Row& row :
       rows.query("SELECT id, bureau_id, agency_id, panel_id, revision, discussion, decisions, attendance, written_by, "
                  "signed_by, signed_at, created_at FROM panel_minutes WHERE panel_id = ? ORDER BY revision",
                  {panel_id})) {
    RowReader cells(row);
    Minutes one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.panel_id = cells.integer();
    one.revision = cells.small();
    one.discussion = cells.text();
    one.decisions = cells.text();
    one.attendance = cells.text();
    one.written_by = cells.text();
    one.signed_by = cells.text();
    one.signed_at = cells.text();
    one.created_at = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

void insert_minutes(Connection& rows, const Minutes& minutes, Timestamp now) {
  rows.execute(
      "INSERT INTO panel_minutes (bureau_id, agency_id, panel_id, revision, discussion, decisions, attendance, "
      "written_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {minutes.bureau_id, minutes.agency_id, minutes.panel_id, small(minutes.revision), minutes.discussion,
       minutes.decisions, minutes.attendance, minutes.written_by, now.utc()});
}

void sign_minutes(Connection& rows, std::int64_t id, const std::string& by, Timestamp now) {
  rows.execute("UPDATE panel_minutes SET signed_by = ?, signed_at = ? WHERE id = ? AND signed_at IS NULL",
               {by, now.utc(), id});
}

std::vector<PanelSession> sessions_of_panel(Connection& rows, std::int64_t panel_id) {
  std::vector<PanelSession> all;
  for (const Row& row :
       rows.query("SELECT s.id, s.name, s.held_on, i.starts, i.ends, s.place, i.group_name FROM review_item i "
                  "JOIN review_session s ON s.id = i.session_id WHERE i.panel_id = ? AND s.state = 'planned' "
                  "ORDER BY s.held_on, i.starts, s.id",
                  {panel_id})) {
    RowReader cells(row);
    PanelSession one;
    one.id = cells.integer();
    one.name = cells.text();
    one.held_on = cells.text();
    one.starts = cells.text();
    one.ends = cells.text();
    one.place = cells.text();
    one.group = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
