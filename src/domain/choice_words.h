// Codes in the words of both languages, as the texts of refusals take them.
#pragma once

#include <string_view>

#include "base/result.h"

namespace zhiheng::domain {

// {"state": what people call it in Chinese, "state_en": in English, "state_code": the code itself}, of a choice list
// such as "statement_state". A code without a title stands as it is.
Params state_words(std::string_view list, std::string_view state);

}  // namespace zhiheng::domain
