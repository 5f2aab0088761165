// What an agency still owes, and what a year brought it: lists and sums of whole scopes, one query each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/access.h"
#include "store/sql.h"

namespace zhiheng::store {

struct DueDeliverable {
  std::int64_t engagement_id = 0;
  std::string code, name, contract_number;
  std::string kind;  // plan | report
  std::optional<Date> due_on;
  bool returned = false;  // a version came in and was sent back
  std::string remark;     // why
};
// Plans and reports of active contracts that did not come in or were sent back, the earliest due first, those without
// a date last. What a closed panel has judged is not waited for any more.
std::vector<DueDeliverable> due_deliverables(Connection& rows, const domain::Scope& scope);

struct YearRecord {
  std::int64_t contract_count = 0, engagement_count = 0, late_count = 0;
  struct Grade {
    std::string grade;
    bool passed = false;
    std::int64_t count = 0, deduction_fen = 0, bonus_fen = 0;
  };
  std::vector<Grade> grades;  // of current results of closed panels, by grade
};
// `contracts` is the scope of see_contracts, `results` that of see_results.
YearRecord year_record(Connection& rows, const domain::Scope& contracts, const domain::Scope& results, int year);
std::vector<int> contract_years(Connection& rows, const domain::Scope& scope);  // newest first

// The current results of closed panels in the scope, newest first.
struct PublishedResult {
  std::int64_t result_id = 0, engagement_id = 0;
  std::string code, name, contract_number, final_score, grade;
  bool passed = false;
  std::int64_t deduction_fen = 0, bonus_fen = 0;
};
std::vector<PublishedResult> published_results(Connection& rows, const domain::Scope& scope, int year, int most);

}  // namespace zhiheng::store
