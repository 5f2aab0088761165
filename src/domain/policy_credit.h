// The parts of a policy that rate an agency, and what its credit section shares with the rest: rounding and bands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"

namespace zhiheng::domain {

struct RoundingRule {
  int digits = 2;
  Rounding mode = Rounding::half_up;
  bool each_level = false;     // component scores are rounded before weighting
  bool compare_exact = false;  // bands and lines look at the unrounded score
};

// Half-open [from, to); the band that ends at 100 holds 100 too.
struct Band {
  std::string grade;
  Score from;
  Score to;
};

// What an event of the year adds to the credit score, or takes from it, whatever it did to the single job's score.
struct CreditEvent {
  std::string code;  // of an event of the policy, or one that the agency has as a whole
  std::string title;
  Score points;
  std::vector<Score> rising;  // instead of `points`: of the first, the second ...; the last goes on
  std::string category;       // whose points together have a limit
  bool adds = false;
  int most_times = 999;  // in one year

  std::int64_t hundredths_of(int times) const;  // of so many that count
};

// What the events of one part of the table take, or add, together in one year (扣完为止).
struct CreditCategory {
  std::string code;
  std::string title;
  Score most;
};

// What weighs a job by the kind of its object.
struct KindWeight {
  std::string kind;
  Fraction weight;
};

// What moves a grade whatever the score says; looked at in the rated year alone.
struct GradeLimit {
  std::string of;       // event, job, veto: that happened; jobs: that are too few
  std::string subject;  // the code of an event, the grade of a job
  int times = 1;
  bool each_time = false;  // once for every full `times`
  int fewer_than = 0;      // jobs
  int lower_by = 0;        // grades ...
  std::string at_most;     // ... or no better than this one
};

// A grade is for the first of the year alone; who is not among them gets the next lower.
struct GradeQuota {
  std::string grade;
  Fraction within_first;  // of the rated agencies of the year
};

// How an agency is rated (信用评级). The order of arithmetic is that of docs/rating.md.
struct CreditRule {
  bool from_base = false;  // the year's score is `base` with its events; otherwise the mean of its jobs with them
  Fraction jobs_part;      // above nought: this part is the mean of the jobs, the rest `base` with its events
  Score base = full_score;
  bool weighted_by_fee = false;                                   // the mean of the jobs
  bool weighted_by_job = false;                                   // ... by a weight that each job carries
  bool weighted_by_amount = false;                                // ... or by the amount of money that was evaluated
  std::vector<KindWeight> kind_weights;                           // times this; kinds that are not named count once
  int drop_lowest = 0, drop_highest = 0, drop_when_at_least = 0;  // jobs of a year that are left out of its mean
  int window_years = 1;
  std::vector<Fraction> year_weights;  // the rated year first; instead of `decay`
  Fraction decay = Fraction(1);        // of the weight, for each year further back
  bool years_by_jobs = false;          // a year's weight is that of its jobs as well
  Fraction prior_weight;               // so many imaginary jobs ...
  Score prior;                         // ... of this score are mixed in: few jobs cannot make an extreme grade
  int least_jobs = 1;                  // in the window; with fewer the agency is unrated
  std::vector<CreditEvent> events;
  std::vector<CreditCategory> categories;
  std::optional<Score> most_taken, most_added;   // by events of one year
  bool veto_to_lowest = true;                    // a veto in the rated year makes the lowest grade, whatever the score
  std::optional<Score> watch_below, watch_drop;  // watch list: a lower score, or a fall against the year before
  Fraction bottom_share;                         // of the rated agencies of a year, the last are put on the watch list
  bool bottom_rounds_up = false;                 // a part of an agency counts as one; otherwise not at all
  RoundingRule rounding;
  std::vector<Band> bands;  // lowest first
  std::vector<GradeLimit> grade_limits;
  std::vector<GradeQuota> quotas;  // best first
  bool quotas_round_up = false;

  bool looks_at_ranks() const { return bottom_share > Fraction(0) || !quotas.empty(); }
};

struct Consequence {
  std::string of;       // "" of a grade; event, veto, taken (points), watch: of those in the rated year
  std::string subject;  // the code of an event, the reason of the watch list
  Score taken;          // at least so many points by events of the rated year
  std::string grade;
  bool of_jobs = false;   // the grade of single jobs; otherwise that of years
  bool in_a_row = false;  // of years: one after the other
  int times = 1;
  int within_years = 1;
  std::string effect;  // skip_round, skip_year, remove, suspend
  int months = 0;
};

}  // namespace zhiheng::domain
