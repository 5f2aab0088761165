#include "store/rating_store.h"

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using domain::AgencyEvent;
using domain::RatingRun;

constexpr std::string_view run_columns =
    "SELECT id, bureau_id, fiscal_year, sequence, policy_id, state, reason, drafted_by, published_at, "
    "objection_due_on, version FROM rating_run ";

std::vector<RatingRun> runs_where(Connection& rows, std::string_view where, const Parameters& parameters) {
  std::vector<RatingRun> all;
  for (const Row& row : rows.query(std::string(run_columns).append(where), parameters)) {
    RowReader cells(row);
    RatingRun run;
    run.id = cells.integer();
    run.bureau_id = cells.integer();
    run.fiscal_year = cells.small();
    run.sequence = cells.small();
    run.policy_id = cells.integer();
    run.state = cells.text();
    run.reason = cells.text();
    run.drafted_by = cells.integer();
    run.published_at = cells.text();
    run.objection_due_on = cells.optional_date();
    run.version = cells.integer();
    all.push_back(std::move(run));
  }
  return all;
}

constexpr std::string_view rating_columns =
    "SELECT id, bureau_id, agency_id, run_id, policy_id, fiscal_year, state, score, grade, unrated_reason, vetoed, "
    "watch, place, place_of, jobs, mean, taken, added, reason, supersedes_id, published_at, case_document, "
    "result_document, drafted_by, version FROM rating ";

std::vector<StoredRating> ratings_where(Connection& rows, std::string_view where, const Parameters& parameters) {
  std::vector<StoredRating> all;
  rows.each(std::string(rating_columns).append(where), parameters, [&](const Row& row) {
    RowReader cells(row);
    StoredRating one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.run_id = cells.integer();
    one.policy_id = cells.integer();
    one.fiscal_year = cells.small();
    one.state = cells.text();
    one.score = cells.optional_score();
    one.grade = cells.text();
    one.unrated_reason = cells.text();
    one.vetoed = cells.flag();
    one.watch = cells.text();
    one.place = cells.optional_small();
    one.place_of = cells.small();
    one.jobs = cells.small();
    one.mean = cells.optional_score();
    one.taken = cells.score();
    one.added = cells.score();
    one.reason = cells.text();
    one.supersedes_id = cells.integer();
    one.published_at = cells.text();
    one.case_document = cells.text();
    one.result_document = cells.text();
    one.drafted_by = cells.integer();
    one.version = cells.integer();
    all.push_back(std::move(one));
    return true;
  });
  return all;
}

Value score_or_null(const std::optional<Score>& score) {
  return score ? hundredths(*score) : Value();
}

}  // namespace

std::optional<AgencyEvent> find_agency_event(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT id, bureau_id, agency_id, kind, code, happened_on, fiscal_year, count, evidence, "
      "file_reference, barred_months, state, drafted_by, withdrawn_reason, version FROM credit_event WHERE "
      "id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  AgencyEvent event;
  event.id = cells.integer();
  event.bureau_id = cells.integer();
  event.agency_id = cells.integer();
  event.kind = cells.text();
  event.code = cells.text();
  event.happened_on = cells.date();
  event.fiscal_year = cells.small();
  event.count = cells.small();
  event.evidence = cells.text();
  event.file_reference = cells.text();
  event.barred_months = cells.small();
  event.state = cells.text();
  event.drafted_by = cells.integer();
  event.withdrawn_reason = cells.text();
  event.version = cells.integer();
  return event;
}

std::int64_t insert_agency_event(Connection& rows, const AgencyEvent& event, Timestamp now) {
  rows.execute(
      "INSERT INTO credit_event (bureau_id, agency_id, kind, code, happened_on, fiscal_year, count, evidence, "
      "file_reference, barred_months, drafted_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)",
      {event.bureau_id, event.agency_id, event.kind, event.code, event.happened_on.text(), small(event.fiscal_year),
       small(event.count), event.evidence, event.file_reference, small(event.barred_months), event.drafted_by,
       now.utc(), now.utc()});
  return rows.last_id();
}

bool mark_event_confirmed(Connection& rows, const AgencyEvent& event, std::int64_t by, Timestamp now) {
  return rows.execute(
             "UPDATE credit_event SET state = 'confirmed', confirmed_by = ?, confirmed_at = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state = 'recorded'",
             {by, now.utc(), now.utc(), event.id, event.version}) > 0;
}

