#include "base/fraction.h"

#include <limits>

#include "base/result.h"

namespace zhiheng {
namespace {

using Wide = __int128;

std::int64_t narrow(Wide value) {
  if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min()) {
    throw FractionOverflow("a fraction left 64 bits");
  }
  return static_cast<std::int64_t>(value);
}

std::uint64_t common_divisor(std::uint64_t a, std::uint64_t b) {
  while (b != 0) {
    const std::uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

Wide wide_divisor(Wide a, Wide b) {
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
    if (a <= std::numeric_limits<std::int64_t>::max() && b <= std::numeric_limits<std::int64_t>::max()) {
      return common_divisor(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
    }
  }
  return a;
}

Fraction reduced(Wide num, Wide den) {
  ensure(den != 0, "a fraction with denominator nought");
  if (den < 0) {
    num = -num;
    den = -den;
  }
  const Wide size = num < 0 ? -num : num;
  constexpr Wide largest = std::numeric_limits<std::int64_t>::max();
  // The constructor reduces what fits already, without division in 128 bits.
  if (size <= largest && den <= largest)
    return Fraction(static_cast<std::int64_t>(num), static_cast<std::int64_t>(den));
  const Wide divisor = wide_divisor(size, den);
  if (divisor > 1) {
    num /= divisor;
    den /= divisor;
  }
  return Fraction(narrow(num), narrow(den));
}

Wide divide(Wide num, Wide den, Rounding rounding) {
  ensure(den > 0, "division by a positive number");
  const bool negative = num < 0;
  const Wide size = negative ? -num : num;
  Wide whole = size / den;
  const Wide rest = size % den;
  bool away = false;
  if (rest != 0) {
    switch (rounding) {
      case Rounding::half_up: away = rest >= den - rest; break;
      case Rounding::half_even: away = rest > den - rest || (rest == den - rest && whole % 2 == 1); break;
      case Rounding::down: away = false; break;
      case Rounding::up: away = true; break;
    }
  }
  if (away) ++whole;
  return negative ? -whole : whole;
}

}  // namespace

std::int64_t mul_div(std::int64_t value, std::int64_t num, std::int64_t den, Rounding rounding) {
  return narrow(divide(static_cast<Wide>(value) * num, den, rounding));
}

Fraction::Fraction(std::int64_t num, std::int64_t den) : num_(num), den_(den) {
  ensure(den != 0, "a fraction with denominator nought");
  ensure(num != std::numeric_limits<std::int64_t>::min() && den != std::numeric_limits<std::int64_t>::min(),
         "a fraction left 64 bits");
  if (den_ < 0) {
    num_ = -num_;
    den_ = -den_;
  }
  const auto divisor = static_cast<std::int64_t>(
      common_divisor(static_cast<std::uint64_t>(num_ < 0 ? -num_ : num_), static_cast<std::uint64_t>(den_)));
  if (divisor > 1) {
    num_ /= divisor;
    den_ /= divisor;
  }
}

std::int64_t Fraction::scaled(int digits, Rounding rounding) const {
  Wide factor = 1;
  for (int i = 0; i < digits; ++i) factor *= 10;
  return narrow(divide(num_ * factor, den_, rounding));
}

std::string Fraction::exact() const {
  return den_ == 1 ? std::to_string(num_) : std::to_string(num_) + "/" + std::to_string(den_);
}

std::string Fraction::decimal() const {
  if (den_ == 1) return std::to_string(num_);
  std::int64_t rest = den_;
  int twos = 0;
  int fives = 0;
  while (rest % 2 == 0) {
    rest /= 2;
    ++twos;
  }
  while (rest % 5 == 0) {
    rest /= 5;
    ++fives;
  }
  const int digits = twos > fives ? twos : fives;
  if (rest != 1 || digits > 18) return exact();
  // The denominator divides 10^18, so ten times a rest of it stays within 64 bits.
  const auto den = static_cast<std::uint64_t>(den_);
  const auto size = static_cast<std::uint64_t>(num_ < 0 ? -num_ : num_);
  std::string text = num_ < 0 ? "-" : "";
  text += std::to_string(size / den);
  text.push_back('.');
  std::uint64_t left = size % den;
  for (int i = 0; i < digits; ++i) {
    left *= 10;
    text.push_back(static_cast<char>('0' + left / den));
    left %= den;
  }
  return text;
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  if (a.den_ == b.den_) return reduced(static_cast<Wide>(a.num_) + b.num_, a.den_);
  return reduced(static_cast<Wide>(a.num_) * b.den_ + static_cast<Wide>(b.num_) * a.den_,
                 static_cast<Wide>(a.den_) * b.den_);
}

Fraction operator-(const Fraction& a, const Fraction& b) {
  if (a.den_ == b.den_) return reduced(static_cast<Wide>(a.num_) - b.num_, a.den_);
  return reduced(static_cast<Wide>(a.num_) * b.den_ - static_cast<Wide>(b.num_) * a.den_,
                 static_cast<Wide>(a.den_) * b.den_);
}

Fraction operator*(const Fraction& a, const Fraction& b) {
  return reduced(static_cast<Wide>(a.num_) * b.num_, static_cast<Wide>(a.den_) * b.den_);
}

std::pair<std::int64_t, Fraction> product_parts(const Fraction& a, const Fraction& b) {
  ensure(a.num_ >= 0 && b.num_ >= 0, "the parts of a product that is not negative");
  const Wide num = static_cast<Wide>(a.num_) * b.num_;
  const Wide den = static_cast<Wide>(a.den_) * b.den_;
  return {narrow(divide(num, den, Rounding::down)), reduced(num % den, den)};
}

Fraction operator/(const Fraction& a, const Fraction& b) {
  ensure(b.num_ != 0, "division of a fraction by nought");
  return reduced(static_cast<Wide>(a.num_) * b.den_, static_cast<Wide>(a.den_) * b.num_);
}

bool operator<(const Fraction& a, const Fraction& b) {
  return static_cast<Wide>(a.num_) * b.den_ < static_cast<Wide>(b.num_) * a.den_;
}

}  // namespace zhiheng
