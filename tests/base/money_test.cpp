// Amounts and scores: what is read, what is refused and in which order, and parts that add up to their whole.
#include "base/money.h"

#include <catch2/catch.hpp>
#include <random>

using namespace zhiheng;

namespace {

std::string rule_of(std::string_view text, int digits = 2) {
  const auto read = read_decimal(text, digits, "/fee");
  return read ? "" : read.problems().front().rule;
}

Money total(const std::vector<Money>& parts) {
  Money sum;
  for (const Money part : parts) sum = sum + part;
  return sum;
}

}  // namespace

TEST_CASE("plain decimals are read exactly", "[money]") {
  CHECK(*read_decimal("0", 2, "") == 0);
  CHECK(*read_decimal("0.5", 2, "") == 50);
  CHECK(*read_decimal("0.05", 2, "") == 5);
  CHECK(*read_decimal("100000.00", 2, "") == 10'000'000);
  CHECK(*read_decimal("7", 0, "") == 7);
  CHECK(*read_decimal("0.001", 9, "") == 1'000'000);
  CHECK(*read_decimal("999999999999999999", 0, "") == 999'999'999'999'999'999);
  CHECK(*read_decimal("9999999999999999.99", 2, "") == 999'999'999'999'999'999);
}

TEST_CASE("what is no plain decimal is refused by name", "[money]") {
  struct Row {
    const char* text;
    const char* rule;
  };
  const Row rows[] = {
      {"", "number.blank"},
      {"   ", "number.blank"},
      {"\t", "number.blank"},
      {"+1", "number.signed"},
      {"-1", "number.signed"},
      {"-", "number.signed"},
      {"-１", "number.signed"},
      {"１００", "number.full_width"},
      {"1．5", "number.full_width"},
      {"1e１", "number.full_width"},
      {"1e5", "number.exponent"},
      {"1E5", "number.exponent"},
      {"1.5e-3", "number.exponent"},
      {"007", "number.malformed"},
      {"00", "number.malformed"},
      {"01.5", "number.malformed"},
      {".5", "number.malformed"},
      {"5.", "number.malformed"},
      {".", "number.malformed"},
      {"1,000.00", "number.malformed"},
      {" 1", "number.malformed"},
      {"1 ", "number.malformed"},
      {"1.2.3", "number.malformed"},
      {"0x1F", "number.malformed"},
      {"NaN", "number.malformed"},
      {"100元", "number.malformed"},
      {"1.-5", "number.malformed"},
      {"1.001", "number.too_many_decimals"},
      {"1.000", "number.too_many_decimals"},
      {"99999999999999999999.999", "number.too_many_decimals"},
      {"99999999999999999", "number.too_large"},
      {"123456789012345678901234567890", "number.too_large"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(rule_of(row.text) == row.rule);
  }
  CHECK(rule_of("1.5", 0) == "number.too_many_decimals");
  CHECK(rule_of(std::string("1\0", 2)) == "number.malformed");
}

TEST_CASE("a refusal names its field, its value and the digits allowed", "[money]") {
  const auto read = read_decimal("1.234", 2, "/contract/fee");
  REQUIRE_FALSE(read);
  CHECK(read.problems() ==
        Problems{refusal("number.too_many_decimals", "/contract/fee", {{"value", "1.234"}, {"digits", "2"}})});
}

TEST_CASE("a very long value is cut for the message, between characters", "[money]") {
  std::string text = "a";
  for (int i = 0; i < 100; ++i) text += "元";
  const auto read = read_decimal(text, 2, "");
  CHECK(read.problems().front().params.front().second == "a元元元元元元元元元元元元元…");
}

TEST_CASE("amounts end at the largest amount", "[money]") {
  CHECK(read_money("9999999999999.99", "")->fen() == largest_amount.fen());
  CHECK(read_money("10000000000000.00", "").problems().front().rule == "number.too_large");
  CHECK(read_money("1.5", "")->text() == "1.50");
}

TEST_CASE("scores run from 0 to 100", "[money]") {
  CHECK(read_score("100", "")->hundredths() == 10000);
  CHECK(read_score("76", "")->text() == "76.00");
  CHECK(read_score("0.01", "")->exact() == Fraction(1, 100));
  CHECK(read_score("100.01", "/score").problems() ==
        Problems{refusal("score.out_of_range", "/score", {{"value", "100.01"}})});
  CHECK(read_score("-1", "").problems().front().rule == "number.signed");
  CHECK(read_score("79.996", "").problems().front().rule == "number.too_many_decimals");
}

TEST_CASE("fractions are read to nine places", "[money]") {
  CHECK(*read_fraction("0.001", "") == Fraction(1, 1000));
  CHECK(*read_fraction("85", "") == Fraction(85));
  CHECK(*read_fraction("999999999.999999999", "") == Fraction(999'999'999'999'999'999, 1'000'000'000));
  CHECK(read_fraction("1000000000", "").problems().front().rule == "number.too_large");
  CHECK(read_fraction("0.0000000001", "").problems().front().rule == "number.too_many_decimals");
}

TEST_CASE("amounts print with two decimals", "[money]") {
  CHECK(Money::fen(0).text() == "0.00");
  CHECK(Money::fen(5).text() == "0.05");
  CHECK(Money::fen(-5).text() == "-0.05");
  CHECK(Money::fen(-12345).text() == "-123.45");
  CHECK(largest_amount.text() == "9999999999999.99");
  CHECK(Money::fen(std::numeric_limits<std::int64_t>::min()).text() == "-92233720368547758.08");
}

TEST_CASE("multiplication rounds once, to the fen, half away from nought", "[money]") {
  CHECK(Money::fen(9'500'000).times(Fraction(5, 100)).fen() == 475'000);
  CHECK(Money::fen(1).times(Fraction(1, 2)).fen() == 1);
  CHECK(Money::fen(-1).times(Fraction(1, 2)).fen() == -1);
  CHECK(Money::fen(1).times(Fraction(499, 1000)).fen() == 0);
  CHECK(largest_amount.times(Fraction(1)).fen() == largest_amount.fen());
  CHECK_THROWS_AS(largest_amount.times(Fraction(999'999'999)), Defect);
}

TEST_CASE("shares are given by the largest remainder, ties to the earlier part", "[money]") {
  CHECK(allocate(Money::fen(100), {1, 1, 1}) == std::vector{Money::fen(34), Money::fen(33), Money::fen(33)});
  CHECK(allocate(Money::fen(1), {1, 2, 0}) == std::vector{Money::fen(0), Money::fen(1), Money::fen(0)});
  CHECK(allocate(Money::fen(0), {3, 4}) == std::vector{Money::fen(0), Money::fen(0)});
  CHECK(allocate(Money::fen(7), {0, 5}) == std::vector{Money::fen(0), Money::fen(7)});
  CHECK_THROWS_AS(allocate(Money::fen(7), {}), Defect);
  CHECK_THROWS_AS(allocate(Money::fen(7), {0, 0}), Defect);
  CHECK_THROWS_AS(allocate(Money::fen(7), {5, -1}), Defect);
  CHECK_THROWS_AS(allocate(Money::fen(-7), {1, 1}), Defect);
}

TEST_CASE("shares always add up to the whole and lie within one fen of their due", "[money]") {
  std::mt19937_64 random(20220801);
  for (int round = 0; round < 2000; ++round) {
    const Money whole = Money::fen(static_cast<std::int64_t>(random() % 1'000'000'000'000'000));
    std::vector<std::int64_t> weights(1 + random() % 12);
    for (std::int64_t& weight : weights)
      weight = static_cast<std::int64_t>(random() % (round % 2 ? 10 : 10'000'000'000));
    weights.back() += 1;
    std::int64_t sum = 0;
    for (const std::int64_t weight : weights) sum += weight;
    const std::vector<Money> parts = allocate(whole, weights);
    REQUIRE(parts.size() == weights.size());
    REQUIRE(total(parts) == whole);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::int64_t floor = mul_div(whole.fen(), weights[i], sum, Rounding::down);
      const std::int64_t ceiling = mul_div(whole.fen(), weights[i], sum, Rounding::up);
      REQUIRE(parts[i].fen() >= floor);
      REQUIRE(parts[i].fen() <= ceiling);
    }
  }
}
