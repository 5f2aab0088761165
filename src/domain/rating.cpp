#include "domain/rating.h"

#include <algorithm>

#include "domain/rating_rules.h"
#include "domain/rating_text.h"

namespace zhiheng::domain {
namespace {

// Years whose weights are all nought (none but years that decay has wiped out) leave nothing to be rated by.
std::optional<Ratio> combined(const CreditRule& rule, const std::vector<YearOutcome>& years) {
  Ratio sum, weights;
  for (const YearOutcome& year : years) {
    if (!year.exact) continue;
    sum = sum + year.weight * (rule.rounding.each_level ? Ratio(year.printed->exact()) : *year.exact);
    weights = weights + year.weight;
  }
  if (weights == Ratio(0)) return std::nullopt;
  return sum / weights;
}

bool vetoed_in(const RatingYear& year) {
  return !year.vetoes.empty() ||
         std::any_of(year.jobs.begin(), year.jobs.end(), [](const RatingJob& job) { return !job.vetoes.empty(); });
}

void put_on_watch(const RatingCase& input, const std::vector<RatingYear>& years, RatingOutcome& outcome) {
  const CreditRule& rule = *input.policy->credit;
  if (!outcome.rated) {
    if (outcome.vetoed) outcome.watch.push_back("unrated_veto");
    return;
  }
  const Ratio decides = rule.rounding.compare_exact ? *outcome.exact : Ratio(outcome.score->exact());
  if (rule.watch_below && decides < Ratio(rule.watch_below->exact())) outcome.watch.push_back("below");
  const auto before =
      std::find_if(years.begin(), years.end(), [&](const RatingYear& year) { return year.year == input.year - 1; });
  if (rule.watch_drop && before != years.end() && before->earlier_score &&
      Ratio(before->earlier_score->exact()) - decides >= Ratio(rule.watch_drop->exact())) {
    outcome.watch.push_back("drop");
  }
  const Fraction last = rule.bottom_share * Fraction(input.rank_of);
  const auto places = last.scaled(0, rule.bottom_rounds_up ? Rounding::up : Rounding::down);
  if (input.rank_of > 0 && input.scored_lower < places) outcome.watch.push_back("bottom");
}

Outcome check(const RatingCase& input, const std::vector<RatingYear>& years) {
  Problems problems;
  if (!input.policy || !input.policy->credit) problems.push_back(refusal("rating.policy_without_credit", "/policy"));
  for (std::size_t i = 1; i < years.size(); ++i) {
    if (years[i].year == years[i - 1].year) {
      problems.push_back(refusal("rating.year_twice", "/years", {{"year", std::to_string(years[i].year)}}));
    }
  }
  if (!years.empty() && years.front().year > input.year) {
    problems.push_back(refusal("rating.year_after", "/years", {{"year", std::to_string(years.front().year)}}));
  } else if (years.empty() || years.front().year != input.year) {
    problems.push_back(refusal("rating.year_absent", "/years", {{"year", std::to_string(input.year)}}));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

}  // namespace

Result<RatingOutcome> rate(const RatingCase& input, Language language) {
  std::vector<RatingYear> years = input.years;
  std::stable_sort(years.begin(), years.end(),
                   [](const RatingYear& a, const RatingYear& b) { return a.year > b.year; });
  if (const Outcome checked = check(input, years); !checked) return checked.problems();
  const CreditRule& rule = *input.policy->credit;
  RatingOutcome outcome;
  outcome.vetoed = vetoed_in(years.front());
  int jobs = 0;
  for (const RatingYear& year : years) {
    if (year.year <= input.year - rule.window_years) break;
    outcome.years.push_back(judge_year(input, year, language, outcome.steps));
    jobs += outcome.years.back().jobs;
  }
  const std::optional<Ratio> score = combined(rule, outcome.years);
  if (!score || jobs < rule.least_jobs) {
    outcome.unrated_reason = jobs > 0 && jobs < rule.least_jobs ? "too_few_jobs" : "no_jobs";
    outcome.steps.push_back(step_of_unrated(rule, jobs, outcome.unrated_reason, language));
  } else {
    if (outcome.years.size() > 1) outcome.steps.push_back(step_of_years(rule, outcome.years, *score, language));
    Ratio shrunk = *score;
    if (rule.prior_weight > Fraction(0)) {
      shrunk = (Ratio(jobs) * *score + Ratio(rule.prior_weight) * Ratio(rule.prior.exact())) /
               (Ratio(jobs) + Ratio(rule.prior_weight));
      outcome.steps.push_back(step_of_prior(rule, jobs, *score, shrunk, language));
    }
    give_grade(input, years.front(), shrunk, language, outcome);
  }
  put_on_watch(input, years, outcome);
  for (const std::string& reason : outcome.watch) outcome.steps.push_back(step_of_watch(reason, language));
  draw_consequences(input, years, language, outcome);
  return outcome;
}

}  // namespace zhiheng::domain
