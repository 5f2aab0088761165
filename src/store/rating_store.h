// Ratings and what people do about them, as rows: events, the runs of a year, ratings with their documents, objections.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/agency_rating.h"
#include "store/task_store.h"

namespace zhiheng::store {

std::optional<domain::AgencyEvent> find_agency_event(Connection& rows, std::int64_t id);
std::int64_t insert_agency_event(Connection& rows, const domain::AgencyEvent& event, Timestamp now);
// These answer false when somebody else saved first.
bool mark_event_confirmed(Connection& rows, const domain::AgencyEvent& event, std::int64_t by, Timestamp now);
bool mark_event_withdrawn(Connection& rows, const domain::AgencyEvent& event, std::int64_t by, Timestamp now);

std::optional<domain::RatingRun> find_run(Connection& rows, std::int64_t id);
std::vector<domain::RatingRun> runs_of_year(Connection& rows, std::int64_t bureau_id, int fiscal_year);  // by sequence
std::int64_t insert_run(Connection& rows, const domain::RatingRun& run, Timestamp now);
bool save_run(Connection& rows, const domain::RatingRun& run, Timestamp now);  // policy, reason, drafter, moment
bool mark_run_published(Connection& rows, const domain::RatingRun& run, std::int64_t by, Timestamp now);
// Published runs of the year none of whose ratings stands any more.
void supersede_empty_runs(Connection& rows, std::int64_t bureau_id, int fiscal_year, Timestamp now);

struct StoredRating {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, run_id = 0, policy_id = 0;
  int fiscal_year = 0;
  std::string state = "draft";
  std::optional<Score> score;
  std::string grade, unrated_reason;
  bool vetoed = false;
  std::string watch;  // "below drop"
  std::optional<int> place;
  int place_of = 0, jobs = 0;
  std::optional<Score> mean;
  Score taken, added;
  std::string reason;
  std::int64_t supersedes_id = 0;
  std::string published_at;
  std::string case_document, result_document;
  std::int64_t drafted_by = 0;
  std::int64_t version = 1;
};
struct RatingFact {
  std::string stem;
  std::int64_t fact_id = 0;
  std::string job;
  int fiscal_year = 0;
};
std::optional<StoredRating> find_rating(Connection& rows, std::int64_t id);
std::vector<StoredRating> ratings_of_run(Connection& rows, std::int64_t run_id);
std::vector<StoredRating> standing_ratings(Connection& rows, std::int64_t bureau_id, int fiscal_year);
// Published ones, superseded too, of one agency at every bureau or (not 0) at one; newest year and version first.
std::vector<StoredRating> published_ratings_of(Connection& rows, std::int64_t agency_id, std::int64_t bureau_id);
std::int64_t insert_rating(Connection& rows, const StoredRating& rating, const std::vector<RatingFact>& facts,
                           Timestamp now);
void delete_draft_ratings(Connection& rows, std::int64_t run_id);
void publish_ratings(Connection& rows, std::int64_t run_id, Timestamp now);
// Upheld objections to it learn which rating followed.
void supersede_rating(Connection& rows, std::int64_t id, std::int64_t by_rating_id, Timestamp now);
// Standing ratings whose facts are not what they were: a result was superseded, an event or a record of conduct
// withdrawn, or one confirmed since. {rating, words for the changed fact}
struct OutdatedRating {
  std::int64_t rating_id = 0, bureau_id = 0, agency_id = 0;
  int fiscal_year = 0;
  std::string stem, job;
};
std::vector<OutdatedRating> outdated_ratings(Connection& rows, const domain::Scope& scope);

// Tasks: publish_rating and confirm_credit_event of drafts of other people, decide_rating, correct_rating.
std::vector<Waiting> ratings_to_publish(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
std::vector<Waiting> rating_objections_to_decide(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
std::vector<Waiting> ratings_to_correct(Connection& rows, const domain::Scope& scope);

std::optional<domain::RatingObjection> find_rating_objection(Connection& rows, std::int64_t id);
std::vector<domain::RatingObjection> objections_of_rating(Connection& rows, std::int64_t rating_id);
std::int64_t insert_rating_objection(Connection& rows, const domain::RatingObjection& objection, Timestamp now);
// State, decision and, of the rows, outcome and reason.
bool save_rating_objection(Connection& rows, const domain::RatingObjection& objection, Timestamp now);

}  // namespace zhiheng::store
