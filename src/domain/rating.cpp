#include "domain/rating.h"

#include <algorithm>

#include "domain/aggregate.h"
#include "domain/rating_text.h"

namespace zhiheng::domain {
namespace {

const CreditEvent* find_event(const CreditRule& rule, std::string_view code) {
  const auto found = std::find_if(rule.events.begin(), rule.events.end(),
                                  [&](const CreditEvent& event) { return event.code == code || event.title == code; });
  return found == rule.events.end() ? nullptr : &*found;
}

Score rounded_ratio(const Ratio& exact, const RoundingRule& rounding) {
  std::int64_t value = exact.scaled(rounding.digits, rounding.mode);
  for (int i = rounding.digits; i < 2; ++i) value *= 10;
  return Score::hundredths(static_cast<std::int32_t>(value));
}

Ratio within_scale(const Ratio& score) {
  return std::clamp(score, Ratio(0), Ratio(100));
}

// Jobs whose weights are all nought (fees of nothing) count alike.
std::optional<Ratio> mean_of(const CreditRule& rule, const std::vector<RatingJob>& jobs) {
  if (jobs.empty()) return std::nullopt;
  Ratio sum, weights, plain;
  for (const RatingJob& job : jobs) {
    const Ratio weight = rule.weighted_by_fee   ? Ratio(job.fee.fen())
                         : rule.weighted_by_job ? Ratio(job.weight)
                                                : Ratio(1);
    sum = sum + weight * Ratio(job.final_score.exact());
    weights = weights + weight;
    plain = plain + Ratio(job.final_score.exact());
  }
  if (weights == Ratio(0)) return plain / Ratio(static_cast<std::int64_t>(jobs.size()));
  return sum / weights;
}

std::vector<CountedEvent> count_events(const CreditRule& rule, const std::vector<RatingEvent>& events) {
  std::vector<CountedEvent> counted;
  for (const RatingEvent& event : events) {
    const CreditEvent* known = find_event(rule, event.code);
    const std::string& code = known ? known->code : event.code;
    auto at = std::find_if(counted.begin(), counted.end(), [&](const CountedEvent& one) { return one.code == code; });
    if (at == counted.end()) at = counted.insert(counted.end(), CountedEvent{known, code});
    at->happened += event.count;
    at->counted = known ? std::min(at->happened, known->most_times) : 0;
  }
  return counted;
}

Score capped(std::int64_t hundredths, const std::optional<Score>& most) {
  // A score cannot move by more than its whole scale, so larger sums need not be told apart.
  hundredths = std::min<std::int64_t>(hundredths, 100'000'000);
  const Score sum = Score::hundredths(static_cast<std::int32_t>(hundredths));
  return most ? std::min(sum, *most) : sum;
}

YearOutcome judge_year(const CreditRule& rule, int rated_year, const RatingYear& year,
                       std::vector<std::string>& steps) {
  YearOutcome outcome;
  outcome.year = year.year;
  outcome.jobs = static_cast<int>(year.jobs.size());
  outcome.mean = mean_of(rule, year.jobs);
  std::int64_t taken = 0, added = 0;
  for (const CountedEvent& event : count_events(rule, year.events)) {
    steps.push_back(step_of_event(year.year, event));
    if (!event.rule) continue;
    (event.rule->adds ? added : taken) += std::int64_t{event.rule->points.hundredths()} * event.counted;
  }
  outcome.taken = capped(taken, rule.most_taken);
  outcome.added = capped(added, rule.most_added);
  const bool by_events_alone = rule.from_base && rule.least_jobs == 0 && !year.events.empty();
  const bool counts = outcome.jobs > 0 || by_events_alone;
  if (counts) {
    const Ratio start = rule.from_base ? Ratio(rule.base.exact()) : *outcome.mean;
    outcome.exact = within_scale(start - Ratio(outcome.taken.exact()) + Ratio(outcome.added.exact()));
    outcome.printed = rounded_ratio(*outcome.exact, rule.rounding);
    outcome.weight = rule.years_by_jobs ? Ratio(outcome.jobs) : Ratio(1);
    for (int back = year.year; back < rated_year; ++back) outcome.weight = outcome.weight * Ratio(rule.decay);
  }
  steps.push_back(step_of_year(rule, outcome, counts));
  return outcome;
}

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

const Band& credit_band(const CreditRule& rule, const Ratio& score) {
  for (auto band = rule.bands.rbegin(); band != rule.bands.rend(); ++band) {
    if (Ratio(band->from.exact()) <= score) return *band;
  }
  return rule.bands.front();
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

std::string grade_of(const RatingCase& input, const std::vector<RatingYear>& years, const RatingOutcome& outcome,
                     int year) {
  if (year == input.year) return outcome.grade;
  const auto found = std::find_if(years.begin(), years.end(), [&](const RatingYear& one) { return one.year == year; });
  return found == years.end() ? std::string() : found->earlier_grade;
}

// What a consequence looks at; the facts of the rated year come first, and without one nothing is due anew.
std::vector<std::string> causes_of(const Consequence& rule, const RatingCase& input,
                                   const std::vector<RatingYear>& years, const RatingOutcome& outcome) {
  std::vector<std::string> causes;
  const int span = rule.in_a_row ? rule.times : rule.within_years;
  for (int year = input.year; year > input.year - span; --year) {
    const std::size_t before = causes.size();
    if (!rule.of_jobs && grade_of(input, years, outcome, year) == rule.grade) {
      causes.push_back(std::to_string(year) + ": " + rule.grade);
    }
    for (const RatingYear& one : years) {
      if (!rule.of_jobs || one.year != year) continue;
      for (const RatingJob& job : one.jobs) {
        if (job.grade == rule.grade) causes.push_back(job.code + ": " + rule.grade);
      }
    }
    const bool broken = causes.size() == before && (rule.in_a_row || year == input.year);
    if (broken) return {};
  }
  if (static_cast<int>(causes.size()) < rule.times) causes.clear();
  return causes;
}

void draw_consequences(const RatingCase& input, const std::vector<RatingYear>& years, RatingOutcome& outcome) {
  for (const Consequence& rule : input.policy->consequences) {
    std::vector<std::string> causes = causes_of(rule, input, years, outcome);
    if (causes.empty()) continue;
    outcome.consequences.push_back({rule.effect, rule.months, std::move(causes)});
    outcome.steps.push_back(step_of_consequence(outcome.consequences.back()));
  }
}

void give_grade(const CreditRule& rule, const Ratio& score, RatingOutcome& outcome) {
  outcome.rated = true;
  outcome.exact = score;
  outcome.score = rounded_ratio(score, rule.rounding);
  outcome.steps.push_back(step_of_rounding(rule, score, *outcome.score));
  const Ratio decides = rule.rounding.compare_exact ? score : Ratio(outcome.score->exact());
  const Band& band = outcome.vetoed && rule.veto_to_lowest ? rule.bands.front() : credit_band(rule, decides);
  outcome.grade = band.grade;
  outcome.steps.push_back(step_of_rating_grade(rule, outcome, band));
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

Result<RatingOutcome> rate(const RatingCase& input) {
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
    outcome.years.push_back(judge_year(rule, input.year, year, outcome.steps));
    jobs += outcome.years.back().jobs;
  }
  const std::optional<Ratio> score = combined(rule, outcome.years);
  if (!score || jobs < rule.least_jobs) {
    outcome.unrated_reason = jobs > 0 && jobs < rule.least_jobs ? "too_few_jobs" : "no_jobs";
    outcome.steps.push_back(step_of_unrated(rule, jobs, outcome.unrated_reason));
  } else {
    if (outcome.years.size() > 1) outcome.steps.push_back(step_of_years(rule, outcome.years, *score));
    Ratio shrunk = *score;
    if (rule.prior_weight > Fraction(0)) {
      shrunk = (Ratio(jobs) * *score + Ratio(rule.prior_weight) * Ratio(rule.prior.exact())) /
               (Ratio(jobs) + Ratio(rule.prior_weight));
      outcome.steps.push_back(step_of_prior(rule, jobs, *score, shrunk));
    }
    give_grade(rule, shrunk, outcome);
  }
  put_on_watch(input, years, outcome);
  for (const std::string& reason : outcome.watch) outcome.steps.push_back(step_of_watch(reason));
  draw_consequences(input, years, outcome);
  return outcome;
}

}  // namespace zhiheng::domain
