#include "base/ratio.h"

#include <algorithm>
#include <bit>

#include "base/result.h"

namespace zhiheng {
namespace {

using Natural = std::vector<std::uint32_t>;

void trim(Natural& number) {
  while (!number.empty() && number.back() == 0) number.pop_back();
}

Natural natural(std::uint64_t value) {
  Natural number{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)};
  trim(number);
  return number;
}

bool less(const Natural& a, const Natural& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

Natural sum(const Natural& a, const Natural& b) {
  const Natural& longer = a.size() < b.size() ? b : a;
  const Natural& shorter = a.size() < b.size() ? a : b;
  Natural out = longer;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    carry += std::uint64_t{out[i]} + (i < shorter.size() ? shorter[i] : 0);
    out[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  if (carry != 0) out.push_back(static_cast<std::uint32_t>(carry));
  return out;
}

// a is not less than b.
Natural difference(const Natural& a, const Natural& b) {
  Natural out = a;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint64_t taken = (i < b.size() ? b[i] : 0) + borrow;
    borrow = out[i] < taken ? 1 : 0;
    out[i] = static_cast<std::uint32_t>(out[i] - taken);
  }
  trim(out);
  return out;
}

Natural product(const Natural& a, const Natural& b) {
  Natural out(a.size() + b.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      carry += std::uint64_t{a[i]} * b[j] + out[i + j];
      out[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    out[i + b.size()] = static_cast<std::uint32_t>(carry);
  }
  trim(out);
  return out;
}

int bits(const Natural& number) {
  return number.empty() ? 0 : static_cast<int>(32 * (number.size() - 1)) + std::bit_width(number.back());
}

Natural shifted_left(const Natural& number, int by) {
  Natural out(static_cast<std::size_t>(by) / 32, 0);
  const int part = by % 32;
  std::uint64_t carry = 0;
  for (const std::uint32_t limb : number) {
    carry |= std::uint64_t{limb} << part;
    out.push_back(static_cast<std::uint32_t>(carry));
    carry >>= 32;
  }
  out.push_back(static_cast<std::uint32_t>(carry));
  trim(out);
  return out;
}

void halve(Natural& number) {
  std::uint32_t carry = 0;
  for (auto limb = number.rbegin(); limb != number.rend(); ++limb) {
    const std::uint32_t low = *limb & 1;
    *limb = *limb >> 1 | carry << 31;
    carry = low;
  }
  trim(number);
}

struct Quotient {
  Natural whole, rest;
};

// Bit by bit: the quotients of a greatest common divisor are small, so that few bits are looked at.
Quotient divided(Natural number, const Natural& by) {
  Quotient out;
  const int places = bits(number) - bits(by);
  if (places >= 0) {
    Natural part = shifted_left(by, places);
    out.whole.assign(static_cast<std::size_t>(places) / 32 + 1, 0);
    for (int i = places; i >= 0; --i) {
      if (!less(number, part)) {
        number = difference(number, part);
        out.whole[static_cast<std::size_t>(i) / 32] |= std::uint32_t{1} << (i % 32);
      }
      halve(part);
    }
    trim(out.whole);
  }
  out.rest = std::move(number);
  return out;
}

Natural common_divisor(Natural a, Natural b) {
  while (!b.empty()) {
    Natural rest = divided(std::move(a), b).rest;
    a = std::move(b);
    b = std::move(rest);
  }
  return a;
}

std::string digits_of(Natural number) {
  std::string text;
  while (!number.empty()) {
    std::uint64_t rest = 0;
    for (auto limb = number.rbegin(); limb != number.rend(); ++limb) {
      rest = rest << 32 | *limb;
      *limb = static_cast<std::uint32_t>(rest / 10);
      rest %= 10;
    }
    trim(number);
    text.push_back(static_cast<char>('0' + rest));
  }
  std::reverse(text.begin(), text.end());
  return text.empty() ? "0" : text;
}

}  // namespace

Ratio::Ratio(std::int64_t whole) : Ratio(Fraction(whole)) {}

Ratio::Ratio(const Fraction& fraction)
    : negative_(fraction.num() < 0),
      num_(natural(static_cast<std::uint64_t>(negative_ ? -fraction.num() : fraction.num()))),
      den_(natural(static_cast<std::uint64_t>(fraction.den()))) {}

Ratio::Ratio(bool negative, Natural num, Natural den)
    : negative_(negative), num_(std::move(num)), den_(std::move(den)) {
  ensure(!den_.empty(), "a ratio with denominator nought");
  if (num_.empty()) {
    negative_ = false;
    den_ = {1};
    return;
  }
  const Natural divisor = common_divisor(num_, den_);
  if (divisor == Natural{1}) return;
  num_ = divided(std::move(num_), divisor).whole;
  den_ = divided(std::move(den_), divisor).whole;
}

std::int64_t Ratio::scaled(int digits, Rounding rounding) const {
  Natural factor{1};
  for (int i = 0; i < digits; ++i) factor = product(factor, {10});
  auto [whole, rest] = divided(product(num_, factor), den_);
  const Natural twice = shifted_left(rest, 1);
  bool away = false;
  if (!rest.empty()) {
    const bool odd = !whole.empty() && whole.front() % 2 == 1;
    if (rounding == Rounding::half_up) away = !less(twice, den_);
    if (rounding == Rounding::half_even) away = less(den_, twice) || (twice == den_ && odd);
    if (rounding == Rounding::up) away = true;
  }
  if (away) whole = sum(whole, {1});
  ensure(bits(whole) < 64, "a rounded ratio within 64 bits");
  std::uint64_t value = 0;
  for (auto limb = whole.rbegin(); limb != whole.rend(); ++limb) value = value << 32 | *limb;
  return negative_ ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
}

std::string Ratio::exact() const {
  const std::string text = (negative_ ? "-" : "") + digits_of(num_);
  return den_ == Natural{1} ? text : text + "/" + digits_of(den_);
}

std::string Ratio::decimal() const {
  int digits = 0;
  Ratio whole = *this;
  while (digits < 18 && whole.den_ != Natural{1}) {
    whole = whole * Ratio(10);
    ++digits;
  }
  if (whole.den_ != Natural{1}) return exact();
  std::string text = digits_of(whole.num_);
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, ".");
  return (negative_ ? "-" : "") + text;
}

Ratio operator+(const Ratio& a, const Ratio& b) {
  const Natural left = product(a.num_, b.den_);
  const Natural right = product(b.num_, a.den_);
  Natural den = product(a.den_, b.den_);
  if (a.negative_ == b.negative_) return Ratio(a.negative_, sum(left, right), std::move(den));
  if (less(left, right)) return Ratio(b.negative_, difference(right, left), std::move(den));
  return Ratio(a.negative_, difference(left, right), std::move(den));
}

Ratio operator-(const Ratio& a, const Ratio& b) {
  Ratio turned = b;
  turned.negative_ = !b.num_.empty() && !b.negative_;
  return a + turned;
}

Ratio operator*(const Ratio& a, const Ratio& b) {
  return Ratio(a.negative_ != b.negative_, product(a.num_, b.num_), product(a.den_, b.den_));
}

Ratio operator/(const Ratio& a, const Ratio& b) {
  return Ratio(a.negative_ != b.negative_, product(a.num_, b.den_), product(a.den_, b.num_));
}

bool operator<(const Ratio& a, const Ratio& b) {
  if (a.negative_ != b.negative_) return a.negative_;
  const Natural left = product(a.num_, b.den_);
  const Natural right = product(b.num_, a.den_);
  return a.negative_ ? less(right, left) : less(left, right);
}

}  // namespace zhiheng
