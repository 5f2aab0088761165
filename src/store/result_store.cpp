#include "store/result_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view result_columns =
    "SELECT r.id, r.bureau_id, r.agency_id, r.engagement_id, r.panel_id, r.policy_id, r.sequence, r.state, "
    "r.final_score, r.grade, r.passed, r.deduction_fen, r.bonus_fen, r.reason, r.version ";
constexpr std::string_view documents = ", r.case_document, r.result_document ";
constexpr std::string_view score_columns =
    "SELECT s.id, s.engagement_id, s.component, s.score, s.reason, s.version FROM component_score s ";
constexpr std::string_view conduct_columns =
    "SELECT c.id, c.engagement_id, c.kind, c.code, c.happened_on, c.count, c.evidence, c.state, c.withdrawn_reason, "
    "c.version FROM conduct c ";

std::vector<domain::StoredResult> results(Connection& rows, const std::string& rest, std::int64_t id, bool whole) {
  const std::string sql = std::string(result_columns) + std::string(whole ? documents : " ") + "FROM result r " + rest;
  std::vector<domain::StoredResult> all;
  for (const Row& row : rows.query(sql, {id})) {
    RowReader cells(row);
    domain::StoredResult result;
    result.id = cells.integer();
    result.bureau_id = cells.integer();
    result.agency_id = cells.integer();
    result.engagement_id = cells.integer();
    result.panel_id = cells.integer();
    result.policy_id = cells.integer();
    result.sequence = cells.small();
    result.state = cells.text();
    result.final_score = cells.score();
    result.grade = cells.text();
    result.passed = cells.flag();
    result.deduction = cells.money();
    result.bonus = cells.money();
    result.reason = cells.text();
    result.version = cells.integer();
    if (whole) {
      result.case_document = cells.text();
      result.result_document = cells.text();
    }
    all.push_back(std::move(result));
  }
  return all;
}

std::vector<domain::ComponentScore> scores(Connection& rows, const std::string& rest, std::int64_t id) {
  std::vector<domain::ComponentScore> all;
  for (const Row& row : rows.query(std::string(score_columns) + rest, {id})) {
    RowReader cells(row);
    domain::ComponentScore score;
    score.id = cells.integer();
    score.engagement_id = cells.integer();
    score.component = cells.text();
    score.score = cells.score();
    score.reason = cells.text();
    score.version = cells.integer();
    all.push_back(std::move(score));
  }
  return all;
}

std::vector<domain::Conduct> conducts(Connection& rows, const std::string& rest, std::int64_t id) {
  std::vector<domain::Conduct> all;
  for (const Row& row : rows.query(std::string(conduct_columns) + rest, {id})) {
    RowReader cells(row);
    domain::Conduct conduct;
    conduct.id = cells.integer();
    conduct.engagement_id = cells.integer();
    conduct.kind = cells.text();
    conduct.code = cells.text();
    conduct.happened_on = cells.date();
    conduct.count = cells.small();
    conduct.evidence = cells.text();
    conduct.state = cells.text();
    conduct.withdrawn_reason = cells.text();
    conduct.version = cells.integer();
    all.push_back(std::move(conduct));
  }
  return all;
}

template <class T>
std::optional<T> only(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::optional<domain::StoredResult> find_result(Connection& rows, std::int64_t id) {
  return only(results(rows, "WHERE r.id = ?", id, true));
}

std::optional<domain::StoredResult> current_result(Connection& rows, std::int64_t engagement_id) {
  return only(results(rows, "WHERE r.engagement_id = ? AND r.state = 'current'", engagement_id, true));
}

std::vector<domain::StoredResult> results_of(Connection& rows, std::int64_t engagement_id) {
  return results(rows, "WHERE r.engagement_id = ? ORDER BY r.sequence DESC", engagement_id, false);
}

std::vector<domain::StoredResult> current_results_of_contract(Connection& rows, std::int64_t contract_id) {
  return results(rows,
                 "JOIN engagement e ON e.id = r.engagement_id WHERE e.contract_id = ? AND r.state = 'current' "
                 "ORDER BY e.code",
                 contract_id, true);
}

std::int64_t insert_result(Connection& rows, const domain::StoredResult& result, Timestamp now) {
  rows.execute(
      "UPDATE result SET state = 'superseded', version = version + 1, updated_at = ? "
      "WHERE engagement_id = ? AND state = 'current'",
      {now.utc(), result.engagement_id});
  rows.execute(
      "INSERT INTO result (bureau_id, agency_id, engagement_id, panel_id, policy_id, sequence, state, final_score, "
      "grade, passed, deduction_fen, bonus_fen, case_document, result_document, reason, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, 'current', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {result.bureau_id, result.agency_id, result.engagement_id, result.panel_id, result.policy_id,
       small(result.sequence), hundredths(result.final_score), result.grade, small(result.passed ? 1 : 0),
       result.deduction.fen(), result.bonus.fen(), result.case_document, result.result_document, result.reason,
       now.utc(), now.utc()});
  return rows.last_id();
}

