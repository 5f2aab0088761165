#include "store/deliverable_due_store.h"

#include <algorithm>

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

std::string ids_in(const char* stem, const domain::Scope& scope, Parameters& parameters) {
  const domain::Shape& shape = *domain::find_shape(stem);
  return "IN (SELECT id FROM " + shape.table + " WHERE " + scope_condition(shape, scope, parameters) + ")";
}

void add_due(Connection& rows, const domain::Scope& scope, const std::string& kind, std::vector<DueDeliverable>& all) {
  Parameters parameters{kind, kind};
  const std::string due = kind == "plan" ? "e.plan_due_on" : "e.report_due_on";
  // A plan is expected where its day was agreed; a report always.
  const std::string expected = kind == "plan" ? "(d.id IS NULL AND " + due + " IS NOT NULL)" : "d.id IS NULL";
  const std::string sql =
      "SELECT e.id, e.code, e.name, contract.number, " + due +
      ", d.state, d.remark FROM engagement e INNER JOIN contract ON contract.id = e.contract_id "
      "LEFT JOIN deliverable d ON d.engagement_id = e.id AND d.kind = ? AND d.revision = (SELECT MAX(x.revision) FROM "
      "deliverable x WHERE x.engagement_id = e.id AND x.kind = ?) "
      "WHERE contract.state = 'active' AND (" +
      expected +
      " OR d.state = 'returned') AND NOT EXISTS (SELECT 1 FROM panel WHERE panel.engagement_id = e.id AND "
      "panel.state = 'closed') AND e.id " +
      ids_in("engagement", scope, parameters) + " ORDER BY e.id";
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    DueDeliverable one;
    one.engagement_id = cells.integer();
    one.code = cells.text();
    one.name = cells.text();
    one.contract_number = cells.text();
    one.kind = kind;
    one.due_on = cells.optional_date();
    one.returned = cells.text() == "returned";
    one.remark = cells.text();
    all.push_back(std::move(one));
  }
}

}  // namespace

std::vector<DueDeliverable> due_deliverables(Connection& rows, const domain::Scope& scope) {
  std::vector<DueDeliverable> all;
  add_due(rows, scope, "plan", all);
  add_due(rows, scope, "report", all);
  std::stable_sort(all.begin(), all.end(), [](const DueDeliverable& a, const DueDeliverable& b) {
    if (a.due_on.has_value() != b.due_on.has_value()) return a.due_on.has_value();
    return a.due_on && *a.due_on < *b.due_on;
  });
  return all;
}

YearRecord year_record(Connection& rows, const domain::Scope& contracts, const domain::Scope& results, int year) {
  YearRecord record;
  Parameters parameters{small(year)};
  const std::string within = "fiscal_year = ? AND id " + ids_in("contract", contracts, parameters);
  record.contract_count = integer_or(rows.query("SELECT COUNT(*) FROM contract WHERE " + within, parameters)[0][0]);
  const std::string engagements = "engagement.contract_id IN (SELECT id FROM contract WHERE " + within + ")";
  record.engagement_count =
      integer_or(rows.query("SELECT COUNT(*) FROM engagement WHERE " + engagements, parameters)[0][0]);
  record.late_count = integer_or(
      rows.query("SELECT COUNT(*) FROM deliverable INNER JOIN engagement ON engagement.id = deliverable.engagement_id "
                 "WHERE deliverable.revision = 1 AND deliverable.days_late > 0 AND " +
                     engagements,
                 parameters)[0][0]);
  Parameters of_results{small(year)};
  const std::string sql =
      "SELECT result.grade, result.passed, COUNT(*), CAST(SUM(result.deduction_fen) AS SIGNED), "
      "CAST(SUM(result.bonus_fen) AS SIGNED) FROM result INNER JOIN engagement ON engagement.id = result.engagement_id "
      "INNER JOIN contract ON contract.id = engagement.contract_id WHERE result.state = 'current' AND "
      "contract.fiscal_year = ? AND result.id " +
      ids_in("result", results, of_results) +
      " GROUP BY result.grade, result.passed ORDER BY MAX(result.final_score) DESC";
  for (const Row& row : rows.query(sql, of_results)) {
    RowReader cells(row);
    YearRecord::Grade grade;
    grade.grade = cells.text();
    grade.passed = cells.flag();
    grade.count = cells.integer();
    grade.deduction_fen = cells.integer();
    grade.bonus_fen = cells.integer();
    record.grades.push_back(std::move(grade));
  }
  return record;
}

std::vector<int> contract_years(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql = "SELECT DISTINCT fiscal_year FROM contract WHERE id " +
                          ids_in("contract", scope, parameters) + " ORDER BY fiscal_year DESC";
  std::vector<int> years;
  for (const Row& row : rows.query(sql, parameters)) years.push_back(static_cast<int>(integer_or(row[0])));
  return years;
}

std::vector<PublishedResult> published_results(Connection& rows, const domain::Scope& scope, int year, int most) {
  Parameters parameters{small(year)};
  const std::string sql =
      "SELECT result.id, engagement.id, engagement.code, engagement.name, contract.number, result.final_score, "
      "result.grade, result.passed, result.deduction_fen, result.bonus_fen FROM result "
      "INNER JOIN engagement ON engagement.id = result.engagement_id "
      "INNER JOIN contract ON contract.id = engagement.contract_id "
      "INNER JOIN panel ON panel.id = result.panel_id "
      "WHERE result.state = 'current' AND panel.state = 'closed' AND contract.fiscal_year = ? AND result.id " +
      ids_in("result", scope, parameters) + " ORDER BY result.id DESC LIMIT " + std::to_string(most);
  std::vector<PublishedResult> all;
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    PublishedResult one;
    one.result_id = cells.integer();
    one.engagement_id = cells.integer();
    one.code = cells.text();
    one.name = cells.text();
    one.contract_number = cells.text();
    one.final_score = cells.score().text();
    one.grade = cells.text();
    one.passed = cells.flag();
    one.deduction_fen = cells.integer();
    one.bonus_fen = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
