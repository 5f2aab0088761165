// Credit rating (信用评级): from recorded jobs and events of an agency to a score, a grade and what follows, as one
// pure function. What it needs is one document, so that an agency or another bureau can compute it again
// (docs/rating.md).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/messages.h"
#include "base/money.h"
#include "base/ratio.h"
#include "base/result.h"
#include "domain/policy.h"

namespace zhiheng::domain {

// A job (评价项目) whose result stands.
struct RatingJob {
  std::string code;  // contract number + "/" + engagement code
  std::string title;
  Money fee;
  Score final_score;
  std::string grade;
  std::vector<std::string> vetoes;
  Fraction weight = Fraction(1);  // where the policy weights jobs by a figure of their own
  Money amount;                   // ... or by the money that was evaluated
  std::string kind;               // of the object, where kinds weigh
};

// Something that happened, with its evidence; of a job or of the agency as a whole.
struct RatingEvent {
  std::string code;
  std::string job;  // empty: the agency as a whole
  Date happened_on;
  int count = 1;
  std::string evidence;
};

struct RatingYear {
  int year = 0;
  std::vector<RatingJob> jobs;
  std::vector<RatingEvent> events;
  std::vector<std::string> vetoes;  // of the agency as a whole
  std::string earlier_grade;        // as published for that year; empty for the rated year and for unrated ones
  std::optional<Score> earlier_score;
};

struct RatingCase {
  std::string label;
  std::shared_ptr<const Policy> policy;  // with a `credit` section
  std::string agency;                    // USCC
  int year = 0;
  std::vector<RatingYear>
      years;             // newest first; the first is the rated one; as far back as window or consequences look
  int rank_of = 0;       // how many agencies were rated in the year, and how many of them scored lower; given
  int scored_lower = 0;  // where the policy looks at ranks, because no agency knows the others' cases
  int scored_higher = 0;
};

struct YearOutcome {
  int year = 0;
  int jobs = 0;
  std::optional<Ratio> mean;   // of the jobs
  int dropped = 0;             // jobs that were left out of it
  std::optional<Ratio> daily;  // the base with its events, where it is a part of the score beside the jobs
  Score taken, added;          // by events, after caps
  std::optional<Ratio> exact;  // none: the year does not count
  std::optional<Score> printed;
  Ratio weight;
};

// A consequence that the policy draws from the grades, with the facts that caused it.
struct DueConsequence {
  std::string effect;  // skip_round, skip_year, remove, suspend
  int months = 0;
  std::vector<std::string> causes;  // "2022: 差", "HT-1/PJ-2: 差"
};

struct RatingOutcome {
  std::vector<YearOutcome> years;  // newest first, those of the window
  bool rated = false;
  std::string unrated_reason;  // "no_jobs", "too_few_jobs"
  std::optional<Ratio> exact;
  std::optional<Score> score;
  std::string grade;           // empty when unrated
  std::string grade_by_score;  // where a limit or a quota made it a lower one
  bool vetoed = false;
  std::vector<std::string> watch;  // "below", "drop", "bottom", "unrated_veto"
  std::vector<DueConsequence> consequences;
  std::vector<std::string> steps;  // one sentence a person can follow, per step
};

// Refuses rating.policy_without_credit, rating.year_twice, rating.year_absent, rating.year_after. The years may come in
// any order. Arithmetic is exact without a limit (base/ratio.h), so that nothing is refused as too fine.
// The steps are in Chinese wherever they become part of a document; English is for readers alone.
Result<RatingOutcome> rate(const RatingCase& input, Language language = Language::zh);

// One for each effect and its months: several rules that come to the same are one consequence with the causes of all.
std::vector<DueConsequence> merged(const std::vector<DueConsequence>& due);

// The document that `zhiheng rating` reads (docs/rating.schema.json). All problems together, each with its JSON
// pointer: document.*, number.*, score.*, date.*, policy.*, rating.*.
Result<RatingCase> read_rating_case(const Json& document);
// `whole_policy` embeds the policy document instead of its name.
Json rating_case_to_json(const RatingCase& input, const Json* whole_policy = nullptr);
Json rating_outcome_to_json(const RatingOutcome& outcome);
// One line of `zhiheng rating`: {"case","policy","agency","year"} and the outcome's members.
Json rating_answer_to_json(const RatingCase& input, const RatingOutcome& outcome);

}  // namespace zhiheng::domain
