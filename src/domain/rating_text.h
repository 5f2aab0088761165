// The sentences by which a person follows a rating; built from exact values only. In Chinese they are a part of the
// published outcome, and so of documents that verify: what stands here for a rule is never worded anew.
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

std::string step_of_year(const CreditRule& rule, const YearOutcome& outcome, bool counts, Language language);
std::string step_of_event(int year, const CountedEvent& event, Language language);
// `sum`: hundredths of a point, over the category's limit.
std::string step_of_category(int year, const CreditCategory& category, std::int64_t sum, bool adds, Language language);
std::string step_of_years(const CreditRule& rule, const std::vector<YearOutcome>& years, const Ratio& combined,
                          Language language);
std::string step_of_prior(const CreditRule& rule, int jobs, const Ratio& before, const Ratio& after, Language language);
std::string step_of_rounding(const CreditRule& rule, const Ratio& exact, Score printed, Language language);
std::string step_of_rating_grade(const CreditRule& rule, const RatingOutcome& outcome, const Band& band,
                                 Language language);
std::string step_of_limit(const Policy& policy, const GradeLimit& limit, int times, Language language);
std::string step_of_lowered(const std::string& by_score, const std::string& grade, Language language);
std::string step_of_quota(const GradeQuota& quota, const RatingCase& input, std::int64_t places,
                          const std::string& grade, Language language);
std::string step_of_unrated(const CreditRule& rule, int jobs, const std::string& reason, Language language);
std::string words_of_watch(const std::string& reason, Language language);
std::string step_of_watch(const std::string& reason, Language language);
std::string step_of_consequence(const DueConsequence& due, Language language);

}  // namespace zhiheng::domain
