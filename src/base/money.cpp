#include "base/money.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace zhiheng {
namespace {

// Two decimals, from the last digit to the first: amounts and scores are the bulk of what is written.
std::string hundredths_text(std::int64_t value) {
  std::array<char, 24> digits{};
  char* const end = digits.data() + digits.size();
  char* first = end;
  const auto bits = static_cast<std::uint64_t>(value);
  std::uint64_t left = value < 0 ? ~bits + 1 : bits;
  for (int place = 0; place < 3 || left != 0; ++place, left /= 10) {
    if (place == 2) *--first = '.';
    *--first = static_cast<char>('0' + left % 10);
  }
  if (value < 0) *--first = '-';
  return std::string(first, end);
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

// 0 | 12 | 12.5, without a leading nought.
bool is_decimal(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return false;
  const std::string_view rest = text.substr(whole.size());
  return rest.size() != 1 && std::all_of(whole.begin(), whole.end(), is_digit) &&
         (rest.empty() || std::all_of(rest.begin() + 1, rest.end(), is_digit));
}

std::string_view why_not_a_decimal(std::string_view text) {
  if (is_decimal(text)) return {};
  if (text.empty() || text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "number.blank";
  if (text.front() == '+' || text.front() == '-') return "number.signed";
  if (has_full_width(text)) return "number.full_width";
  if (is_digit(text.front()) && text.find_first_of("eE") != std::string_view::npos) return "number.exponent";
  return "number.malformed";
}

}  // namespace

std::string Money::text() const {
  return hundredths_text(fen_);
}
std::string Score::text() const {
  return hundredths_text(hundredths_);
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
