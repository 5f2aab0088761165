#include "domain/identity_number.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

constexpr std::size_t places = 18;
constexpr int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

std::string without(std::string_view text, std::string_view passed_over) {
  std::string out;
  for (const char c : text) {
    if (passed_over.find(c) == std::string_view::npos) out += c == 'x' ? 'X' : c;
  }
  return out;
}

}  // namespace

char identity_check_place(std::string_view seventeen) {
  ensure(seventeen.size() == places - 1 && all_digits(seventeen), "the check place is of 17 digits");
  int sum = 0;
  for (std::size_t i = 0; i < seventeen.size(); ++i) sum += (seventeen[i] - '0') * weights[i];
  const int rest = (12 - sum % 11) % 11;
  return rest == 10 ? 'X' : static_cast<char>('0' + rest);
}

Result<IdentityNumber> read_identity_number(std::string_view text, const std::string& where, Date today) {
  IdentityNumber number{without(text, " "), {}};
  const std::string_view digits = std::string_view(number.text).substr(0, places - 1);
  const bool shaped = number.text.size() == places && all_digits(digits) && digits.front() != '0' &&
                      (is_digit(number.text.back()) || number.text.back() == 'X');
  if (!shaped) return refusal("identity.malformed", where);
  const std::string day = number.text.substr(6, 4) + "-" + number.text.substr(10, 2) + "-" + number.text.substr(12, 2);
  const auto born = read_date(day, where);
  if (!born || *born > today) return refusal("identity.no_such_day", where);
  number.born = *born;
  if (identity_check_place(digits) != number.text.back()) return refusal("identity.check_place", where);
  return number;
}

bool card_digit_holds(std::string_view digits) {
  if (digits.empty() || !all_digits(digits)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int digit = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

Result<std::string> read_bank_account(std::string_view text, const std::string& where) {
  std::string digits = without(text, " -");
  if (digits.size() < 8 || digits.size() > 30 || !all_digits(digits)) return refusal("bank_account.malformed", where);
  return digits;
}

std::string masked_identity_number(std::string_view text) {
  if (text.size() < 8) return std::string(text.size(), '*');
  return std::string(text.substr(0, 3)) + std::string(text.size() - 7, '*') + std::string(text.substr(text.size() - 4));
}

std::string masked_bank_account(std::string_view text) {
  if (text.size() < 8) return std::string(text.size(), '*');
  return std::string(text.size() - 4, '*') + std::string(text.substr(text.size() - 4));
}

bool is_masked(std::string_view text) {
  return text.find("***") != std::string_view::npos;
}

}  // namespace zhiheng::domain
