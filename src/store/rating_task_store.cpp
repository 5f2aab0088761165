// What ratings make people wait for.
#include "store/rating_store.h"
#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

std::vector<Waiting> found(Connection& rows, const char* kind, const char* stem, const std::string& sql,
                           const Parameters& parameters) {
  std::vector<Waiting> all;
  for (const Row& row : rows.query(sql + " ORDER BY 3, 1 LIMIT " + std::to_string(most_waiting), parameters)) {
    RowReader cells(row);
    Waiting one;
    one.kind = kind;
    one.stem = stem;
    one.id = cells.integer();
    one.title = cells.text();
    one.due_on = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::string within(const char* stem, const domain::Scope& scope, Parameters& parameters) {
  return scope_condition(*domain::find_shape(stem), scope, parameters);
}

}  // namespace

std::vector<Waiting> ratings_to_publish(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  Parameters parameters;
  std::string sql = "SELECT id, CAST(fiscal_year AS CHAR(4)), '' FROM rating_run WHERE state = 'draft' AND " +
                    within("rating_run", scope, parameters) + " AND drafted_by <> ?";
  parameters.emplace_back(account_id);
  std::vector<Waiting> all = found(rows, "publish_rating", "rating_run", sql, parameters);
  parameters.clear();
  sql = "SELECT id, evidence, '' FROM credit_event WHERE state = 'recorded' AND " +
        within("credit_event", scope, parameters) + " AND drafted_by <> ?";
  parameters.emplace_back(account_id);
  for (Waiting& one : found(rows, "confirm_credit_event", "credit_event", sql, parameters)) {
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Waiting> rating_objections_to_decide(Connection& rows, const domain::Scope& scope,
                                                 std::int64_t account_id) {
  Parameters parameters;
  const std::string sql = "SELECT id, number, answer_due_on FROM rating_objection WHERE state = 'filed' AND " +
                          within("rating_objection", scope, parameters) + " AND drafted_by <> ?";
  parameters.emplace_back(account_id);
  return found(rows, "decide_rating", "rating_objection", sql, parameters);
}

std::vector<Waiting> ratings_to_correct(Connection& rows, const domain::Scope& scope) {
  std::vector<Waiting> all;
  for (const OutdatedRating& one : outdated_ratings(rows, scope)) {
    if (!all.empty() && all.back().id == one.rating_id) continue;
    Waiting waiting;
    waiting.kind = "correct_rating";
    waiting.stem = "rating";
    waiting.id = one.rating_id;
    waiting.title = std::to_string(one.fiscal_year) + (one.job.empty() ? "" : " " + one.job);
    if (all.size() < static_cast<std::size_t>(most_waiting)) all.push_back(std::move(waiting));
  }
  return all;
}

}  // namespace zhiheng::store
