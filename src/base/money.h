// Amounts in fen and scores in hundredths: the two numbers that this house exists for.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fraction.h"
#include "base/result.h"

namespace zhiheng {

// int64 fen (分). No operator rounds; multiplication goes through times().
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money fen(std::int64_t fen) { return Money(fen); }

  constexpr std::int64_t fen() const { return fen_; }
  std::string text() const;  // "100000.00", "-0.05"

  // Rounded to the fen once, half-up (away from zero).
  Money times(const Fraction& factor) const;

  friend constexpr Money operator+(Money a, Money b) { return Money(a.fen_ + b.fen_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.fen_ - b.fen_); }
  friend constexpr auto operator<=>(const Money&, const Money&) = default;

 private:
  explicit constexpr Money(std::int64_t fen) : fen_(fen) {}
  std::int64_t fen_ = 0;
};

// The largest amount that a document may carry: 9,999,999,999,999.99 yuan.
inline constexpr Money largest_amount = Money::fen(999'999'999'999'999);

// int32 hundredths of a point. 0.00-100.00 where it is a score; criteria use the same unit for points.
class Score {
 public:
  constexpr Score() = default;
  static constexpr Score hundredths(std::int32_t hundredths) { return Score(hundredths); }

  constexpr std::int32_t hundredths() const { return hundredths_; }
  Fraction exact() const { return Fraction(hundredths_, 100); }
  std::string text() const;  // "82.50"

  friend constexpr Score operator+(Score a, Score b) { return Score(a.hundredths_ + b.hundredths_); }
  friend constexpr Score operator-(Score a, Score b) { return Score(a.hundredths_ - b.hundredths_); }
  friend constexpr auto operator<=>(const Score&, const Score&) = default;

 private:
  explicit constexpr Score(std::int32_t hundredths) : hundredths_(hundredths) {}
  std::int32_t hundredths_ = 0;
};

inline constexpr Score full_score = Score::hundredths(10000);

// Plain decimals: digits, optionally a point and at most `digits` decimals; no sign, blank, exponent,
// leading zero or full-width digit. Answers the value times 10^digits. Refuses, in this order:
// number.blank, number.signed, number.full_width, number.exponent, number.malformed,
// number.too_many_decimals, number.too_large.
Result<std::int64_t> read_decimal(std::string_view text, int digits, std::string field);

Result<Money> read_money(std::string_view text, std::string field);  // at most largest_amount
Result<Score> read_score(std::string_view text, std::string field);  // adds score.out_of_range
// "0.001", "1", "85": at most 9 decimals and 9 whole digits.
Result<Fraction> read_fraction(std::string_view text, std::string field);

// Shares that add up to the whole to the last fen (largest remainder; ties to the earlier part).
std::vector<Money> allocate(Money whole, const std::vector<std::int64_t>& weights);

// 人民币 in capitals after 支付结算办法 annex 1: 1409.50 -> 人民币壹仟肆佰零玖元伍角整. Not for negative amounts.
std::string in_capitals(Money amount);

}  // namespace zhiheng