bool mark_event_withdrawn(Connection& rows, const AgencyEvent& event, std::int64_t by, Timestamp now) {
  return rows.execute(
             "UPDATE credit_event SET state = 'withdrawn', withdrawn_by = ?, withdrawn_at = ?, withdrawn_reason = ?, "
             "updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
             {by, now.utc(), event.withdrawn_reason, now.utc(), event.id, event.version}) > 0;
}

std::optional<RatingRun> find_run(Connection& rows, std::int64_t id) {
  auto found = runs_where(rows, "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<RatingRun> runs_of_year(Connection& rows, std::int64_t bureau_id, int fiscal_year) {
  return runs_where(rows, "WHERE bureau_id = ? AND fiscal_year = ? ORDER BY sequence", {bureau_id, small(fiscal_year)});
}

std::int64_t insert_run(Connection& rows, const RatingRun& run, Timestamp now) {
  rows.execute(
      "INSERT INTO rating_run (bureau_id, fiscal_year, sequence, policy_id, reason, computed_at, drafted_by, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {run.bureau_id, small(run.fiscal_year), small(run.sequence), run.policy_id, run.reason, now.utc(), run.drafted_by,
       now.utc(), now.utc()});
  return rows.last_id();
}

bool save_run(Connection& rows, const RatingRun& run, Timestamp now) {
  return rows.execute(
             "UPDATE rating_run SET policy_id = ?, reason = ?, drafted_by = ?, computed_at = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
             {run.policy_id, run.reason, run.drafted_by, now.utc(), now.utc(), run.id, run.version}) > 0;
}

bool mark_run_published(Connection& rows, const RatingRun& run, std::int64_t by, Timestamp now) {
  return rows.execute(
             "UPDATE rating_run SET state = 'published', published_by = ?, published_at = ?, objection_due_on = ?, "
             "updated_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
             {by, now.utc(), date_or_null(run.objection_due_on), now.utc(), run.id, run.version}) > 0;
}

void supersede_empty_runs(Connection& rows, std::int64_t bureau_id, int fiscal_year, Timestamp now) {
  rows.execute(
      "UPDATE rating_run SET state = 'superseded', updated_at = ?, version = version + 1 WHERE bureau_id = ? AND "
      "fiscal_year = ? AND state = 'published' AND id NOT IN (SELECT run_id FROM rating WHERE bureau_id = ? AND "
      "fiscal_year = ? AND state = 'current')",
      {now.utc(), bureau_id, small(fiscal_year), bureau_id, small(fiscal_year)});
}

