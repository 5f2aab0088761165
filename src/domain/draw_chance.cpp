#include <algorithm>

#include "base/fraction.h"
#include "domain/draw_quota.h"

namespace zhiheng::domain {

namespace {

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t heaviest = 10'000'000'000'000;  // weight of the likeliest number

// All people of a category are in the same position: no pairs, and no employer has more people than may sit.
bool is_symmetric(const std::vector<DrawPerson>& people, const DrawQuotas& quotas) {
  if (!quotas.apart.empty()) return false;
  if (quotas.most_per_employer == 0) return true;
  std::vector<int> of_employer;
  for (const DrawPerson& one : people) {
    const auto employer = static_cast<std::size_t>(one.employer);
    if (employer == 0) continue;
    if (of_employer.size() <= employer) of_employer.resize(employer + 1);
    if (++of_employer[employer] > quotas.most_per_employer) return false;
  }
  return true;
}

struct Weighed {
  std::int64_t all = 0;
  std::int64_t seats = 0;  // weight times seats of the category
};

// How many seats in 10^-12 the first of two categories gets on the average. Among the first people of the order the
// number of the category is hypergeometric; the reserves lift it to the least and lower it to the most that may sit.
std::int64_t mean_seats(std::int64_t first, std::int64_t second, const DrawQuotas& quotas) {
  const std::int64_t seats = quotas.seats;
  const std::int64_t low = std::max<std::int64_t>(0, seats - second), high = std::min(first, seats);
  const std::int64_t likeliest = std::clamp((seats + 1) * (first + 1) / (first + second + 2), low, high);
  Weighed sum;
  const auto add = [&](std::int64_t count, std::int64_t weight) {
    sum.all += weight;
    sum.seats += weight * std::clamp<std::int64_t>(count, quotas.least_performance, seats - quotas.least_industry);
  };
  add(likeliest, heaviest);
  std::int64_t weight = heaviest;
  for (std::int64_t x = likeliest; x < high; ++x) {
    weight = mul_div(weight, (first - x) * (seats - x), (x + 1) * (second - seats + x + 1), Rounding::half_up);
    add(x + 1, weight);
  }
  weight = heaviest;
  for (std::int64_t x = likeliest; x > low; --x) {
    weight = mul_div(weight, x * (second - seats + x), (first - x + 1) * (seats - x + 1), Rounding::half_up);
    add(x - 1, weight);
  }
  return mul_div(sum.seats, million * million, sum.all, Rounding::half_up);
}

DrawChances exact_chances(const std::vector<DrawPerson>& people, const DrawQuotas& quotas) {
  const std::int64_t first =
      std::count_if(people.begin(), people.end(), [](const DrawPerson& one) { return one.performance; });
  const std::int64_t second = static_cast<std::int64_t>(people.size()) - first;
  const std::int64_t performance = mean_seats(first, second, quotas);
  const std::int64_t industry = quotas.seats * million * million - performance;
  DrawChances chances;
  for (const DrawPerson& one : people) {
    const std::int64_t share = one.performance ? performance : industry;
    chances.millionths.push_back(mul_div(share, 1, (one.performance ? first : second) * million, Rounding::half_up));
  }
  return chances;
}

}  // namespace

DrawChances draw_chances(const std::vector<DrawPerson>& people, const DrawQuotas& quotas, int repetitions) {
  if (is_symmetric(people, quotas)) return exact_chances(people, quotas);
  DrawChances chances;
  chances.exact = false;
  chances.repetitions = repetitions;
  std::vector<std::int64_t> times(people.size(), 0);
  Hash hash("sha256");
  for (int i = 0; i < repetitions; ++i) {
    DrawOrder order(hash, "chance/" + std::to_string(i) + "/", static_cast<int>(people.size()));
    SeatFiller filler(people, quotas);
    while (!filler.is_full() && order.has_more()) filler.offer(order.next());
    for (const int number : filler.taken()) ++times[static_cast<std::size_t>(number) - 1];
  }
  for (const std::int64_t count : times) chances.millionths.push_back(count * million / repetitions);
  return chances;
}

}  // namespace zhiheng::domain
