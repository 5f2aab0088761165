#include "base/uscc.h"

#include <algorithm>
#include <array>

namespace zhiheng {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<int, 17> weights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
constexpr std::array<int, 8> organisation_weights = {3, 7, 9, 10, 5, 8, 4, 2};

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// The organisation code counts letters as 10-35 without gaps, unlike the code that it is a part of.
int organisation_value(char c) {
  return c >= 'A' ? c - 'A' + 10 : c - '0';
}

}  // namespace

char uscc_check_character(std::string_view first_seventeen) {
  ensure(first_seventeen.size() == weights.size(), "a credit code's first seventeen characters");
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::size_t value = alphabet.find(first_seventeen[i]);
    ensure(value != std::string_view::npos, "a credit code of its own alphabet");
    sum += static_cast<int>(value) * weights[i];
  }
  return alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

Result<std::string> read_uscc(std::string_view text, std::string field) {
  const std::size_t length = characters(text);
  if (length != 18) {
    return refusal("uscc.length", std::move(field), {{"length", std::to_string(length)}});
  }
  const Params value = {{"value", std::string(text)}};
  if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    return refusal("uscc.lower_case", std::move(field), value);
  }
  if (text.find_first_not_of(alphabet) != std::string_view::npos) {
    return refusal("uscc.alphabet", std::move(field), value);
  }
  const char expected = uscc_check_character(text.substr(0, 17));
  if (text[17] != expected) {
    return refusal("uscc.check_character", std::move(field),
                   {{"value", std::string(text)}, {"expected", std::string(1, expected)}});
  }
  return std::string(text);
}

bool has_organisation_check(std::string_view uscc) {
  if (uscc.size() != 18) return false;
  int sum = 0;
  for (std::size_t i = 0; i < organisation_weights.size(); ++i) {
    sum += organisation_value(uscc[8 + i]) * organisation_weights[i];
  }
  const int check = (11 - sum % 11) % 11;
  return uscc[16] == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

}  // namespace zhiheng
