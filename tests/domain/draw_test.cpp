#include "domain/draw.h"

#include <catch2/catch.hpp>

#include "domain/draw_quota.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

std::string picked(const std::vector<DrawStep>& steps) {
  std::string text;
  for (const DrawStep& step : steps) text += (text.empty() ? "" : " ") + std::to_string(step.picked);
  return text;
}

std::string canonical(const std::string& value) {
  const auto read = canonical_draw_value(value, "");
  return read ? *read : read.problems().front().rule;
}

// A small generator of its own, so that a failure comes again.
struct Dice {
  std::uint64_t state = 20260101;
  int below(int most) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(most));
  }
};

// The plain truth about small panels: tries every subset.
bool some_panel_exists(const std::vector<DrawPerson>& people, const DrawQuotas& quotas,
                       const std::vector<int>& within) {
  const int all = static_cast<int>(people.size());
  for (unsigned mask = 0; mask < (1u << all); ++mask) {
    int seats = 0, performance = 0;
    std::vector<int> of_employer(8, 0);
    bool good = true;
    for (int i = 0; i < all && good; ++i) {
      const bool in = (mask >> i) & 1u;
      const bool must = std::find(within.begin(), within.end(), i + 1) != within.end();
      if (must && !in) good = false;
      if (!in) continue;
      ++seats;
      performance += people[i].performance ? 1 : 0;
      const int employer = people[i].employer;
      if (employer != 0 && quotas.most_per_employer > 0 && ++of_employer[employer] > quotas.most_per_employer)
        good = false;
    }
    for (const auto& [a, b] : quotas.apart) good = good && !(((mask >> (a - 1)) & 1u) && ((mask >> (b - 1)) & 1u));
    if (good && seats == quotas.seats && performance >= quotas.least_performance &&
        seats - performance >= quotas.least_industry)
      return true;
  }
  return false;
}

struct Case {
  std::vector<DrawPerson> people;
  DrawQuotas quotas;
};
Case some_case(Dice& dice) {
  Case made;
  const int all = 3 + dice.below(7);
  for (int i = 0; i < all; ++i) made.people.push_back({"", dice.below(2) == 0, dice.below(5)});
  made.quotas.seats = 1 + dice.below(5);
  made.quotas.least_performance = dice.below(3);
  made.quotas.least_industry = dice.below(3);
  made.quotas.most_per_employer = dice.below(3);
  const int pairs = dice.below(5);
  for (int i = 0; i < pairs; ++i) {
    const int a = 1 + dice.below(all), b = 1 + dice.below(all);
    if (a != b) made.quotas.apart.emplace_back(a, b);
  }
  return made;
}

}  // namespace

TEST_CASE("the example of RFC 3797 through the code that draws panels") {
  const auto key = draw_key({"9319", "2 5 12 8 10", "9 18 26 34 41 45"}, "");
  REQUIRE(key);
  CHECK(*key == "9319./2.5.8.10.12./9.18.26.34.41.45./");
  const auto steps = draw_steps("md5", *key, 25, 10);
  REQUIRE(steps.size() == 10);
  CHECK(steps[0].digest == "990dd0a5692a029a98b5e01aa28f3459");
  CHECK(steps[1].digest == "3691e55cb63fcc37914430b2f70b5ec6");
  CHECK(steps[0].remaining == 25);
  CHECK(steps[9].remaining == 16);
  CHECK(picked(steps) == "17 7 2 16 25 23 8 24 19 13");
}

TEST_CASE("the same order step by step, with a hash of today") {
  for (const std::string hash : {"sm3", "sha256"}) {
    const auto steps = draw_steps(hash, "1./2./", 300, 300);
    REQUIRE(steps.size() == 300);
    std::vector<char> seen(301, 0);
    for (const DrawStep& step : steps) ++seen[static_cast<std::size_t>(step.picked)];
    CHECK(std::count(seen.begin() + 1, seen.end(), 1) == 300);
    CHECK(steps[0].digest.size() == 64);
    // The step is two bytes: the 257th differs from the first.
    CHECK(steps[256].digest != steps[0].digest);
    Hash hashing(hash);
    CHECK(hex_text(hashing.bytes(std::string("\x01\x00", 2) + "1./2./" + std::string("\x01\x00", 2))) ==
          steps[256].digest);
  }
}

TEST_CASE("values in their canonical form") {
  CHECK(canonical("0019") == "19./");
  CHECK(canonical("000") == "0./");
  CHECK(canonical("45,9 18,, 26") == "9.18.26.45./");
  CHECK(canonical("123456789012345678901234567890 5") == "5.123456789012345678901234567890./");
  CHECK(canonical("Red-house 7") == "REDHOUSE7./");
  CHECK(canonical("") == "draw.value_malformed");
  CHECK(canonical(", ,") == "draw.value_malformed");
  CHECK(canonical("--") == "draw.value_malformed");
  CHECK(canonical("红") == "draw.value_malformed");
  CHECK(canonical("1/2") == "draw.value_malformed");  // "/" would end the value
  CHECK(canonical(std::string(201, '7')) == "draw.value_malformed");
}

