// Booked figures with the documents that they follow from, row by row: what a back-test and a what-if run over.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "store/sql.h"

namespace zhiheng::store {

// Which rows: a condition over `contract` (rows "id"), and fiscal years, nought for no limit.
struct BookedFilter {
  std::string contracts = "1 = 1";
  Parameters parameters;
  int from = 0, to = 0;
};

struct BookedFigures {
  std::string kind;  // result, statement, rating
  std::int64_t id = 0, contract_id = 0, engagement_id = 0, agency_id = 0, bureau_id = 0;
  std::string label;  // contract number, "/" and engagement code; of a statement its number; of a rating ""
  std::string agency;
  int year = 0;
  std::optional<Score> score;
  std::string grade;
  bool passed = false;
  Money fee, deduction, bonus, payable, recoverable;
  std::string watch;  // of a rating
  bool vetoed = false;
};

// The document is valid during the call only. Each of these is one query.
using BookedRow = std::function<bool(const BookedFigures& booked, const std::string& case_document)>;
void each_booked_statement(Connection& rows, const BookedFilter& filter, const BookedRow& body);
void each_booked_result(Connection& rows, const BookedFilter& filter, const BookedRow& body);
// What jobs were about, by bureau and label ("HT-1/PJ-2"): the kind of the object and the money of its project.
struct ObjectOfJob {
  std::string kind;
  Money amount;
};
using ObjectsOfJobs = std::map<std::pair<std::int64_t, std::string>, ObjectOfJob>;
ObjectsOfJobs objects_of_jobs(Connection& rows, const BookedFilter& filter);
// Published ratings by bureaus, years and agencies; `contracts` is a condition over `rating`.
void each_booked_rating(Connection& rows, const BookedFilter& filter, const BookedRow& body);

}  // namespace zhiheng::store