std::vector<domain::ComponentScore> component_scores_of(Connection& rows, std::int64_t engagement_id) {
  return scores(rows, "WHERE s.engagement_id = ? ORDER BY s.component", engagement_id);
}

std::vector<domain::ComponentScore> component_scores_of_contract(Connection& rows, std::int64_t contract_id) {
  return scores(rows,
                "JOIN engagement e ON e.id = s.engagement_id WHERE e.contract_id = ? "
                "ORDER BY s.engagement_id, s.component",
                contract_id);
}

std::optional<domain::ComponentScore> find_component_score(Connection& rows, std::int64_t id) {
  return only(scores(rows, "WHERE s.id = ?", id));
}

std::int64_t insert_component_score(Connection& rows, std::int64_t bureau_id, std::int64_t agency_id,
                                    const domain::ComponentScore& score, Timestamp now) {
  rows.execute(
      "INSERT INTO component_score (bureau_id, agency_id, engagement_id, component, score, reason, created_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {bureau_id, agency_id, score.engagement_id, score.component, hundredths(score.score), score.reason, now.utc(),
       now.utc()});
  return rows.last_id();
}

bool save_component_score(Connection& rows, const domain::ComponentScore& score, Timestamp now) {
  return rows.execute(
             "UPDATE component_score SET score = ?, reason = ?, version = version + 1, updated_at = ? "
             "WHERE id = ? AND version = ?",
             {hundredths(score.score), score.reason, now.utc(), score.id, score.version}) == 1;
}

bool delete_component_score(Connection& rows, const domain::ComponentScore& score) {
  return rows.execute("DELETE FROM component_score WHERE id = ? AND version = ?", {score.id, score.version}) == 1;
}

std::vector<domain::Conduct> conduct_of(Connection& rows, std::int64_t engagement_id) {
  return conducts(rows, "WHERE c.engagement_id = ? ORDER BY c.id", engagement_id);
}

std::vector<domain::Conduct> conduct_of_contract(Connection& rows, std::int64_t contract_id) {
  return conducts(rows,
                  "JOIN engagement e ON e.id = c.engagement_id WHERE e.contract_id = ? ORDER BY c.engagement_id, c.id",
                  contract_id);
}

std::optional<domain::Conduct> find_conduct(Connection& rows, std::int64_t id) {
  return only(conducts(rows, "WHERE c.id = ?", id));
}

std::int64_t insert_conduct(Connection& rows, std::int64_t bureau_id, std::int64_t agency_id,
                            const domain::Conduct& conduct, Timestamp now) {
  rows.execute(
      "INSERT INTO conduct (bureau_id, agency_id, engagement_id, kind, code, happened_on, count, evidence, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {bureau_id, agency_id, conduct.engagement_id, conduct.kind, conduct.code, conduct.happened_on.text(),
       small(conduct.count), conduct.evidence, now.utc(), now.utc()});
  return rows.last_id();
}

bool save_conduct(Connection& rows, const domain::Conduct& conduct, Timestamp now) {
  return rows.execute(
             "UPDATE conduct SET state = ?, withdrawn_reason = ?, version = version + 1, updated_at = ? "
             "WHERE id = ? AND version = ?",
             {conduct.state, conduct.withdrawn_reason, now.utc(), conduct.id, conduct.version}) == 1;
}

}  // namespace zhiheng::store
