// The citizen identity number (GB 11643-1999, check digit ISO 7064 MOD 11-2) and the number of a bank account: read
// strictly, shown masked. Problems never carry what was typed.
#pragma once

#include <string>
#include <string_view>

#include "base/date.h"

namespace zhiheng::domain {

struct IdentityNumber {
  std::string text;  // 17 digits and a digit or X
  Date born;
};

// The check place of the first 17 digits: '0'..'9' or 'X'. Defect unless these are 17 digits.
char identity_check_place(std::string_view seventeen);

// Blanks are forgiven, x is X. Refuses, in this order: identity.malformed (18 places, a province and a sequence that
// are not nought), identity.no_such_day (of birth, or one after `today`), identity.check_place.
Result<IdentityNumber> read_identity_number(std::string_view text, const std::string& where, Date today);

// Does the last digit fit (ISO/IEC 7812)? Cards have such a digit, accounts of companies and some banks do not, so that
// a wrong one is a warning and no refusal.
bool card_digit_holds(std::string_view digits);
// 8 to 30 digits; blanks and dashes are forgiven. Refuses bank_account.malformed.
Result<std::string> read_bank_account(std::string_view text, const std::string& where);

std::string masked_identity_number(std::string_view text);  // the first three places and the last four
std::string masked_bank_account(std::string_view text);     // the last four places
// What a masked form looks like: it may be handed back where nothing is to change.
bool is_masked(std::string_view text);

}  // namespace zhiheng::domain
