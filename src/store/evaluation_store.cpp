#include "store/evaluation_store.h"

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

// Only what was published of a result: that of a closed panel which stands now.
constexpr std::string_view view =
    "(SELECT e.id, e.code, e.name, e.object_kind, agency.name AS agency_name, bureau.name AS bureau_name, "
    "contract.fiscal_year, COALESCE(project.code, '') AS project_code, COALESCE(project.name, '') AS project_name, "
    "COALESCE(budget_unit.name, '') AS unit_name, e.plan_due_on, e.report_due_on, "
    "(SELECT MIN(d.received_at) FROM deliverable d WHERE d.engagement_id = e.id AND d.kind = 'plan') AS plan_received, "
    "(SELECT MIN(d.received_at) FROM deliverable d WHERE d.engagement_id = e.id AND d.kind = 'report') "
    "AS report_received, "
    "(SELECT MAX(d.id) FROM deliverable d WHERE d.engagement_id = e.id AND d.kind = 'report' AND d.state = 'accepted') "
    "AS report_id, "
    "CASE WHEN result.id IS NOT NULL THEN 'published' WHEN panel.id IS NOT NULL THEN 'in_review' "
    "WHEN EXISTS (SELECT 1 FROM deliverable d WHERE d.engagement_id = e.id AND d.kind = 'report') "
    "THEN 'report_received' "
    "WHEN EXISTS (SELECT 1 FROM deliverable d WHERE d.engagement_id = e.id) THEN 'plan_received' "
    "ELSE 'commissioned' END AS stage, result.final_score, COALESCE(result.grade, '') AS grade, result.passed "
    "FROM engagement e INNER JOIN contract ON contract.id = e.contract_id INNER JOIN agency ON agency.id = e.agency_id "
    "INNER JOIN bureau ON bureau.id = e.bureau_id LEFT JOIN project ON project.id = e.project_id "
    "LEFT JOIN budget_unit ON budget_unit.id = COALESCE(e.budget_unit_id, project.budget_unit_id) "
    "LEFT JOIN panel ON panel.engagement_id = e.id "
    "LEFT JOIN result ON result.engagement_id = e.id AND result.state = 'current' AND panel.state = 'closed') v ";

Evaluation from_row(const Row& row) {
  RowReader cells(row);
  Evaluation one;
  one.id = cells.integer();
  one.code = cells.text();
  one.name = cells.text();
  one.object_kind = cells.text();
  one.agency_name = cells.text();
  one.bureau_name = cells.text();
  one.fiscal_year = cells.small();
  one.project_code = cells.text();
  one.project_name = cells.text();
  one.unit_name = cells.text();
  one.plan_due_on = cells.optional_date();
  one.report_due_on = cells.optional_date();
  one.plan_received_at = cells.text();
  one.report_received_at = cells.text();
  one.accepted_report_id = cells.integer();
  one.stage = cells.text();
  one.final_score = cells.optional_score();
  one.grade = cells.text();
  one.passed = cells.flag();
  return one;
}

std::string in_scope(const domain::Scope& scope, Parameters& parameters) {
  return "v.id IN (SELECT id FROM engagement WHERE " +
         scope_condition(*domain::find_shape("engagement"), scope, parameters) + ")";
}

std::string condition_of(const EvaluationQuery& query, Parameters& parameters) {
  std::string sql = "WHERE " + in_scope(query.scope, parameters);
  if (query.fiscal_year != 0) {
    sql += " AND v.fiscal_year = ?";
    parameters.emplace_back(small(query.fiscal_year));
  }
  if (!query.stage.empty()) {
    sql += " AND v.stage = ?";
    parameters.emplace_back(query.stage);
  }
  std::string_view words = query.q;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::string word(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
    if (word.empty()) continue;
    sql += " AND (";
    for (const char* column : {"code", "name", "agency_name", "project_code", "project_name", "unit_name"}) {
      sql += (sql.ends_with("(") ? "INSTR(LOWER(v." : " OR INSTR(LOWER(v.") + std::string(column) + "), LOWER(?)) > 0";
      parameters.emplace_back(word);
    }
    sql += ")";
  }
  return sql;
}

}  // namespace

std::vector<Evaluation> list_evaluations(Connection& rows, const EvaluationQuery& query) {
  Parameters parameters;
  std::string sql = "SELECT * FROM " + std::string(view) + condition_of(query, parameters);
  if (query.before != 0) {
    sql += " AND v.id < ?";
    parameters.emplace_back(query.before);
  }
  sql += " ORDER BY v.id DESC LIMIT " + std::to_string(query.limit + 1);
  std::vector<Evaluation> all;
  for (const Row& row : rows.query(sql, parameters)) all.push_back(from_row(row));
  return all;
}

std::int64_t count_evaluations(Connection& rows, const EvaluationQuery& query) {
  Parameters parameters;
  const std::string sql = "SELECT COUNT(*) FROM " + std::string(view) + condition_of(query, parameters);
  return integer_or(rows.query(sql, parameters)[0][0]);
}

std::vector<int> evaluation_years(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql =
      "SELECT DISTINCT contract.fiscal_year FROM contract INNER JOIN engagement v ON v.contract_id = contract.id "
      "WHERE " +
      in_scope(scope, parameters) + " ORDER BY contract.fiscal_year DESC";
  std::vector<int> years;
  for (const Row& row : rows.query(sql, parameters)) years.push_back(static_cast<int>(integer_or(row[0])));
  return years;
}

std::optional<Evaluation> find_evaluation(Connection& rows, std::int64_t engagement_id) {
  const auto found = rows.query("SELECT * FROM " + std::string(view) + "WHERE v.id = ?", {engagement_id});
  if (found.empty()) return std::nullopt;
  return from_row(found.front());
}

}  // namespace zhiheng::store
