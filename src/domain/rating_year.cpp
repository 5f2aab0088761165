// One year of a rating: the mean of its jobs, its events, its score and its weight.
#include <algorithm>

#include "domain/rating_rules.h"
#include "domain/rating_text.h"

namespace zhiheng::domain {

namespace {

constexpr std::int64_t most_hundredths = 100'000'000;

const CreditEvent* find_credit_event(const CreditRule& rule, std::string_view code) {
  const auto found = std::find_if(rule.events.begin(), rule.events.end(),
                                  [&](const CreditEvent& event) { return event.code == code || event.title == code; });
  return found == rule.events.end() ? nullptr : &*found;
}

Ratio within_scale(const Ratio& score) {
  return std::clamp(score, Ratio(0), Ratio(100));
}

// Of equal scores the earlier job of the case counts as the lower.
std::vector<const RatingJob*> jobs_that_count(const CreditRule& rule, const std::vector<RatingJob>& jobs) {
  std::vector<const RatingJob*> all;
  for (const RatingJob& job : jobs) all.push_back(&job);
  const bool drops =
      rule.drop_lowest + rule.drop_highest > 0 && static_cast<int>(all.size()) >= rule.drop_when_at_least;
  if (!drops) return all;
  std::stable_sort(all.begin(), all.end(),
                   [](const auto* a, const auto* b) { return a->final_score < b->final_score; });
  return {all.begin() + rule.drop_lowest, all.end() - rule.drop_highest};
}

Ratio weight_of(const CreditRule& rule, const RatingJob& job) {
  const Ratio own = rule.weighted_by_fee      ? Ratio(job.fee.fen())
                    : rule.weighted_by_amount ? Ratio(job.amount.fen())
                    : rule.weighted_by_job    ? Ratio(job.weight)
                                              : Ratio(1);
  for (const KindWeight& one : rule.kind_weights) {
    if (one.kind == job.kind) return own * Ratio(one.weight);
  }
  return own;
}

// Jobs whose weights are all nought (fees of nothing) count alike.
std::optional<Ratio> mean_of(const CreditRule& rule, const std::vector<const RatingJob*>& jobs) {
  if (jobs.empty()) return std::nullopt;
  Ratio sum, weights, plain;
  for (const RatingJob* job : jobs) {
    const Ratio weight = weight_of(rule, *job);
    sum = sum + weight * Ratio(job->final_score.exact());
    weights = weights + weight;
    plain = plain + Ratio(job->final_score.exact());
  }
  if (weights == Ratio(0)) return plain / Ratio(static_cast<std::int64_t>(jobs.size()));
  return sum / weights;
}

std::vector<CountedEvent> count_events(const CreditRule& rule, const std::vector<RatingEvent>& events) {
  std::vector<CountedEvent> counted;
  for (const RatingEvent& event : events) {
    const CreditEvent* known = find_credit_event(rule, event.code);
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
  hundredths = std::min(hundredths, most_hundredths);
  const Score sum = Score::hundredths(static_cast<std::int32_t>(hundredths));
  return most ? std::min(sum, *most) : sum;
}

// What the events take and add, after the limits of their categories.
void move_score(const CreditRule& rule, const RatingYear& year, Language language, YearOutcome& outcome,
                std::vector<std::string>& steps) {
  std::int64_t moved[2] = {0, 0};
  std::vector<std::int64_t> of_category[2] = {std::vector<std::int64_t>(rule.categories.size()),
                                              std::vector<std::int64_t>(rule.categories.size())};
  for (const CountedEvent& event : count_events(rule, year.events)) {
    steps.push_back(step_of_event(year.year, event, language));
    if (!event.rule) continue;
    const std::int64_t points = event.rule->hundredths_of(event.counted);
    const auto category = std::find_if(rule.categories.begin(), rule.categories.end(),
                                       [&](const CreditCategory& one) { return one.code == event.rule->category; });
    if (category == rule.categories.end()) {
      moved[event.rule->adds] += points;
    } else {
      of_category[event.rule->adds][static_cast<std::size_t>(category - rule.categories.begin())] += points;
    }
  }
  for (std::size_t i = 0; i < rule.categories.size(); ++i) {
    for (const bool adds : {false, true}) {
      const std::int64_t sum = of_category[adds][i];
      const std::int64_t counted = std::min(sum, std::int64_t{rule.categories[i].most.hundredths()});
      moved[adds] += counted;
      if (counted < sum) steps.push_back(step_of_category(year.year, rule.categories[i], sum, adds, language));
    }
  }
  outcome.taken = capped(moved[false], rule.most_taken);
  outcome.added = capped(moved[true], rule.most_added);
}

Ratio weight_of_year(const CreditRule& rule, int rated_year, const YearOutcome& outcome) {
  Ratio weight = rule.years_by_jobs ? Ratio(outcome.jobs) : Ratio(1);
  const auto back = static_cast<std::size_t>(rated_year - outcome.year);
  if (!rule.year_weights.empty()) return weight * Ratio(rule.year_weights.at(back));
  for (std::size_t i = 0; i < back; ++i) weight = weight * Ratio(rule.decay);
  return weight;
}

}  // namespace

std::int64_t CreditEvent::hundredths_of(int times) const {
  if (rising.empty()) return std::int64_t{points.hundredths()} * times;
  std::int64_t sum = 0;
  for (int i = 0; i < times; ++i) {
    sum += rising[std::min(static_cast<std::size_t>(i), rising.size() - 1)].hundredths();
  }
  return sum;
}

Score rounded_ratio(const Ratio& exact, const RoundingRule& rounding) {
  std::int64_t value = exact.scaled(rounding.digits, rounding.mode);
  for (int i = rounding.digits; i < 2; ++i) value *= 10;
  return Score::hundredths(static_cast<std::int32_t>(value));
}

bool is_event(const Policy& policy, std::string_view code, const RatingEvent& event) {
  if (event.code == code) return true;
  const CreditEvent* credit = policy.credit ? find_credit_event(*policy.credit, code) : nullptr;
  if (credit && credit == find_credit_event(*policy.credit, event.code)) return true;
  const EventRule* rule = policy.find_event(code);
  return rule && rule == policy.find_event(event.code);
}

YearOutcome judge_year(const RatingCase& input, const RatingYear& year, Language language,
                       std::vector<std::string>& steps) {
  const CreditRule& rule = *input.policy->credit;
  YearOutcome outcome;
  outcome.year = year.year;
  outcome.jobs = static_cast<int>(year.jobs.size());
  const std::vector<const RatingJob*> jobs = jobs_that_count(rule, year.jobs);
  outcome.dropped = outcome.jobs - static_cast<int>(jobs.size());
  outcome.mean = mean_of(rule, jobs);
  move_score(rule, year, language, outcome, steps);
  const bool by_events_alone = rule.from_base && rule.least_jobs == 0 && !year.events.empty();
  const bool counts = outcome.jobs > 0 || by_events_alone;
  if (counts) {
    const bool by_parts = rule.jobs_part > Fraction(0);
    const Ratio start = rule.from_base || by_parts ? Ratio(rule.base.exact()) : *outcome.mean;
    outcome.exact = within_scale(start - Ratio(outcome.taken.exact()) + Ratio(outcome.added.exact()));
    if (by_parts) {
      outcome.daily = outcome.exact;
      const Ratio part(rule.jobs_part);
      outcome.exact = within_scale(part * *outcome.mean + (Ratio(1) - part) * *outcome.daily);
    }
    outcome.printed = rounded_ratio(*outcome.exact, rule.rounding);
    outcome.weight = weight_of_year(rule, input.year, outcome);
  }
  steps.push_back(step_of_year(rule, outcome, counts, language));
  return outcome;
}

}  // namespace zhiheng::domain
