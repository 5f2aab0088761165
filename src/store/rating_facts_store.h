// What a year's ratings of a bureau stand on: results that stand, what was recorded of jobs and agencies, deliverables
// and terminations, and what was published before. A fixed number of queries, however many agencies there are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "store/sql.h"

namespace zhiheng::store {

struct RatedResult {
  std::int64_t result_id = 0, engagement_id = 0, agency_id = 0;
  int fiscal_year = 0;
  std::string contract, engagement, title, grade;
  Money fee;
  Score final_score;
  std::string case_document;
  bool vetoed = false;
  std::string object_kind;
  Money amount;  // of the evaluated project; nought where none is named
};
struct RatedConduct {
  std::int64_t id = 0, engagement_id = 0;
  std::string kind, code, evidence;
  Date happened_on;
  int count = 1;
};
// Of one kind of deliverable of one engagement: the version that came in latest after its day, and how often one was
// sent back.
struct RatedDeliverable {
  std::int64_t id = 0, engagement_id = 0;
  std::string kind;
  int returns = 0;
  Date last_on;
};
struct RatedTermination {
  std::int64_t id = 0, agency_id = 0;
  int fiscal_year = 0;
  std::string contract, reason;
  Date terminated_on;
};
struct RatedEvent {
  std::int64_t id = 0, agency_id = 0;
  std::string kind, code, evidence;
  int fiscal_year = 0, count = 1;
  Date happened_on;
};
struct EarlierRating {
  std::int64_t id = 0, agency_id = 0;
  int fiscal_year = 0;
  std::string grade;
  std::optional<Score> score;
};
struct RatedAgency {
  std::int64_t id = 0;
  std::string uscc, name;
};

struct RatingScope {
  std::int64_t bureau_id = 0;
  int first_year = 0, year = 0;
  std::int64_t agency_id = 0;  // 0: all
};
std::vector<RatedResult> rated_results(Connection& rows, const RatingScope& scope);
std::vector<RatedConduct> rated_conduct(Connection& rows, const RatingScope& scope);
std::vector<RatedDeliverable> rated_deliverables(Connection& rows, const RatingScope& scope);
std::vector<RatedTermination> rated_terminations(Connection& rows, const RatingScope& scope);
std::vector<RatedEvent> rated_events(Connection& rows, const RatingScope& scope);  // confirmed ones
std::vector<EarlierRating> earlier_ratings(Connection& rows, const RatingScope& scope);
// With jobs in the years of the scope, events in them, or an active registration at the bureau; by USCC.
std::vector<RatedAgency> agencies_to_rate(Connection& rows, const RatingScope& scope);

}  // namespace zhiheng::store
