// The parts of domain/rating.cpp that stand in files of their own; used there alone.
#pragma once

#include <string>
#include <vector>

#include "domain/rating.h"

namespace zhiheng::domain {

Score rounded_ratio(const Ratio& exact, const RoundingRule& rounding);
// A recorded event is named by the code or by the title that the policy gives it.
bool is_event(const Policy& policy, std::string_view code, const RatingEvent& event);
YearOutcome judge_year(const RatingCase& input, const RatingYear& year, Language language,
                       std::vector<std::string>& steps);
// The grade of a score, after a veto, the limits and the quotas, into the outcome.
void give_grade(const RatingCase& input, const RatingYear& rated, const Ratio& score, Language language,
                RatingOutcome& outcome);
// What follows, with its causes. `years`: newest first.
void draw_consequences(const RatingCase& input, const std::vector<RatingYear>& years, Language language,
                       RatingOutcome& outcome);

}  // namespace zhiheng::domain
