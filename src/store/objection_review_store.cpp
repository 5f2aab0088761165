// Corrections, the second panel of objections, what waits because of objections, and their statistics.
#include "store/objection_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view review_columns =
    "SELECT r.id, r.bureau_id, r.agency_id, r.objection_id, r.expert_id, r.place, r.due_on, r.origin, r.state, "
    "r.refused_reason, r.given_at, r.version, x.name FROM objection_review r INNER JOIN expert x ON x.id = "
    "r.expert_id ";

std::vector<Review> read_reviews(Connection& rows, const std::string& rest, std::int64_t id) {
  std::vector<Review> all;
  for (const Row& row : rows.query(std::string(review_columns) + rest, {id})) {
    RowReader cells(row);
    Review one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.objection_id = cells.integer();
    one.expert_id = cells.integer();
    one.place = cells.small();
    one.due_on = cells.date();
    one.origin = cells.text();
    one.state = cells.text();
    one.refused_reason = cells.text();
    one.given_at = cells.text();
    one.version = cells.integer();
    one.expert_name = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::string of_bureaus(const std::string& column, const domain::Scope& scope, Parameters& parameters) {
  if (scope.everything) return "1 = 1";
  if (scope.bureaus.empty()) return "1 = 0";
  parameters.insert(parameters.end(), scope.bureaus.begin(), scope.bureaus.end());
  return column + " IN (" + placeholders(scope.bureaus.size()) + ")";
}

// Rows of: id, title, due_on.
std::vector<Waiting> waiting(Connection& rows, const char* kind, const char* stem, const std::string& sql,
                             const Parameters& parameters) {
  std::vector<Waiting> all;
  for (const Row& row : rows.query(sql + " LIMIT " + std::to_string(most_waiting), parameters)) {
    Waiting one;
    one.kind = kind;
    one.stem = stem;
    one.id = integer_or(row[0]);
    one.title = text_or_empty(row[1]);
    one.due_on = text_or_empty(row[2]);
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<StoredCorrection> read_corrections(Connection& rows, const std::string& where, std::int64_t id) {
  std::vector<StoredCorrection> all;
  for (const Row& row :
       rows.query("SELECT c.engagement_id, c.objection_id, c.row_id, c.sheet_id, c.kind, c.component, c.item, "
                  "c.before_value, c.after_value, o.number FROM sheet_correction c INNER JOIN objection o ON o.id = "
                  "c.objection_id WHERE " +
                      where + " ORDER BY c.id",
                  {id})) {
    RowReader cells(row);
    StoredCorrection one;
    one.engagement_id = cells.integer();
    one.objection_id = cells.integer();
    one.row_id = cells.integer();
    one.sheet_id = cells.integer();
    one.figure.kind = cells.text();
    one.figure.component = cells.text();
    one.figure.item = cells.text();
    one.figure.before = cells.integer();
    one.figure.after = cells.integer();
    one.figure.by = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::vector<StoredCorrection> corrections_of(Connection& rows, std::int64_t engagement_id) {
  return read_corrections(rows, "c.engagement_id = ?", engagement_id);
}

std::vector<StoredCorrection> corrections_of_contract(Connection& rows, std::int64_t contract_id) {
  return read_corrections(rows, "o.contract_id = ?", contract_id);
}

void insert_correction(Connection& rows, const domain::Objection& objection, const StoredCorrection& one,
                       Timestamp now) {
  rows.execute(
      "INSERT INTO sheet_correction (bureau_id, agency_id, engagement_id, objection_id, row_id, kind, component, item, "
      "sheet_id, before_value, after_value, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {objection.bureau_id, objection.agency_id, objection.engagement_id, objection.id, one.row_id, one.figure.kind,
       one.figure.component, one.figure.item, id_or_null(one.sheet_id), one.figure.before, one.figure.after,
       now.utc()});
}

std::vector<Review> reviews_of(Connection& rows, std::int64_t objection_id) {
  return read_reviews(rows, "WHERE r.objection_id = ? ORDER BY r.place", objection_id);
}

std::optional<Review> find_review(Connection& rows, std::int64_t id) {
  auto found = read_reviews(rows, "WHERE r.id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<ReviewTask> reviews_of_expert(Connection& rows, std::int64_t expert_id) {
  std::vector<ReviewTask> all;
  for (const Row& row : rows.query(
           "SELECT r.id, e.name, e.code, r.due_on, r.state, CASE WHEN r.state = 'called' AND o.state = 'reviewing' "
           "THEN 1 ELSE 0 END FROM objection_review r INNER JOIN objection o ON o.id = r.objection_id INNER JOIN "
           "engagement e ON e.id = o.engagement_id WHERE r.expert_id = ? ORDER BY r.id DESC",
           {expert_id})) {
    RowReader cells(row);
    ReviewTask one;
    one.id = cells.integer();
    one.engagement_name = cells.text();
    one.engagement_code = cells.text();
    one.due_on = cells.text();
    one.state = cells.text();
    one.open = cells.flag();
    all.push_back(std::move(one));
  }
  return all;
}

std::int64_t insert_review(Connection& rows, const Review& review, Timestamp now) {
  rows.execute(
      "INSERT INTO objection_review (bureau_id, agency_id, objection_id, expert_id, place, due_on, origin, created_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {review.bureau_id, review.agency_id, review.objection_id, review.expert_id, small(review.place),
       review.due_on.text(), review.origin, now.utc(), now.utc()});
  return rows.last_id();
}

bool save_review(Connection& rows, const Review& review, Timestamp now) {
  return rows.execute(
             "UPDATE objection_review SET state = ?, refused_reason = ?, given_at = ?, updated_at = ?, version = "
             "version + 1 WHERE id = ? AND version = ?",
             {review.state, review.refused_reason, text_or_null(review.given_at), now.utc(), review.id,
              review.version}) > 0;
}

std::vector<RowOpinion> opinions_of(Connection& rows, std::int64_t objection_id) {
  std::vector<RowOpinion> all;
  for (const Row& row : rows.query(
           "SELECT o.review_id, o.row_id, o.points, o.reason FROM objection_opinion o INNER JOIN objection_review r ON "
           "r.id = o.review_id WHERE r.objection_id = ? ORDER BY r.place, o.row_id",
           {objection_id})) {
    all.push_back({integer_or(row[0]), integer_or(row[1]), integer_or(row[2]), text_or_empty(row[3])});
  }
  return all;
}

void insert_opinion(Connection& rows, const RowOpinion& opinion) {
  rows.execute("INSERT INTO objection_opinion (review_id, row_id, points, reason) VALUES (?, ?, ?, ?)",
               {opinion.review_id, opinion.row_id, opinion.points, opinion.reason});
}

std::vector<Waiting> objections_to_answer(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql =
      "SELECT o.id, o.number, o.answer_due_on FROM objection o WHERE o.state IN ('filed', 'received') AND " +
      of_bureaus("o.bureau_id", scope, parameters) + " ORDER BY o.answer_due_on, o.id";
  return waiting(rows, "answer_objection", "objection", sql, parameters);
}

std::vector<Waiting> objections_to_decide(Connection& rows, const domain::Scope& scope, std::int64_t account_id,
                                          std::int64_t bureau_id) {
  Parameters parameters{account_id, bureau_id};
  const std::string sql =
      "SELECT o.id, o.number, o.answer_due_on FROM objection o WHERE o.state IN ('prepared', 'reviewed') AND "
      "o.drafted_by <> ? AND o.deciding_bureau_id = ? AND " +
      of_bureaus("o.bureau_id", scope, parameters) + " ORDER BY o.answer_due_on, o.id";
  return waiting(rows, "decide_objection", "objection", sql, parameters);
}

std::vector<Waiting> objections_to_refile(Connection& rows, const domain::Scope& scope) {
  if (scope.agency_id == 0) return {};
  return waiting(rows, "refile_objection", "objection",
                 "SELECT o.id, o.number, o.file_due_on FROM objection o WHERE o.state IN ('draft', 'returned') AND "
                 "o.agency_id = ? ORDER BY o.file_due_on, o.id",
                 {scope.agency_id});
}

std::vector<Waiting> reviews_to_give(Connection& rows, std::int64_t expert_id) {
  return waiting(rows, "review_objection", "objection_review",
                 "SELECT r.id, e.name, r.due_on FROM objection_review r INNER JOIN objection o ON o.id = "
                 "r.objection_id INNER JOIN engagement e ON e.id = o.engagement_id WHERE r.expert_id = ? AND "
                 "r.state = 'called' AND o.state = 'reviewing' ORDER BY r.due_on, r.id",
                 {expert_id});
}

std::vector<std::int64_t> objections_to_close(Connection& rows, Date today) {
  std::vector<std::int64_t> ids;
  for (const Row& row :
       rows.query("SELECT id FROM objection WHERE state = 'decided' AND appeal_due_on < ? ORDER BY id", {today.text()}))
    ids.push_back(integer_or(row[0]));
  return ids;
}

std::vector<DueObjection> objections_due(Connection& rows, Date until) {
  std::vector<DueObjection> all;
  for (const Row& row : rows.query(
           "SELECT id, answer_due_on FROM objection WHERE state IN ('filed', 'received', 'prepared', 'reviewing', "
           "'reviewed') AND answer_due_on <= ? ORDER BY answer_due_on, id",
           {until.text()})) {
    RowReader cells(row);
    const std::int64_t id = cells.integer();
    all.push_back({id, cells.date()});
  }
  return all;
}

std::vector<ItemStatistics> objection_statistics(Connection& rows, const domain::Scope& scope, std::int64_t year) {
  Parameters parameters;
  std::string sql =
      "SELECT p.id, p.title, r.kind, r.component, r.item, COUNT(*), "
      "CAST(SUM(CASE WHEN r.outcome = 'upheld' THEN 1 ELSE 0 END) AS SIGNED), "
      "CAST(SUM(CASE WHEN r.outcome = 'partly' THEN 1 ELSE 0 END) AS SIGNED), "
      "CAST(SUM(CASE WHEN r.outcome IN ('upheld', 'partly') THEN r.decided - r.original ELSE 0 END) AS SIGNED) "
      "FROM objection_row r INNER JOIN objection o ON o.id = r.objection_id "
      "INNER JOIN result s ON s.id = o.result_id INNER JOIN policy p ON p.id = s.policy_id "
      "INNER JOIN contract c ON c.id = o.contract_id WHERE o.state IN ('decided', 'closed') AND " +
      of_bureaus("o.bureau_id", scope, parameters);
  if (year != 0) {
    sql += " AND c.fiscal_year = ?";
    parameters.emplace_back(year);
  }
  sql +=
      " GROUP BY p.id, p.title, r.kind, r.component, r.item ORDER BY COUNT(*) DESC, p.id, r.component, r.item, r.kind";
  std::vector<ItemStatistics> all;
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    ItemStatistics one;
    one.policy_id = cells.integer();
    one.policy_title = cells.text();
    one.kind = cells.text();
    one.component = cells.text();
    one.item = cells.text();
    one.contested = cells.integer();
    one.upheld = cells.integer();
    one.partly = cells.integer();
    one.change = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
