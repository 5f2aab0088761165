// What is evaluated about whose project, by whom, until when, and what came out of it: one row per engagement, without
// fees, experts or sheets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "domain/access.h"
#include "store/sql.h"

namespace zhiheng::store {

struct Evaluation {
  std::int64_t id = 0;  // of the engagement
  std::string code, name, object_kind, agency_name, bureau_name;
  int fiscal_year = 0;
  std::string project_code, project_name, unit_name;  // "" where the engagement names none
  std::optional<Date> plan_due_on, report_due_on;
  std::string plan_received_at, report_received_at;  // UTC of the first version, "" when none came
  std::int64_t accepted_report_id = 0;               // the newest report that was accepted
  std::string stage;  // commissioned | plan_received | report_received | in_review | published
  std::optional<Score> final_score;
  std::string grade;
  bool passed = false;
};

struct EvaluationQuery {
  domain::Scope scope;  // of see_evaluations
  int limit = 50;
  std::int64_t before = 0;  // the id after which the page begins; newest first; 0 for the first page
  std::string q;            // words that must all occur in names and codes
  int fiscal_year = 0;
  std::string stage;
};

std::vector<Evaluation> list_evaluations(Connection& rows, const EvaluationQuery& query);  // at most limit + 1
std::int64_t count_evaluations(Connection& rows, const EvaluationQuery& query);
std::vector<int> evaluation_years(Connection& rows, const domain::Scope& scope);  // newest first
std::optional<Evaluation> find_evaluation(Connection& rows, std::int64_t engagement_id);

}  // namespace zhiheng::store
