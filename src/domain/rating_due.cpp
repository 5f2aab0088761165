// Which grade a score has after vetoes, limits and quotas, and what follows from grades and facts.
#include <algorithm>
#include <numeric>

#include "domain/agency_rating.h"
#include "domain/rating_rules.h"
#include "domain/rating_text.h"

namespace zhiheng::domain {

namespace {

using Places = std::vector<Band>::const_iterator;

Places credit_band(const CreditRule& rule, const Ratio& score) {
  for (auto band = rule.bands.end(); band != rule.bands.begin();) {
    if (Ratio((--band)->from.exact()) <= score) return band;
  }
  return rule.bands.begin();
}

int vetoes_in(const RatingYear& year) {
  return std::accumulate(year.jobs.begin(), year.jobs.end(), static_cast<int>(year.vetoes.size()),
                         [](int sum, const RatingJob& job) { return sum + static_cast<int>(job.vetoes.size()); });
}

int events_in(const Policy& policy, std::string_view code, const RatingYear& year) {
  int count = 0;
  for (const RatingEvent& event : year.events) count += is_event(policy, code, event) ? event.count : 0;
  return count;
}

int happened(const Policy& policy, const GradeLimit& limit, const RatingYear& year) {
  if (limit.of == "event") return events_in(policy, limit.subject, year);
  if (limit.of == "veto") return vetoes_in(year);
  return static_cast<int>(std::count_if(year.jobs.begin(), year.jobs.end(),
                                        [&](const RatingJob& job) { return job.grade == limit.subject; }));
}

// How many times a limit takes effect; the steps down add up before a best grade is looked at.
int effective(const Policy& policy, const GradeLimit& limit, const RatingYear& year) {
  if (limit.of == "jobs") return static_cast<int>(year.jobs.size()) < limit.fewer_than ? 1 : 0;
  const int times = happened(policy, limit, year) / limit.times;
  return limit.each_time ? times : std::min(times, 1);
}

Places limited(const RatingCase& input, const RatingYear& rated, Places band, Language language,
               std::vector<std::string>& steps) {
  const CreditRule& rule = *input.policy->credit;
  Places best = std::prev(rule.bands.end());
  std::int64_t down = 0;
  std::vector<const GradeLimit*> in_effect;
  for (const GradeLimit& limit : rule.grade_limits) {
    const int times = effective(*input.policy, limit, rated);
    if (times == 0) continue;
    in_effect.push_back(&limit);
    down += std::int64_t{limit.lower_by} * times;
    if (limit.at_most.empty()) continue;
    const Places most =
        std::find_if(rule.bands.begin(), rule.bands.end(), [&](const Band& one) { return one.grade == limit.at_most; });
    best = std::min(best, most);
  }
  const std::int64_t place = std::max<std::int64_t>(0, (band - rule.bands.begin()) - down);
  band = std::min(best, rule.bands.begin() + place);
  for (const GradeLimit* limit : in_effect) {
    const int times = effective(*input.policy, *limit, rated);
    steps.push_back(step_of_limit(*input.policy, *limit, times, language));
  }
  return band;
}

// From the best down: who is not among the first gets the next lower grade, whose quota is looked at in turn.
Places within_quotas(const RatingCase& input, Places band, Language language, std::vector<std::string>& steps) {
  const CreditRule& rule = *input.policy->credit;
  if (input.rank_of == 0) return band;
  for (const GradeQuota& quota : rule.quotas) {
    if (band == rule.bands.begin() || band->grade != quota.grade) continue;
    const auto places =
        (quota.within_first * Fraction(input.rank_of)).scaled(0, rule.quotas_round_up ? Rounding::up : Rounding::down);
    if (input.scored_higher < places) continue;
    --band;
    steps.push_back(step_of_quota(quota, input, places, band->grade, language));
  }
  return band;
}

std::string grade_of(const RatingCase& input, const std::vector<RatingYear>& years, const RatingOutcome& outcome,
                     int year) {
  if (year == input.year) return outcome.grade;
  const auto found = std::find_if(years.begin(), years.end(), [&](const RatingYear& one) { return one.year == year; });
  return found == years.end() ? std::string() : found->earlier_grade;
}

std::string of_year(int year, const std::string& what) {
  return std::to_string(year) + ": " + what;
}

// What a consequence looks at; the facts of the rated year come first, and without one nothing is due anew.
std::vector<std::string> causes_by_grade(const Consequence& rule, const RatingCase& input,
                                         const std::vector<RatingYear>& years, const RatingOutcome& outcome) {
  std::vector<std::string> causes;
  const int span = rule.in_a_row ? rule.times : rule.within_years;
  for (int year = input.year; year > input.year - span; --year) {
    const std::size_t before = causes.size();
    if (!rule.of_jobs && grade_of(input, years, outcome, year) == rule.grade) {
      causes.push_back(of_year(year, rule.grade));
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

std::string title_of_veto(const Policy& policy, const std::string& code) {
  const VetoRule* rule = policy.find_veto(code);
  return rule ? rule->title : code;
}

// Events and vetoes count one by one, however many years they lie in.
std::vector<std::string> causes_by_fact(const Consequence& rule, const RatingCase& input,
                                        const std::vector<RatingYear>& years) {
  std::vector<std::string> causes;
  int count = 0;
  for (const RatingYear& year : years) {
    if (year.year <= input.year - rule.within_years) break;
    if (rule.of == "event") {
      const int times = events_in(*input.policy, rule.subject, year);
      count += times;
      if (times > 0) {
        causes.push_back(of_year(year.year, event_title(*input.policy, rule.subject) + " × " + std::to_string(times)));
      }
    } else {
      count += vetoes_in(year);
      for (const RatingJob& job : year.jobs) {
        for (const std::string& code : job.vetoes)
          causes.push_back(job.code + ": " + title_of_veto(*input.policy, code));
      }
      for (const std::string& code : year.vetoes)
        causes.push_back(of_year(year.year, title_of_veto(*input.policy, code)));
    }
    if (year.year == input.year && count == 0) return {};
  }
  if (count < rule.times) causes.clear();
  return causes;
}

std::vector<std::string> causes_of(const Consequence& rule, const RatingCase& input,
                                   const std::vector<RatingYear>& years, const RatingOutcome& outcome) {
  if (rule.of.empty()) return causes_by_grade(rule, input, years, outcome);
  if (rule.of == "event" || rule.of == "veto") return causes_by_fact(rule, input, years);
  if (rule.of == "watch") {
    const bool watched = std::find(outcome.watch.begin(), outcome.watch.end(), rule.subject) != outcome.watch.end();
    if (!watched) return {};
    return {of_year(input.year, words_of_watch(rule.subject, Language::zh))};
  }
  const Score taken = outcome.years.front().taken;
  if (taken == Score() || taken < rule.taken) return {};
  return {of_year(input.year, "-" + taken.text())};
}

}  // namespace

void give_grade(const RatingCase& input, const RatingYear& rated, const Ratio& score, Language language,
                RatingOutcome& outcome) {
  const CreditRule& rule = *input.policy->credit;
  outcome.rated = true;
  outcome.exact = score;
  outcome.score = rounded_ratio(score, rule.rounding);
  outcome.steps.push_back(step_of_rounding(rule, score, *outcome.score, language));
  const Ratio decides = rule.rounding.compare_exact ? score : Ratio(outcome.score->exact());
  const bool lowest = outcome.vetoed && rule.veto_to_lowest;
  const Places by_score = lowest ? rule.bands.begin() : credit_band(rule, decides);
  outcome.grade = by_score->grade;
  outcome.steps.push_back(step_of_rating_grade(rule, outcome, *by_score, language));
  const Places after_limits = limited(input, rated, by_score, language, outcome.steps);
  if (after_limits != by_score)
    outcome.steps.push_back(step_of_lowered(by_score->grade, after_limits->grade, language));
  const Places given = within_quotas(input, after_limits, language, outcome.steps);
  if (given != by_score) outcome.grade_by_score = by_score->grade;
  outcome.grade = given->grade;
}

void draw_consequences(const RatingCase& input, const std::vector<RatingYear>& years, Language language,
                       RatingOutcome& outcome) {
  for (const Consequence& rule : input.policy->consequences) {
    std::vector<std::string> causes = causes_of(rule, input, years, outcome);
    if (causes.empty()) continue;
    outcome.consequences.push_back({rule.effect, rule.months, std::move(causes)});
    outcome.steps.push_back(step_of_consequence(outcome.consequences.back(), language));
  }
}

std::vector<DueConsequence> merged(const std::vector<DueConsequence>& due) {
  std::vector<DueConsequence> all;
  for (const DueConsequence& one : due) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const DueConsequence& other) {
      return other.effect == one.effect && other.months == one.months;
    });
    if (same == all.end()) {
      all.push_back(one);
      continue;
    }
    for (const std::string& cause : one.causes) {
      if (std::find(same->causes.begin(), same->causes.end(), cause) == same->causes.end())
        same->causes.push_back(cause);
    }
  }
  return all;
}

}  // namespace zhiheng::domain
