// Exact rational numbers without a limit. Means by fee over several years have denominators that leave 64 bits, and a
// rating must not be refused because its fees are odd; single cases keep to Fraction, which is faster.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fraction.h"

namespace zhiheng {

// Always in lowest terms with a positive denominator; no operator rounds.
class Ratio {
 public:
  Ratio() = default;
  Ratio(std::int64_t whole);
  Ratio(int whole) : Ratio(static_cast<std::int64_t>(whole)) {}
  Ratio(const Fraction& fraction);

  // The value times 10^digits, rounded; Defect when the answer leaves 64 bits.
  std::int64_t scaled(int digits, Rounding rounding) const;
  std::string exact() const;    // "76", "393/5"
  std::string decimal() const;  // "0.1" where the decimal ends within 18 digits, otherwise as exact()

  friend Ratio operator+(const Ratio& a, const Ratio& b);
  friend Ratio operator-(const Ratio& a, const Ratio& b);
  friend Ratio operator*(const Ratio& a, const Ratio& b);
  friend Ratio operator/(const Ratio& a, const Ratio& b);  // Defect when b is nought
  friend bool operator==(const Ratio&, const Ratio&) = default;
  friend bool operator<(const Ratio& a, const Ratio& b);
  friend bool operator<=(const Ratio& a, const Ratio& b) { return !(b < a); }
  friend bool operator>(const Ratio& a, const Ratio& b) { return b < a; }
  friend bool operator>=(const Ratio& a, const Ratio& b) { return !(a < b); }

 private:
  using Natural = std::vector<std::uint32_t>;  // lowest limb first, without leading noughts
  Ratio(bool negative, Natural num, Natural den);

  bool negative_ = false;
  Natural num_;
  Natural den_{1};
};

}  // namespace zhiheng