std::optional<StoredRating> find_rating(Connection& rows, std::int64_t id) {
  auto found = ratings_where(rows, "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<StoredRating> ratings_of_run(Connection& rows, std::int64_t run_id) {
  return ratings_where(rows, "WHERE run_id = ? ORDER BY CASE WHEN place IS NULL THEN 1 ELSE 0 END, place, agency_id",
                       {run_id});
}

std::vector<StoredRating> standing_ratings(Connection& rows, std::int64_t bureau_id, int fiscal_year) {
  return ratings_where(rows, "WHERE bureau_id = ? AND fiscal_year = ? AND state = 'current' ORDER BY agency_id",
                       {bureau_id, small(fiscal_year)});
}

std::vector<StoredRating> published_ratings_of(Connection& rows, std::int64_t agency_id, std::int64_t bureau_id) {
  return ratings_where(rows,
                       "WHERE agency_id = ? AND (? = 0 OR bureau_id = ?) AND state <> 'draft' ORDER BY fiscal_year "
                       "DESC, bureau_id, id DESC",
                       {agency_id, bureau_id, bureau_id});
}

std::int64_t insert_rating(Connection& rows, const StoredRating& rating, const std::vector<RatingFact>& facts,
                           Timestamp now) {
  rows.execute(
      "INSERT INTO rating (bureau_id, agency_id, run_id, policy_id, fiscal_year, score, grade, unrated_reason, vetoed, "
      "watch, place, place_of, jobs, mean, taken, added, reason, supersedes_id, case_document, result_document, "
      "drafted_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)",
      {rating.bureau_id,
       rating.agency_id,
       rating.run_id,
       rating.policy_id,
       small(rating.fiscal_year),
       score_or_null(rating.score),
       rating.grade,
       rating.unrated_reason,
       small(rating.vetoed ? 1 : 0),
       rating.watch,
       rating.place ? small(*rating.place) : Value(),
       small(rating.place_of),
       small(rating.jobs),
       score_or_null(rating.mean),
       hundredths(rating.taken),
       hundredths(rating.added),
       rating.reason,
       id_or_null(rating.supersedes_id),
       rating.case_document,
       rating.result_document,
       rating.drafted_by,
       now.utc(),
       now.utc()});
  const std::int64_t id = rows.last_id();
  for (const RatingFact& fact : facts) {
    rows.execute("INSERT INTO rating_fact (rating_id, stem, fact_id, job, fiscal_year) VALUES (?, ?, ?, ?, ?)",
                 {id, fact.stem, fact.fact_id, fact.job, small(fact.fiscal_year)});
  }
  return id;
}

void delete_draft_ratings(Connection& rows, std::int64_t run_id) {
  rows.execute(
      "DELETE FROM rating_fact WHERE rating_id IN (SELECT id FROM rating WHERE run_id = ? AND state = 'draft')",
      {run_id});
  rows.execute("DELETE FROM rating WHERE run_id = ? AND state = 'draft'", {run_id});
}

void publish_ratings(Connection& rows, std::int64_t run_id, Timestamp now) {
  rows.execute(
      "UPDATE rating SET state = 'current', published_at = ?, updated_at = ?, version = version + 1 WHERE run_id = ? "
      "AND state = 'draft'",
      {now.utc(), now.utc(), run_id});
}

void supersede_rating(Connection& rows, std::int64_t id, std::int64_t by_rating_id, Timestamp now) {
  rows.execute(
      "UPDATE rating SET state = 'superseded', updated_at = ?, version = version + 1 WHERE id = ? AND state = "
      "'current'",
      {now.utc(), id});
  rows.execute(
      "UPDATE rating_objection SET new_rating_id = ?, updated_at = ?, version = version + 1 WHERE rating_id = ? AND "
      "state = 'decided' AND outcome <> 'rejected' AND new_rating_id IS NULL",
      {by_rating_id, now.utc(), id});
}

std::vector<OutdatedRating> outdated_ratings(Connection& rows, const domain::Scope& scope) {
  Parameters once;
  const std::string reach = scope_condition(domain::rating_shape(), scope, once);
  const std::string head = "SELECT r.id, r.bureau_id, r.agency_id, r.fiscal_year, ";
  const std::string standing = "r.state = 'current' AND r.id IN (SELECT id FROM rating WHERE " + reach + ") ";
  const std::string facts = "FROM rating r INNER JOIN rating_fact f ON f.rating_id = r.id ";
  const std::string sql =
      head + "f.stem, f.job " + facts + "INNER JOIN result x ON x.id = f.fact_id WHERE f.stem = 'result' AND " +
      standing + "AND x.state <> 'current' UNION ALL " + head + "f.stem, f.job " + facts +
      "INNER JOIN credit_event x ON x.id = f.fact_id WHERE f.stem = 'credit_event' AND " + standing +
      "AND x.state <> 'confirmed' UNION ALL " + head + "f.stem, f.job " + facts +
      "INNER JOIN rating x ON x.id = f.fact_id WHERE f.stem = 'rating' AND " + standing +
      "AND x.state <> 'current' UNION ALL " + head +
      "'credit_event', '' FROM rating r INNER JOIN credit_event x ON x.agency_id = r.agency_id AND x.bureau_id = "
      "r.bureau_id AND x.fiscal_year = r.fiscal_year WHERE x.state = 'confirmed' AND " +
      standing +
      "AND NOT EXISTS (SELECT 1 FROM rating_fact f WHERE f.rating_id = r.id AND f.stem = 'credit_event' AND f.fact_id "
      "= x.id) ORDER BY 1, 5, 6";
  Parameters parameters;
  for (int i = 0; i < 4; ++i) parameters.insert(parameters.end(), once.begin(), once.end());
  std::vector<OutdatedRating> all;
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    OutdatedRating one;
    one.rating_id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.fiscal_year = cells.small();
    one.stem = cells.text();
    one.job = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store
