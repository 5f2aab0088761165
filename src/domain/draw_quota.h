// Seats under quotas: down the order of a draw, everybody is taken who breaks no quota and leaves a way to fill the
// rest. So the panel is the first that the order allows, and whoever is passed over is told by which quota.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "domain/draw.h"

namespace zhiheng::domain {

// Somebody on the published list; his number is his place there, from 1.
struct DrawPerson {
  std::string commitment;   // salted hash of who he is
  bool performance = true;  // of the category 绩效领域, otherwise 行业领域
  int employer = 0;         // people of one employer have one number above nought; 0: none known
};

struct DrawQuotas {
  int seats = 0;
  int least_performance = 0;
  int least_industry = 0;
  int most_per_employer = 0;               // 0: any number
  std::vector<std::pair<int, int>> apart;  // numbers of whom at most one sits
};
inline constexpr std::size_t most_pairs_apart = 16;  // the search for a way to fill the rest doubles with each

// What happened to the next in the order: taken, or the quota that would be broken: "employer", "apart", "performance",
// "industry" (the seats that are left are needed for this category), "rest" (the other seats could not be filled then).
struct DrawPlace {
  int number = 0;
  std::string quota;  // "" when taken
};

// Refuses draw.quota_exceeds_seats, draw.too_many_pairs, draw.pair_unknown; then the first quota that these people
// cannot meet: draw.quota_impossible_seats, _performance, _industry, _employer, _apart, or _together (each alone could
// be met).
Outcome check_quotas(const std::vector<DrawPerson>& people, const DrawQuotas& quotas);

// Fills seats one by one. Whoever is not feasible now never becomes so, because seats only grow fewer.
class SeatFiller {
 public:
  SeatFiller(const std::vector<DrawPerson>& people, const DrawQuotas& quotas);
  bool is_full() const { return static_cast<int>(taken_.size()) >= quotas_.seats; }
  std::string offer(int number);  // takes him, or names the quota
  const std::vector<int>& taken() const { return taken_; }
  bool can_be_filled();  // from whoever was not offered yet

 private:
  std::string broken_by(int number) const;
  bool counts_fit() const;
  bool fits_rest(std::size_t pair);  // leaves everything as it was
  void count(int number, int by);
  void close(int number);  // he is not among those left
  void seat(int number);
  void unseat(int number);
  void restore(const SeatFiller& before);

  const std::vector<DrawPerson>& people_;
  DrawQuotas quotas_;
  std::vector<char> open_;  // by number: not offered yet, and not kept apart from somebody who sits
  std::vector<int> taken_;
  std::vector<int> of_employer_;  // seats taken, by employer
  int performance_ = 0, industry_ = 0;
  std::vector<int> performance_left_, industry_left_;  // open people, by employer
};

struct DrawnSeats {
  std::vector<DrawPlace> places;  // everybody down to the last seat
  std::vector<int> members;       // in the order of being taken
};
// Defect when check_quotas() refuses.
DrawnSeats fill_seats(const std::vector<int>& order, const std::vector<DrawPerson>& people, const DrawQuotas& quotas);

// How likely each is drawn, in millionths, by number. Exact where all people of a category are in the same position
// (no pairs, no employer with more people than may sit); otherwise counted in `repetitions` runs of the same code with
// keys "chance/0/", "chance/1/", ... and SHA-256.
struct DrawChances {
  bool exact = true;
  int repetitions = 0;
  std::vector<std::int64_t> millionths;
};
inline constexpr int chance_repetitions = 20'000;
DrawChances draw_chances(const std::vector<DrawPerson>& people, const DrawQuotas& quotas,
                         int repetitions = chance_repetitions);

}  // namespace zhiheng::domain
