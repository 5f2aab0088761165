// The sheets of many panels at once, for statistics and for the check of reasons: one query, read as it streams.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/reason_check.h"
#include "domain/statistics_year.h"
#include "store/sql.h"

namespace zhiheng::store {

// Closed panels of a fiscal year, with the sheets that counted; raters are called by their experts' ids. `where` is a
// condition over `panel` (store::scope_condition), `parameters` its values.
void each_closed_panel(Connection& rows, int year, const std::string& where, const Parameters& parameters,
                       const std::function<void(const domain::YearPanel&)>& body);

// The rows of handed-in sheets of a fiscal year (year 0: of one panel, `panel_id`), newest sheets last. Full points and
// titles are not known to the database; `policies` names the policy of each row.
struct ReasonRows {
  std::vector<domain::ReasonRow> rows;
  std::vector<std::int64_t> policies;
};
ReasonRows reason_rows(Connection& rows, int year, std::int64_t panel_id, const std::string& where,
                       const Parameters& parameters);

// Code and name of these experts.
struct ExpertName {
  std::int64_t id = 0;
  std::string code;
  std::string name;
};
std::vector<ExpertName> names_of_experts(Connection& rows, const std::vector<std::int64_t>& ids);

// A question that was put because a sheet lay far from the others, with what its expert answered.
struct OutlyingQuestion {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t panel_id = 0;
  std::int64_t sheet_id = 0;
  Score total;  // that was questioned
  std::string asked_at;
  std::string answered_at;  // empty while it was not
  std::string reason;       // why the expert stands by it; empty where he changed the sheet
};
std::optional<OutlyingQuestion> outlying_question(Connection& rows, std::int64_t sheet_id);
std::vector<OutlyingQuestion> outlying_questions_of(Connection& rows, std::int64_t panel_id);
std::int64_t insert_outlying_question(Connection& rows, const OutlyingQuestion& question);
void answer_outlying_question(Connection& rows, const OutlyingQuestion& question);

// One more expert, called because a line lay within the noise.
struct ExtraExpert {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t panel_id = 0;
  std::int64_t member_id = 0;
  Score final_score;
  std::string low, high, line;  // as they were shown
  std::string reason;
  std::string called_at;
};
std::vector<ExtraExpert> extra_experts_of(Connection& rows, std::int64_t panel_id);
std::int64_t insert_extra_expert(Connection& rows, const ExtraExpert& extra);

}  // namespace zhiheng::store
