#include "service/what_if_ratings.h"

#include <algorithm>

namespace zhiheng::service {

RatingsAgain::RatingsAgain(std::shared_ptr<const domain::Policy> other, const Jobs& jobs, store::ObjectsOfJobs objects,
                           Note note, Refuse refuse)
    : other_(std::move(other)),
      jobs_(jobs),
      objects_(std::move(objects)),
      note_(std::move(note)),
      refuse_(std::move(refuse)),
      ranked_(other_ && other_->credit && other_->credit->looks_at_ranks()) {}

void RatingsAgain::add(const store::BookedFigures& booked, const std::string& document) {
  const auto json = parse_json(document, JsonLimits{64, 64u << 20});
  if (!json) return refuse_(booked, {refusal("what_if.not_a_case")});
  auto input = domain::read_rating_case(*json);
  if (!input) return refuse_(booked, input.problems());
  const bool same_year =
      !year_.empty() && year_.front().booked.bureau_id == booked.bureau_id && year_.front().booked.year == booked.year;
  if (!same_year) rank_the_year();
  if (other_) rejudge(booked, *input);
  auto outcome = domain::rate(*input);
  if (!outcome) return refuse_(booked, outcome.problems());
  if (ranked_) {
    year_.push_back({booked, std::move(*input), std::move(*outcome)});
  } else {
    put(booked, *outcome);
  }
}

void RatingsAgain::finish() {
  rank_the_year();
}

void RatingsAgain::rejudge(const store::BookedFigures& booked, domain::RatingCase& input) const {
  for (domain::RatingYear& year : input.years) {
    for (domain::RatingJob& job : year.jobs) {
      if (const auto object = objects_.find({booked.bureau_id, job.code}); object != objects_.end()) {
        job.kind = object->second.kind;
        job.amount = object->second.amount;
      }
      const auto found = jobs_.find({booked.bureau_id, job.code});
      if (found == jobs_.end()) continue;
      job.final_score = found->second.score;
      job.grade = found->second.grade;
    }
    const auto earlier = rated_.find({booked.bureau_id, booked.agency_id, year.year});
    if (earlier == rated_.end()) continue;
    year.earlier_grade = earlier->second.grade;
    year.earlier_score = earlier->second.score;
  }
  input.policy = other_;
  // Ranks of the booked policy say nothing about this one.
  input.rank_of = input.scored_lower = input.scored_higher = 0;
}

// Scores do not depend on ranks, so that everybody is rated first, ranked, and graded again.
void RatingsAgain::rank_the_year() {
  std::vector<Score> scores;
  for (const Waiting& one : year_) {
    if (one.outcome.score) scores.push_back(*one.outcome.score);
  }
  std::sort(scores.begin(), scores.end());
  for (Waiting& one : year_) {
    if (one.outcome.score) {
      const auto [lower, higher] = std::equal_range(scores.begin(), scores.end(), *one.outcome.score);
      one.input.rank_of = static_cast<int>(scores.size());
      one.input.scored_lower = static_cast<int>(lower - scores.begin());
      one.input.scored_higher = static_cast<int>(scores.end() - higher);
      auto outcome = domain::rate(one.input);
      ensure(outcome.ok(), "a rating that was computed once is computed again");
      one.outcome = std::move(*outcome);
    }
    put(one.booked, one.outcome);
  }
  year_.clear();
}

void RatingsAgain::put(const store::BookedFigures& booked, const domain::RatingOutcome& outcome) {
  store::BookedFigures after = booked;
  after.score = outcome.score;
  after.grade = outcome.grade;
  after.vetoed = outcome.vetoed;
  after.watch.clear();
  for (const std::string& reason : outcome.watch) after.watch += (after.watch.empty() ? "" : " ") + reason;
  if (other_ && after.score) rated_[{booked.bureau_id, booked.agency_id, booked.year}] = {*after.score, after.grade};
  note_(booked, std::move(after));
}

}  // namespace zhiheng::service
