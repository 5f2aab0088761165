// A million draws through the code that draws panels: everybody equally often, and never a quota broken.
#include <catch2/catch.hpp>

#include "domain/draw_quota.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

constexpr int rounds = 1'000'000;
constexpr int people_count = 25;
constexpr int seats = 5;
// The chi-square of 24 degrees of freedom that chance exceeds once in ten thousand; keys are fixed, so it either does
// or does not, for ever.
constexpr double most_chi_square = 59.0;

double chi_square(const std::vector<int>& counts, double expected) {
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

std::string key_of(int round) {
  return std::to_string(round) + "./";
}

}  // namespace

TEST_CASE("a million draws of five of twenty-five are uniform", "[draw][million]") {
  Hash hash("sha256");
  std::vector<int> drawn(people_count, 0), first(people_count, 0);
  std::vector<int> together(people_count, 0);  // with number 1: nobody is drawn because another is
  for (int round = 0; round < rounds; ++round) {
    DrawOrder order(hash, key_of(round), people_count);
    int members[seats];
    for (int& member : members) member = order.next();
    ++first[static_cast<std::size_t>(members[0] - 1)];
    bool with_one = false;
    for (const int member : members) {
      ++drawn[static_cast<std::size_t>(member - 1)];
      with_one = with_one || member == 1;
    }
    for (const int member : members) together[static_cast<std::size_t>(member - 1)] += with_one && member != 1 ? 1 : 0;
  }
  CHECK(chi_square(first, 1.0 * rounds / people_count) < most_chi_square);
  // Draws without putting back vary less: by the part that is not drawn, over one degree of freedom less.
  const double part = 1.0 * seats / people_count;
  const double scale = (1.0 - part) * people_count / (people_count - 1);
  CHECK(chi_square(drawn, rounds * part) / scale < most_chi_square);
  CHECK(chi_square(drawn, rounds * part) / scale > 5.0);  // and not too even either
  together.erase(together.begin());
  const double pair = part * (seats - 1) / (people_count - 1);
  CHECK(chi_square(together, rounds * pair) < most_chi_square);
}

TEST_CASE("a million draws keep every quota, and people in the same position are drawn equally often",
          "[draw][million]") {
  // Ten of the industry, fifteen of performance; employers of three, two and one.
  std::vector<DrawPerson> people(people_count);
  for (int i = 0; i < people_count; ++i) {
    people[static_cast<std::size_t>(i)].performance = i >= 10;
    people[static_cast<std::size_t>(i)].employer = i < 6 ? 1 + i / 3 : i < 10 ? 3 + (i - 6) / 2 : i - 5;
  }
  const DrawQuotas quotas{seats, 2, 2, 1, {}};
  const DrawChances chances = draw_chances(people, quotas);
  Hash hash("sha256");
  std::vector<int> drawn(people_count, 0);
  int broken = 0;
  for (int round = 0; round < rounds; ++round) {
    DrawOrder order(hash, key_of(round), people_count);
    SeatFiller filler(people, quotas);
    while (!filler.is_full() && order.has_more()) filler.offer(order.next());
    int performance = 0;
    unsigned employers = 0;
    for (const int member : filler.taken()) {
      const DrawPerson& one = people[static_cast<std::size_t>(member - 1)];
      performance += one.performance ? 1 : 0;
      broken += (employers >> one.employer) & 1u ? 1 : 0;
      employers |= 1u << one.employer;
      ++drawn[static_cast<std::size_t>(member - 1)];
    }
    const bool kept = static_cast<int>(filler.taken().size()) == seats && performance >= 2 && seats - performance >= 2;
    broken += kept ? 0 : 1;
  }
  CHECK(broken == 0);
  for (const auto& [from, to] : std::vector<std::pair<int, int>>{{0, 6}, {6, 10}, {10, 25}}) {
    const std::vector<int> alike(drawn.begin() + from, drawn.begin() + to);
    double mean = 0;
    for (const int count : alike) mean += 1.0 * count / static_cast<double>(alike.size());
    CHECK(chi_square(alike, mean) < most_chi_square);
    for (int i = from; i < to; ++i) {
      // The published chance is right within its stated error.
      const double chance = static_cast<double>(chances.millionths[static_cast<std::size_t>(i)]) / 1e6;
      CHECK(std::abs(chance - mean / rounds) < 0.0142);
    }
  }
}
