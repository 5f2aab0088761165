// Published ratings computed again, year by year and agency by agency: under another policy the jobs have the scores,
// earlier years the grades, and the year the ranks that it gives them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "domain/rating.h"
#include "store/what_if_store.h"

namespace zhiheng::service {

class RatingsAgain {
 public:
  struct Judged {
    Score score;
    std::string grade;
  };
  using JobKey = std::pair<std::int64_t, std::string>;  // bureau, "HT-1/PJ-2"
  using Jobs = std::map<JobKey, Judged>;
  using Note = std::function<void(const store::BookedFigures& booked, store::BookedFigures after)>;
  using Refuse = std::function<void(const store::BookedFigures& booked, const Problems& problems)>;

  // `other` null: each rating under its own policy, as it was ranked.
  RatingsAgain(std::shared_ptr<const domain::Policy> other, const Jobs& jobs, store::ObjectsOfJobs objects, Note note,
               Refuse refuse);

  // In the order of bureaus, years and agencies; the document is read at once.
  void add(const store::BookedFigures& booked, const std::string& document);
  void finish();  // after the last one

 private:
  struct Waiting {
    store::BookedFigures booked;
    domain::RatingCase input;
    domain::RatingOutcome outcome;
  };

  void rejudge(const store::BookedFigures& booked, domain::RatingCase& input) const;
  void rank_the_year();
  void put(const store::BookedFigures& booked, const domain::RatingOutcome& outcome);

  std::shared_ptr<const domain::Policy> other_;
  const Jobs& jobs_;
  store::ObjectsOfJobs objects_;
  Note note_;
  Refuse refuse_;
  bool ranked_;
  std::vector<Waiting> year_;  // of one bureau, where ranks are looked at
  std::map<std::tuple<std::int64_t, std::int64_t, int>, Judged> rated_;
};

}  // namespace zhiheng::service
