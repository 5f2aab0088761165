// The sentences by which a person follows a rating; built from exact values only, part of the published outcome.
#pragma once

#include <string>
#include <vector>

#include "domain/rating.h"

namespace zhiheng::domain {

// What the events of one code did in a year.
struct CountedEvent {
  const CreditEvent* rule;  // null: not an event of the policy's credit section
  std::string code;
  int counted = 0, happened = 0;
};

std::string step_of_year(const CreditRule& rule, const YearOutcome& outcome, bool counts);
std::string step_of_event(int year, const CountedEvent& event);
std::string step_of_years(const CreditRule& rule, const std::vector<YearOutcome>& years, const Ratio& combined);
std::string step_of_prior(const CreditRule& rule, int jobs, const Ratio& before, const Ratio& after);
std::string step_of_rounding(const CreditRule& rule, const Ratio& exact, Score printed);
std::string step_of_rating_grade(const CreditRule& rule, const RatingOutcome& outcome, const Band& band);
std::string step_of_unrated(const CreditRule& rule, int jobs, const std::string& reason);
std::string step_of_watch(const std::string& reason);
std::string step_of_consequence(const DueConsequence& due);

}  // namespace zhiheng::domain
