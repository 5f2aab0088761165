#include "base/money.h"

#include <algorithm>
#include <numeric>

namespace zhiheng {
namespace {

std::string fixed(std::int64_t value, int digits) {
  const bool negative = value < 0;
  const auto size = static_cast<std::uint64_t>(value);
  std::string text = std::to_string(negative ? ~size + 1 : size);
  if (static_cast<int>(text.size()) <= digits) text.insert(0, static_cast<std::size_t>(digits) + 1 - text.size(), '0');
  text.insert(text.size() - static_cast<std::size_t>(digits), ".");
  return negative ? "-" + text : text;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Full-width digits and point are three bytes EF BC 90..99 and EF BC 8E.
bool has_full_width(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '\xEF' && text[i + 1] == '\xBC') return true;
  }
  return false;
}

// What was typed, short enough for a message; a cut falls between characters.
std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string_view why_not_a_decimal(std::string_view text) {
  if (text.empty() || text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "number.blank";
  if (text.front() == '+' || text.front() == '-') return "number.signed";
  if (has_full_width(text)) return "number.full_width";
  if (is_digit(text.front()) && text.find_first_of("eE") != std::string_view::npos) return "number.exponent";
  std::size_t i = 0;
  while (i < text.size() && is_digit(text[i])) ++i;
  if (i == 0 || (i > 1 && text.front() == '0')) return "number.malformed";
  if (i == text.size()) return {};
  if (text[i] != '.' || i + 1 == text.size()) return "number.malformed";
  const bool digits_only = std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 1, text.end(), is_digit);
  return digits_only ? std::string_view{} : "number.malformed";
}

}  // namespace

std::string Money::text() const {
  return fixed(fen_, 2);
}
std::string Score::text() const {
  return fixed(hundredths_, 2);
}

Money Money::times(const Fraction& factor) const {
  return Money(mul_div(fen_, factor.num(), factor.den(), Rounding::half_up));
}

Result<std::int64_t> read_decimal(std::string_view text, int digits, std::string field) {
  const std::string_view rule = why_not_a_decimal(text);
  if (!rule.empty()) return refusal(std::string(rule), std::move(field), {{"value", shown(text)}});
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view decimals = point < text.size() ? text.substr(point + 1) : std::string_view{};
  if (static_cast<int>(decimals.size()) > digits) {
    return refusal("number.too_many_decimals", std::move(field),
                   {{"value", shown(text)}, {"digits", std::to_string(digits)}});
  }
  if (point + static_cast<std::size_t>(digits) > 18) {
    return refusal("number.too_large", std::move(field), {{"value", shown(text)}});
  }
  std::int64_t value = 0;
  for (std::size_t i = 0; i < point; ++i) value = value * 10 + (text[i] - '0');
  for (int i = 0; i < digits; ++i) {
    const auto at = static_cast<std::size_t>(i);
    value = value * 10 + (at < decimals.size() ? decimals[at] - '0' : 0);
  }
  return value;
}

Result<Money> read_money(std::string_view text, std::string field) {
  auto fen = read_decimal(text, 2, field);
  if (!fen) return fen.problems();
  if (*fen > largest_amount.fen()) {
    return refusal("number.too_large", std::move(field), {{"value", shown(text)}});
  }
  return Money::fen(*fen);
}

Result<Score> read_score(std::string_view text, std::string field) {
  auto hundredths = read_decimal(text, 2, field);
  if (!hundredths) return hundredths.problems();
  if (*hundredths > full_score.hundredths()) {
    return refusal("score.out_of_range", std::move(field), {{"value", shown(text)}});
  }
  return Score::hundredths(static_cast<std::int32_t>(*hundredths));
}

Result<Fraction> read_fraction(std::string_view text, std::string field) {
  auto billionths = read_decimal(text, 9, std::move(field));
  if (!billionths) return billionths.problems();
  return Fraction(*billionths, 1'000'000'000);
}

std::vector<Money> allocate(Money whole, const std::vector<std::int64_t>& weights) {
  const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  const bool countable = std::all_of(weights.begin(), weights.end(), [](std::int64_t weight) { return weight >= 0; });
  ensure(countable && total > 0 && whole.fen() >= 0, "allocate needs a positive weight and an amount");
  std::vector<Money> parts;
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<Fraction> rests;
  Money given;
  for (const std::int64_t weight : weights) {
    const Money part = Money::fen(mul_div(whole.fen(), weight, total, Rounding::down));
    parts.push_back(part);
    rests.push_back(Fraction(static_cast<std::int64_t>((static_cast<__int128>(whole.fen()) * weight) % total), total));
    given = given + part;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rests[b] < rests[a]; });
  for (std::size_t i = 0; given < whole; ++i) {
    parts[order[i]] = parts[order[i]] + Money::fen(1);
    given = given + Money::fen(1);
  }
  return parts;
}

}  // namespace zhiheng
