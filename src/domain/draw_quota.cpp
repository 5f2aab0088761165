#include "domain/draw_quota.h"

#include <algorithm>
#include <limits>

namespace zhiheng::domain {

namespace {

constexpr int any_number = std::numeric_limits<int>::max() / 2;

std::size_t employers_of(const std::vector<DrawPerson>& people) {
  int most = 0;
  for (const DrawPerson& one : people) most = std::max(most, one.employer);
  return static_cast<std::size_t>(most) + 1;
}

Problem impossible(const std::string& rule, int need, int have) {
  return refusal(Kind::conflict, rule, "/quotas", {{"need", std::to_string(need)}, {"have", std::to_string(have)}});
}

bool fits(const std::vector<DrawPerson>& people, DrawQuotas quotas, bool categories, bool employers, bool apart) {
  if (!categories) quotas.least_performance = quotas.least_industry = 0;
  if (!employers) quotas.most_per_employer = 0;
  if (!apart) quotas.apart.clear();
  return SeatFiller(people, quotas).can_be_filled();
}

}  // namespace

Outcome check_quotas(const std::vector<DrawPerson>& people, const DrawQuotas& quotas) {
  const int all = static_cast<int>(people.size());
  if (quotas.seats < 1 || quotas.least_performance + quotas.least_industry > quotas.seats) {
    return refusal("draw.quota_exceeds_seats", "/quotas");
  }
  if (quotas.apart.size() > most_pairs_apart) {
    return refusal("draw.too_many_pairs", "/quotas/apart", {{"most", std::to_string(most_pairs_apart)}});
  }
  for (const auto& [one, other] : quotas.apart) {
    if (one < 1 || other < 1 || one > all || other > all || one == other) {
      return refusal("draw.pair_unknown", "/quotas/apart");
    }
  }
  const int performance = static_cast<int>(
      std::count_if(people.begin(), people.end(), [](const DrawPerson& one) { return one.performance; }));
  if (all < quotas.seats) return impossible("draw.quota_impossible_seats", quotas.seats, all);
  if (performance < quotas.least_performance)
    return impossible("draw.quota_impossible_performance", quotas.least_performance, performance);
  if (all - performance < quotas.least_industry) {
    return impossible("draw.quota_impossible_industry", quotas.least_industry, all - performance);
  }
  if (!fits(people, quotas, false, true, false)) return impossible("draw.quota_impossible_employer", quotas.seats, all);
  if (!fits(people, quotas, false, false, true)) return impossible("draw.quota_impossible_apart", quotas.seats, all);
  if (!fits(people, quotas, true, true, true)) return impossible("draw.quota_impossible_together", quotas.seats, all);
  return Done{};
}

SeatFiller::SeatFiller(const std::vector<DrawPerson>& people, const DrawQuotas& quotas)
    : people_(people),
      quotas_(quotas),
      open_(people.size() + 1, 1),
      of_employer_(employers_of(people), 0),
      performance_left_(of_employer_.size(), 0),
      industry_left_(of_employer_.size(), 0) {
  for (int number = 1; number <= static_cast<int>(people.size()); ++number) count(number, 1);
}

void SeatFiller::count(int number, int by) {
  const DrawPerson& one = people_[static_cast<std::size_t>(number) - 1];
  (one.performance ? performance_left_ : industry_left_)[static_cast<std::size_t>(one.employer)] += by;
}

// Who is left is enough when, employer by employer, at most as many are counted as may still sit: each category by
// itself, and both together. For two categories these three sums decide it (they are the ranks of a polymatroid).
bool SeatFiller::counts_fit() const {
  const int seats = quotas_.seats - static_cast<int>(taken_.size());
  int performance = 0, industry = 0, both = 0;
  for (std::size_t employer = 0; employer < of_employer_.size(); ++employer) {
    const bool limited = employer != 0 && quotas_.most_per_employer > 0;
    const int most = limited ? std::max(0, quotas_.most_per_employer - of_employer_[employer]) : any_number;
    performance += std::min(performance_left_[employer], most);
    industry += std::min(industry_left_[employer], most);
    both += std::min(performance_left_[employer] + industry_left_[employer], most);
  }
  const int least = std::max(quotas_.least_performance - performance_, seats - industry);
  const int most = std::min(seats - (quotas_.least_industry - industry_), performance);
  return both >= seats && std::max(least, 0) <= std::min(most, seats);
}

// Of every pair that is still open one stays out: both ways are tried, unless too few are left already.
bool SeatFiller::fits_rest(std::size_t pair) {
  if (!counts_fit()) return false;
  for (; pair < quotas_.apart.size(); ++pair) {
    const int numbers[] = {quotas_.apart[pair].first, quotas_.apart[pair].second};
    if (!open_[static_cast<std::size_t>(numbers[0])] || !open_[static_cast<std::size_t>(numbers[1])]) continue;
    for (const int number : numbers) {
      open_[static_cast<std::size_t>(number)] = 0;
      count(number, -1);
      const bool found = fits_rest(pair + 1);
      open_[static_cast<std::size_t>(number)] = 1;
      count(number, 1);
      if (found) return true;
    }
    return false;
  }
  return true;
}

bool SeatFiller::can_be_filled() {
  return fits_rest(0);
}

void SeatFiller::close(int number) {
  if (!open_[static_cast<std::size_t>(number)]) return;
  open_[static_cast<std::size_t>(number)] = 0;
  count(number, -1);
}

void SeatFiller::seat(int number) {
  const DrawPerson& one = people_[static_cast<std::size_t>(number) - 1];
  close(number);
  taken_.push_back(number);
  ++of_employer_[static_cast<std::size_t>(one.employer)];
  ++(one.performance ? performance_ : industry_);
  for (const auto& [a, b] : quotas_.apart) {
    if (a == number) close(b);
    if (b == number) close(a);
  }
}

// He stays closed; nobody was closed because of him where there are no pairs.
void SeatFiller::unseat(int number) {
  const DrawPerson& one = people_[static_cast<std::size_t>(number) - 1];
  taken_.pop_back();
  --of_employer_[static_cast<std::size_t>(one.employer)];
  --(one.performance ? performance_ : industry_);
}

std::string SeatFiller::broken_by(int number) const {
  const DrawPerson& one = people_[static_cast<std::size_t>(number) - 1];
  const bool limited = one.employer != 0 && quotas_.most_per_employer > 0;
  if (limited && of_employer_[static_cast<std::size_t>(one.employer)] >= quotas_.most_per_employer) return "employer";
  for (const auto& [a, b] : quotas_.apart) {
    const int other = a == number ? b : b == number ? a : 0;
    if (other != 0 && std::find(taken_.begin(), taken_.end(), other) != taken_.end()) return "apart";
  }
  const int left = quotas_.seats - static_cast<int>(taken_.size()) - 1;
  const int performance = std::max(0, quotas_.least_performance - performance_ - (one.performance ? 1 : 0));
  const int industry = std::max(0, quotas_.least_industry - industry_ - (one.performance ? 0 : 1));
  if (performance + industry > left) return one.performance ? "industry" : "performance";
  return {};
}

std::string SeatFiller::offer(int number) {
  std::string quota = is_full() ? std::string("full") : broken_by(number);
  if (!quota.empty()) {
    close(number);
    return quota;
  }
  if (quotas_.apart.empty()) {
    seat(number);
    if (counts_fit()) return {};
    unseat(number);
    return "rest";
  }
  const SeatFiller before = *this;
  seat(number);
  if (can_be_filled()) return {};
  restore(before);
  close(number);
  return "rest";
}

void SeatFiller::restore(const SeatFiller& before) {
  open_ = before.open_;
  taken_ = before.taken_;
  of_employer_ = before.of_employer_;
  performance_ = before.performance_;
  industry_ = before.industry_;
  performance_left_ = before.performance_left_;
  industry_left_ = before.industry_left_;
}

DrawnSeats fill_seats(const std::vector<int>& order, const std::vector<DrawPerson>& people, const DrawQuotas& quotas) {
  SeatFiller filler(people, quotas);
  DrawnSeats drawn;
  for (const int number : order) {
    if (filler.is_full()) break;
    drawn.places.push_back({number, filler.offer(number)});
  }
  ensure(filler.is_full(), "quotas that can be met are met");
  drawn.members = filler.taken();
  return drawn;
}

}  // namespace zhiheng::domain