TEST_CASE("a commitment binds value and salt, and the salt has one length") {
  const std::string salt(64, 'a');
  const auto commitment = draw_commitment("7", salt);
  REQUIRE(commitment);
  CHECK(*commitment == "sm3:" + sm3_hex("7" + salt));
  CHECK(is_draw_commitment(*commitment));
  CHECK_FALSE(is_draw_commitment("sm3:7"));
  // With salts of any length "7a" + "aa.." would make the same text.
  CHECK(draw_commitment("7a", std::string(63, 'a')).problems().front().rule == "draw.salt_malformed");
  CHECK(draw_commitment("7", std::string(64, 'A')).problems().front().rule == "draw.salt_malformed");
}

TEST_CASE("seats are filled whenever some panel keeps the quotas, and only with such panels") {
  Dice dice;
  int feasible = 0, refused = 0, skipped_for_rest = 0;
  for (int round = 0; round < 4000; ++round) {
    const Case made = some_case(dice);
    const bool exists = some_panel_exists(made.people, made.quotas, {});
    const Outcome checked = check_quotas(made.people, made.quotas);
    REQUIRE(checked.ok() == exists);
    if (!exists) {
      ++refused;
      continue;
    }
    ++feasible;
    std::vector<int> order;
    for (const DrawStep& step :
         draw_steps("sha256", std::to_string(round) + "./", static_cast<int>(made.people.size()), 99)) {
      order.push_back(step.picked);
    }
    const DrawnSeats drawn = fill_seats(order, made.people, made.quotas);
    REQUIRE(static_cast<int>(drawn.members.size()) == made.quotas.seats);
    // The first panel that the order allows: whoever was passed over could not have sat with those before him.
    std::vector<int> before;
    for (const DrawPlace& place : drawn.places) {
      std::vector<int> with = before;
      with.push_back(place.number);
      REQUIRE(some_panel_exists(made.people, made.quotas, with) == place.quota.empty());
      if (place.quota.empty()) before = with;
      if (place.quota == "rest") ++skipped_for_rest;
    }
  }
  CHECK(feasible > 1000);
  CHECK(refused > 500);
  CHECK(skipped_for_rest > 50);
}

TEST_CASE("which quota cannot be met is said") {
  const std::vector<DrawPerson> people{{"", true, 1}, {"", true, 1}, {"", true, 2}, {"", false, 2}};
  const auto rule = [&](const DrawQuotas& quotas) {
    const Outcome met = check_quotas(people, quotas);
    return met ? std::string("ok") : met.problems().front().rule;
  };
  CHECK(rule({4, 0, 0, 0, {}}) == "ok");
  CHECK(rule({5, 0, 0, 0, {}}) == "draw.quota_impossible_seats");
  CHECK(rule({4, 4, 0, 0, {}}) == "draw.quota_impossible_performance");
  CHECK(rule({3, 0, 2, 0, {}}) == "draw.quota_impossible_industry");
  CHECK(rule({3, 0, 0, 1, {}}) == "draw.quota_impossible_employer");
  CHECK(rule({3, 0, 0, 0, {{1, 2}, {3, 4}}}) == "draw.quota_impossible_apart");
  CHECK(rule({3, 0, 1, 0, {{3, 4}, {1, 4}, {2, 4}}}) == "draw.quota_impossible_together");
  CHECK(rule({3, 2, 2, 0, {}}) == "draw.quota_exceeds_seats");
  CHECK(rule({1, 0, 0, 0, {{1, 9}}}) == "draw.pair_unknown");
  CHECK(rule({1, 0, 0, 0, std::vector<std::pair<int, int>>(17, {1, 2})}) == "draw.too_many_pairs");
}

TEST_CASE("chances: exact where people are alike, counted otherwise, and they add up to the seats") {
  std::vector<DrawPerson> people(25);
  CHECK(draw_chances(people, {5, 0, 0, 0, {}}).millionths == std::vector<std::int64_t>(25, 200'000));
  for (std::size_t i = 20; i < 25; ++i) people[i].performance = false;
  const DrawQuotas quotas{5, 2, 2, 0, {}};
  const DrawChances exact = draw_chances(people, quotas);
  REQUIRE(exact.exact);
  std::int64_t sum = 0;
  for (const std::int64_t one : exact.millionths) sum += one;
  CHECK(std::abs(sum - 5'000'000) <= 25);
  CHECK(exact.millionths[24] > exact.millionths[0]);
  // The same by counting: an employer of two who both may not sit makes the people unlike.
  people[0].employer = people[1].employer = 1;
  DrawQuotas limited = quotas;
  limited.most_per_employer = 1;
  const DrawChances counted = draw_chances(people, limited, 4000);
  REQUIRE_FALSE(counted.exact);
  sum = 0;
  for (const std::int64_t one : counted.millionths) sum += one;
  CHECK(sum == 5'000'000);
  CHECK(std::abs(counted.millionths[24] - exact.millionths[24]) < 30'000);
  CHECK(draw_chances(people, limited, 500).millionths == draw_chances(people, limited, 500).millionths);
}
