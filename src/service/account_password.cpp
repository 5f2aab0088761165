// What a password must be like.
#include "service/account_service.h"

namespace zhiheng::service {

Problems check_password(const std::string& login, const std::string& password, const std::string& field) {
  Problems problems;
  std::size_t characters = 0;
  bool capital = false, small = false, digit = false, other = false;
  std::string lower;
  for (const char letter : password) {
    if ((static_cast<unsigned char>(letter) & 0xc0) != 0x80) ++characters;
    const bool is_capital = letter >= 'A' && letter <= 'Z';
    const bool is_small = letter >= 'a' && letter <= 'z';
    const bool is_digit = letter >= '0' && letter <= '9';
    capital |= is_capital;
    small |= is_small;
    digit |= is_digit;
    other |= !is_capital && !is_small && !is_digit;
    lower += is_capital ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  if (characters < 10) problems.push_back(refusal("account.password_short", field));
  if (characters > 200) problems.push_back(refusal("account.password_long", field));
  if (capital + small + digit + other < 3) problems.push_back(refusal("account.password_plain", field));
  if (!login.empty() && lower.find(login) != std::string::npos) {
    problems.push_back(refusal("account.password_like_login", field));
  }
  return problems;
}

}  // namespace zhiheng::service
