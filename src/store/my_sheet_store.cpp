#include "store/my_sheet_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr const char* joined =
    "FROM score_sheet s JOIN panel p ON p.id = s.panel_id JOIN panel_member m ON m.id = s.member_id "
    "JOIN engagement e ON e.id = p.engagement_id WHERE s.expert_id = ?";
constexpr int most_earlier_rows = 4000;

constexpr const char* of_to_do =
    "(s.state IN ('draft', 'returned') AND p.state = 'open' AND m.recused = 0 AND m.left_at IS NULL)";
constexpr const char* of_done = "(s.state = 'submitted' AND p.state = 'open' AND m.recused = 0 AND m.left_at IS NULL)";
constexpr const char* of_closed =
    "(s.state = 'locked' OR p.state <> 'open' OR m.recused <> 0 OR m.left_at IS NOT NULL)";

std::string condition(const MySheetQuery& query, Parameters& parameters) {
  parameters.emplace_back(query.expert_id);
  std::string sql = joined;
  switch (query.group) {
    case SheetGroup::to_do: sql += std::string(" AND ") + of_to_do; break;
    case SheetGroup::done: sql += std::string(" AND ") + of_done; break;
    case SheetGroup::closed: sql += std::string(" AND ") + of_closed; break;
    case SheetGroup::all: break;
  }
  if (!query.text.empty()) {
    sql += " AND (INSTR(LOWER(e.name), ?) > 0 OR INSTR(LOWER(e.code), ?) > 0)";
    parameters.emplace_back(query.text);
    parameters.emplace_back(query.text);
  }
  return sql;
}

}  // namespace

std::vector<MySheet> my_sheets(Connection& rows, const MySheetQuery& query) {
  Parameters parameters;
  std::string sql =
      "SELECT s.id, s.version, s.component, s.state, s.total, s.submitted_at, s.returned_reason, p.id, p.name, "
      "p.deadline_on, p.state, m.recused, e.id, e.code, e.name, p.policy_id, "
      "(SELECT COUNT(*) FROM score_item i WHERE i.sheet_id = s.id AND i.points IS NOT NULL), "
      "CASE WHEN p.declarations_required = 1 AND p.state = 'open' AND NOT EXISTS (SELECT 1 FROM recusal_declaration d "
      "WHERE d.panel_id = p.id AND d.expert_id = s.expert_id) THEN 1 ELSE 0 END " +
      condition(query, parameters);
  const bool by_day = query.group == SheetGroup::to_do;
  if (query.after_id != 0 && by_day) {
    sql += " AND (p.deadline_on > ? OR (p.deadline_on = ? AND s.id > ?))";
    parameters.emplace_back(query.after_day);
    parameters.emplace_back(query.after_day);
    parameters.emplace_back(query.after_id);
  } else if (query.after_id != 0) {
    sql += " AND s.id < ?";
    parameters.emplace_back(query.after_id);
  }
  sql += by_day ? " ORDER BY p.deadline_on, s.id" : " ORDER BY s.id DESC";
  sql += " LIMIT " + std::to_string(query.limit + 1);
  std::vector<MySheet> all;
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    MySheet sheet;
    sheet.id = cells.integer();
    sheet.version = cells.integer();
    sheet.component = cells.text();
    sheet.state = cells.text();
    sheet.total = cells.optional_score();
    sheet.submitted_at = cells.text();
    sheet.returned_reason = cells.text();
    sheet.panel_id = cells.integer();
    sheet.panel_name = cells.text();
    sheet.deadline_on = cells.text();
    sheet.panel_state = cells.text();
    sheet.recused = cells.flag();
    sheet.engagement_id = cells.integer();
    sheet.engagement_code = cells.text();
    sheet.engagement_name = cells.text();
    sheet.policy_id = cells.integer();
    sheet.scored = cells.integer();
    sheet.undeclared = cells.flag();
    all.push_back(std::move(sheet));
  }
  return all;
}

std::int64_t count_my_sheets(Connection& rows, const MySheetQuery& query) {
  Parameters parameters;
  const std::string sql = "SELECT COUNT(*) " + condition(query, parameters);
  return integer_or(rows.query(sql, parameters)[0][0]);
}

MySheetCounts count_my_sheets(Connection& rows, std::int64_t expert_id) {
  static const std::string sql = [] {
    std::string columns;
    for (const char* group : {of_to_do, of_done, of_closed}) {
      columns += std::string("COUNT(CASE WHEN ") + group + " THEN 1 END), ";
    }
    return "SELECT " + columns + "COUNT(*) " + joined;
  }();
  const auto found = rows.query(sql, {expert_id});
  RowReader cells(found.at(0));
  MySheetCounts counts;
  counts.to_do = cells.integer();
  counts.done = cells.integer();
  counts.closed = cells.integer();
  counts.all = cells.integer();
  return counts;
}

std::vector<EarlierPoints> earlier_points(Connection& rows, std::int64_t expert_id, std::int64_t but_sheet_id,
                                          const std::string& component, const std::string& policy_code) {
  const std::string sql =
      "SELECT s.id, p.policy_id, e.name, s.total, s.submitted_at, i.criterion, i.points FROM score_sheet s "
      "JOIN panel p ON p.id = s.panel_id JOIN policy y ON y.id = p.policy_id "
      "JOIN engagement e ON e.id = p.engagement_id LEFT JOIN score_item i ON i.sheet_id = s.id "
      "WHERE s.expert_id = ? AND s.id <> ? AND s.component = ? AND y.code = ? AND s.state IN ('submitted', 'locked') "
      "ORDER BY s.submitted_at DESC, s.id DESC, i.id LIMIT " +
      std::to_string(most_earlier_rows);
  std::vector<EarlierPoints> all;
  for (const Row& row : rows.query(sql, {expert_id, but_sheet_id, component, policy_code})) {
    RowReader cells(row);
    EarlierPoints one;
    one.sheet_id = cells.integer();
    one.policy_id = cells.integer();
    one.engagement_name = cells.text();
    one.total = cells.optional_score();
    one.submitted_at = cells.text();
    one.criterion = cells.text();
    one.points = cells.optional_score();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
