#include "store/panel_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view sheet_columns =
    "SELECT s.id, s.bureau_id, s.agency_id, s.expert_id, s.panel_id, s.member_id, s.component, s.state, s.total, "
    "s.comment, s.returned_reason, s.submitted_at, s.version FROM score_sheet s ";
constexpr std::string_view item_columns =
    "SELECT i.sheet_id, i.criterion, i.points, i.defects, i.reason, i.page FROM score_item i "
    "JOIN score_sheet s ON s.id = i.sheet_id ";

domain::ScoreSheet sheet_from(const Row& row) {
  RowReader cells(row);
  domain::ScoreSheet sheet;
  sheet.id = cells.integer();
  sheet.bureau_id = cells.integer();
  sheet.agency_id = cells.integer();
  sheet.expert_id = cells.integer();
  sheet.panel_id = cells.integer();
  sheet.member_id = cells.integer();
  sheet.component = cells.text();
  sheet.state = cells.text();
  sheet.total = cells.optional_score();
  sheet.comment = cells.text();
  sheet.returned_reason = cells.text();
  sheet.submitted_at = cells.text();
  sheet.version = cells.integer();
  return sheet;
}

void add_items(Connection& rows, const std::string& where, const Parameters& parameters,
               std::vector<domain::ScoreSheet>& sheets) {
  std::size_t at = 0;
  for (const Row& row : rows.query(std::string(item_columns) + where + " ORDER BY i.sheet_id, i.id", parameters)) {
    RowReader cells(row);
    const std::int64_t sheet_id = cells.integer();
    while (at < sheets.size() && sheets[at].id != sheet_id) ++at;
    if (at == sheets.size()) return;
    domain::ScoreItem item;
    item.criterion = cells.text();
    item.points = cells.optional_score();
    item.defects = cells.optional_small();
    item.reason = cells.text();
    item.page = cells.text();
    sheets[at].items.push_back(std::move(item));
  }
}

std::vector<domain::ScoreSheet> several(Connection& rows, const std::string& where, const Parameters& parameters,
                                        bool with_items) {
  std::vector<domain::ScoreSheet> sheets;
  for (const Row& row : rows.query(std::string(sheet_columns) + where + " ORDER BY s.id", parameters)) {
    sheets.push_back(sheet_from(row));
  }
  if (with_items && !sheets.empty()) add_items(rows, where, parameters, sheets);
  return sheets;
}

Value optional_hundredths(const std::optional<Score>& score) {
  return score ? hundredths(*score) : Value();
}

}  // namespace

std::vector<domain::ScoreSheet> sheets_of_panel(Connection& rows, std::int64_t panel_id, bool with_items) {
  return several(rows, "WHERE s.panel_id = ?", {panel_id}, with_items);
}

std::vector<domain::ScoreSheet> sheets_of_panels(Connection& rows, const std::vector<std::int64_t>& panel_ids) {
  if (panel_ids.empty()) return {};
  return several(rows, "WHERE s.panel_id IN (" + placeholders(panel_ids.size()) + ")",
                 Parameters(panel_ids.begin(), panel_ids.end()), false);
}

std::vector<domain::ScoreSheet> sheets_of_contract(Connection& rows, std::int64_t contract_id) {
  return several(rows,
                 "JOIN panel p ON p.id = s.panel_id JOIN engagement e ON e.id = p.engagement_id "
                 "WHERE e.contract_id = ?",
                 {contract_id}, true);
}

std::optional<domain::ScoreSheet> find_sheet(Connection& rows, std::int64_t id) {
  auto found = several(rows, "WHERE s.id = ?", {id}, true);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::int64_t find_sheet_id(Connection& rows, std::int64_t panel_id, std::int64_t expert_id,
                           const std::string& component) {
  const auto found = rows.query("SELECT id FROM score_sheet WHERE panel_id = ? AND expert_id = ? AND component = ?",
                                {panel_id, expert_id, component});
  return found.empty() ? 0 : integer_or(found.front()[0]);
}

void insert_sheets(Connection& rows, const std::vector<domain::ScoreSheet>& sheets, Timestamp now) {
  if (sheets.empty()) return;
  std::string sql =
      "INSERT INTO score_sheet (bureau_id, agency_id, expert_id, panel_id, member_id, component, state, created_at, "
      "updated_at) VALUES ";
  Parameters parameters;
  for (const domain::ScoreSheet& sheet : sheets) {
    sql += parameters.empty() ? "(?,?,?,?,?,?,?,?,?)" : ",(?,?,?,?,?,?,?,?,?)";
    const Parameters cells{sheet.bureau_id, sheet.agency_id, sheet.expert_id, sheet.panel_id, sheet.member_id,
                           sheet.component, sheet.state,     now.utc(),       now.utc()};
    parameters.insert(parameters.end(), cells.begin(), cells.end());
  }
  rows.execute(sql, parameters);
}

bool save_sheet(Connection& rows, const domain::ScoreSheet& sheet, Timestamp now) {
  return rows.execute(
             "UPDATE score_sheet SET state = ?, total = ?, comment = ?, returned_reason = ?, submitted_at = ?, "
             "version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {sheet.state, optional_hundredths(sheet.total), sheet.comment, sheet.returned_reason,
              text_or_null(sheet.submitted_at), now.utc(), sheet.id, sheet.version}) == 1;
}

void replace_items(Connection& rows, const domain::ScoreSheet& sheet) {
  rows.execute("DELETE FROM score_item WHERE sheet_id = ?", {sheet.id});
  if (sheet.items.empty()) return;
  std::string sql = "INSERT INTO score_item (sheet_id, criterion, points, defects, reason, page) VALUES ";
  Parameters parameters;
  for (const domain::ScoreItem& item : sheet.items) {
    sql += parameters.empty() ? "(?,?,?,?,?,?)" : ",(?,?,?,?,?,?)";
    parameters.insert(parameters.end(), {sheet.id, item.criterion, optional_hundredths(item.points),
                                         item.defects ? small(*item.defects) : Value(), item.reason, item.page});
  }
  rows.execute(sql, parameters);
}

void lock_sheets(Connection& rows, std::int64_t panel_id, Timestamp now) {
  rows.execute(
      "UPDATE score_sheet SET state = 'locked', version = version + 1, updated_at = ? "
      "WHERE panel_id = ? AND state = 'submitted'",
      {now.utc(), panel_id});
}

}  // namespace zhiheng::store
