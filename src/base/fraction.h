// Exact rational arithmetic on 64-bit terms with 128-bit intermediates; no operator rounds.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"

namespace zhiheng {

// Exact terms would leave 64 bits; where documents decide the terms, the caller turns this into a refusal.
class FractionOverflow : public Defect {
 public:
  using Defect::Defect;
};

enum class Rounding { half_up, half_even, down, up };

// value x num / den in 128 bits, rounded as named: the only rounding door of the house. half_up rounds a
// tie away from zero. den must be positive. Throws Defect when the answer leaves 64 bits.
std::int64_t mul_div(std::int64_t value, std::int64_t num, std::int64_t den, Rounding rounding);

// Always in lowest terms with a positive denominator. Arithmetic throws FractionOverflow when a reduced term
// would leave 64 bits.
class Fraction {
 public:
  constexpr Fraction() = default;
  constexpr Fraction(std::int64_t whole) : num_(whole) {}
  Fraction(std::int64_t num, std::int64_t den);

  std::int64_t num() const { return num_; }
  std::int64_t den() const { return den_; }

  // The value times 10^digits, rounded: Fraction(393, 5).scaled(2, half_up) == 7860.
  std::int64_t scaled(int digits, Rounding rounding) const;

  // "76", "393/5".
  std::string exact() const;
  // "0.1" where the decimal ends within 18 digits, otherwise as exact(): "13/75".
  std::string decimal() const;

  friend Fraction operator+(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a, const Fraction& b);
  friend Fraction operator*(const Fraction& a, const Fraction& b);
  friend Fraction operator/(const Fraction& a, const Fraction& b);
  // a x b as the greatest whole number that is not above it, and what is left, in [0, 1): large products whose own
  // terms would leave 64 bits can still be rounded. For a and b that are not negative.
  friend std::pair<std::int64_t, Fraction> product_parts(const Fraction& a, const Fraction& b);
  friend bool operator==(const Fraction&, const Fraction&) = default;
  friend bool operator<(const Fraction& a, const Fraction& b);
  friend bool operator<=(const Fraction& a, const Fraction& b) { return !(b < a); }
  friend bool operator>(const Fraction& a, const Fraction& b) { return b < a; }
  friend bool operator>=(const Fraction& a, const Fraction& b) { return !(a < b); }

 private:
  std::int64_t num_ = 0;
  std::int64_t den_ = 1;
};

}  // namespace zhiheng
