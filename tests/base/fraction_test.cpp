// Fractions are exact, always in lowest terms, and round only where a mode is named.
#include "base/fraction.h"

#include <catch2/catch.hpp>
#include <limits>

#include "base/result.h"

using namespace zhiheng;

namespace {
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
}  // namespace

TEST_CASE("mul_div rounds as named", "[fraction]") {
  struct Row {
    std::int64_t value, num, den, half_up, half_even, down, up;
  };
  const Row rows[] = {
      {5, 1, 10, 1, 0, 0, 1},     {15, 1, 10, 2, 2, 1, 2},   {25, 1, 10, 3, 2, 2, 3},      {4, 1, 10, 0, 0, 0, 1},
      {6, 1, 10, 1, 1, 0, 1},     {-5, 1, 10, -1, 0, 0, -1}, {-15, 1, 10, -2, -2, -1, -2}, {-25, 1, 10, -3, -2, -2, -3},
      {10, 1, 10, 1, 1, 1, 1},    {0, 7, 3, 0, 0, 0, 0},     {1, 1, 3, 0, 0, 0, 1},        {2, 1, 3, 1, 1, 0, 1},
      {7, -1, 2, -4, -4, -3, -4},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value, row.num, row.den);
    CHECK(mul_div(row.value, row.num, row.den, Rounding::half_up) == row.half_up);
    CHECK(mul_div(row.value, row.num, row.den, Rounding::half_even) == row.half_even);
    CHECK(mul_div(row.value, row.num, row.den, Rounding::down) == row.down);
    CHECK(mul_div(row.value, row.num, row.den, Rounding::up) == row.up);
  }
}

TEST_CASE("mul_div works in 128 bits and says when the answer leaves 64", "[fraction]") {
  CHECK(mul_div(largest, largest, largest, Rounding::down) == largest);
  CHECK(mul_div(smallest, 1, 1, Rounding::down) == smallest);
  CHECK_THROWS_AS(mul_div(largest, 2, 1, Rounding::down), Defect);
  CHECK_THROWS_AS(mul_div(1, 1, 0, Rounding::down), Defect);
  CHECK_THROWS_AS(mul_div(1, 1, -2, Rounding::down), Defect);
}

TEST_CASE("a fraction is kept in lowest terms with a positive denominator", "[fraction]") {
  CHECK(Fraction(786, 10).exact() == "393/5");
  CHECK(Fraction(76, 1).exact() == "76");
  CHECK(Fraction(6, -4).exact() == "-3/2");
  CHECK(Fraction(-6, -4).exact() == "3/2");
  CHECK(Fraction(0, -7).exact() == "0");
  CHECK(Fraction(0, 7) == Fraction(0));
  CHECK_THROWS_AS(Fraction(1, 0), Defect);
  CHECK_THROWS_AS(Fraction(1, smallest), Defect);
}

TEST_CASE("arithmetic is exact", "[fraction]") {
  const Fraction third(1, 3);
  CHECK(third + third + third == Fraction(1));
  CHECK(third - Fraction(1, 2) == Fraction(-1, 6));
  CHECK(third * Fraction(3, 7) == Fraction(1, 7));
  CHECK(third / Fraction(2, 3) == Fraction(1, 2));
  CHECK(third / Fraction(-2, 3) == Fraction(-1, 2));
  CHECK_THROWS_AS(third / Fraction(0), Defect);
  // 40 % of 89.80, 89.80, 89.81 and 60 % of 90.12, 90.12, 90.13, rounded once at the end.
  const Fraction plan = (Fraction(8980, 100) + Fraction(8980, 100) + Fraction(8981, 100)) / Fraction(3);
  const Fraction report = (Fraction(9012, 100) + Fraction(9012, 100) + Fraction(9013, 100)) / Fraction(3);
  const Fraction final = plan * Fraction(2, 5) + report * Fraction(3, 5);
  CHECK(final.scaled(2, Rounding::half_up) == 9000);
}

TEST_CASE("arithmetic that leaves 64 bits is a defect, not a wrong number", "[fraction]") {
  CHECK_THROWS_AS(Fraction(largest) + Fraction(1), Defect);
  CHECK_THROWS_AS(Fraction(-largest) - Fraction(2), Defect);
  CHECK_THROWS_AS(Fraction(largest) * Fraction(2), Defect);
  CHECK_THROWS_AS(Fraction(1, largest) * Fraction(1, 2), Defect);
  CHECK_THROWS_AS(Fraction(largest).scaled(1, Rounding::down), Defect);
}

TEST_CASE("terms that cancel do not overflow on the way", "[fraction]") {
  CHECK(Fraction(largest, 3) * Fraction(3, largest) == Fraction(1));
  CHECK(Fraction(largest, 7) - Fraction(largest, 7) == Fraction(0));
  CHECK(Fraction(1, largest) - Fraction(1, largest) == Fraction(0));
}

TEST_CASE("comparison is exact near the edge of a band", "[fraction]") {
  CHECK(Fraction(79996, 1000) < Fraction(80));
  CHECK_FALSE(Fraction(80) < Fraction(80));
  CHECK(Fraction(80) <= Fraction(80));
  CHECK(Fraction(largest - 1, largest) < Fraction(1));
  CHECK(Fraction(largest - 2, largest - 1) < Fraction(largest - 1, largest));
  CHECK(Fraction(-1, 3) > Fraction(-1, 2));
  CHECK(Fraction(-1, 3) >= Fraction(-1, 3));
}

TEST_CASE("scaled rounds the value to digits", "[fraction]") {
  CHECK(Fraction(393, 5).scaled(2, Rounding::half_up) == 7860);
  CHECK(Fraction(2, 3).scaled(2, Rounding::half_up) == 67);
  CHECK(Fraction(-2, 3).scaled(2, Rounding::half_up) == -67);
  CHECK(Fraction(1, 200).scaled(2, Rounding::half_up) == 1);
  CHECK(Fraction(1, 200).scaled(2, Rounding::half_even) == 0);
  CHECK(Fraction(79996, 1000).scaled(2, Rounding::half_up) == 8000);
  CHECK(Fraction(79996, 1000).scaled(0, Rounding::down) == 79);
}

TEST_CASE("decimal prints where the decimal ends", "[fraction]") {
  CHECK(Fraction(0).decimal() == "0");
  CHECK(Fraction(76).decimal() == "76");
  CHECK(Fraction(1, 10).decimal() == "0.1");
  CHECK(Fraction(-1, 20).decimal() == "-0.05");
  CHECK(Fraction(165, 2).decimal() == "82.5");
  CHECK(Fraction(-2469, 200).decimal() == "-12.345");
  CHECK(Fraction(1, 1'000'000'000).decimal() == "0.000000001");
  CHECK(Fraction(13, 75).decimal() == "13/75");
  CHECK(Fraction(-1, 3).decimal() == "-1/3");
  CHECK(Fraction(largest, 1'000'000'000'000'000'000).decimal() == "9.223372036854775807");
  CHECK(Fraction(1, std::int64_t{1} << 18).decimal() == "0.000003814697265625");
  CHECK(Fraction(1, std::int64_t{1} << 19).decimal() == "1/524288");
}
