#include "domain/draw.h"

#include <algorithm>
#include <numeric>

namespace zhiheng::domain {

namespace {

constexpr std::size_t longest_value = 200;
constexpr std::size_t salt_digits = 64;
constexpr std::size_t commitment_digits = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool divides(char c) {
  return c == ' ' || c == ',';
}
bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string without_zeros(std::string_view digits) {
  const std::size_t at = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return std::string(digits.substr(at));
}

std::vector<std::string> numbers_in(std::string_view value) {
  std::vector<std::string> numbers;
  for (std::size_t at = 0; at < value.size();) {
    if (divides(value[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < value.size() && !divides(value[end])) ++end;
    numbers.push_back(without_zeros(value.substr(at, end - at)));
    at = end;
  }
  return numbers;
}

std::string numbers_in_order(std::string_view value) {
  std::vector<std::string> numbers = numbers_in(value);
  // Numbers of any length compare by their length first.
  std::sort(numbers.begin(), numbers.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  std::string text;
  for (const std::string& number : numbers) text += number + ".";
  return text;
}

std::string letters_and_digits(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (is_digit(c) || (c >= 'A' && c <= 'Z')) text.push_back(c);
    if (c >= 'a' && c <= 'z') text.push_back(static_cast<char>(c - 'a' + 'A'));
  }
  return text.empty() ? text : text + ".";
}

}  // namespace

DrawOrder::DrawOrder(Hash& hash, std::string key, int people) : hash_(hash), left_(static_cast<std::size_t>(people)) {
  ensure(people > 0 && people <= most_people_in_draw, "a draw is among 1 to 65,535 people");
  std::iota(left_.begin(), left_.end(), 1);
  message_ = "00" + std::move(key) + "00";
}

DrawStep DrawOrder::take(bool with_digest) {
  ensure(!left_.empty(), "somebody is left to be drawn");
  const char high = static_cast<char>(step_ >> 8);
  const char low = static_cast<char>(step_ & 0xff);
  message_[0] = message_[message_.size() - 2] = high;
  message_[1] = message_[message_.size() - 1] = low;
  const std::string digest = hash_.bytes(message_);
  DrawStep step;
  step.step = step_++;
  step.remaining = static_cast<int>(left_.size());
  std::uint64_t rest = 0;
  for (const char byte : digest) rest = (rest * 256 + static_cast<unsigned char>(byte)) % left_.size();
  step.index = static_cast<int>(rest);
  step.picked = left_[rest];
  left_.erase(left_.begin() + step.index);
  if (with_digest) step.digest = hex_text(digest);
  return step;
}

int DrawOrder::next() {
  return take(false).picked;
}
DrawStep DrawOrder::next_in_words() {
  return take(true);
}

std::vector<DrawStep> draw_steps(std::string_view hash, const std::string& key, int people, int take) {
  Hash hashing(hash);
  DrawOrder order(hashing, key, people);
  std::vector<DrawStep> steps;
  while (order.has_more() && static_cast<int>(steps.size()) < take) steps.push_back(order.next_in_words());
  return steps;
}

Result<std::string> canonical_draw_value(std::string_view value, const std::string& field) {
  const bool plain =
      !value.empty() && value.size() <= longest_value && std::all_of(value.begin(), value.end(), [](char c) {
        return is_digit(c) || is_letter(c) || divides(c) || c == '.' || c == '-' || c == '_';
      });
  if (!plain) return refusal("draw.value_malformed", field);
  const bool numbers = std::all_of(value.begin(), value.end(), [](char c) { return is_digit(c) || divides(c); });
  std::string text = numbers ? numbers_in_order(value) : letters_and_digits(value);
  if (text.empty()) return refusal("draw.value_malformed", field);
  return text + "/";
}

Result<std::string> draw_key(const std::vector<std::string>& values, const std::string& field) {
  std::string key;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto one = canonical_draw_value(values[i], field + "/" + std::to_string(i) + "/value");
    if (!one) return one.problems();
    key += *one;
  }
  return key;
}

Result<std::string> draw_commitment(const std::string& value, const std::string& salt, const std::string& field) {
  Problems problems;
  if (const auto canonical = canonical_draw_value(value, field + "/value"); !canonical) problems = canonical.problems();
  if (!is_hex(salt, salt_digits)) problems.push_back(refusal("draw.salt_malformed", field + "/salt"));
  if (!problems.empty()) return problems;
  return "sm3:" + sm3_hex(value + salt);
}

bool is_draw_commitment(std::string_view text) {
  constexpr std::string_view scheme = "sm3:";
  return text.starts_with(scheme) && is_hex(text.substr(scheme.size()), commitment_digits);
}

}  // namespace zhiheng::domain
