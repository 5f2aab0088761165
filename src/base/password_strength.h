// How many guesses a password is worth. Length and classes alone let "Password-2022" pass; zxcvbn knows tens of
// thousands of leaked passwords, words and names, keyboard rows, dates, repetitions and letters written as digits.
#pragma once

#include <string>
#include <vector>

namespace zhiheng {

// In bits, rounded down: 30 means about a thousand million guesses. `own_words` are cheap to guess: login, name.
int password_strength_bits(const std::string& password, const std::vector<std::string>& own_words);

}  // namespace zhiheng
