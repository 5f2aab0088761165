// Unified social credit code (统一社会信用代码), GB 32100-2015.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace zhiheng {

// The code as written on the licence: 18 capitals and digits. Refuses uscc.length, uscc.lower_case, uscc.alphabet
// (I O S V Z never occur), uscc.check_character (with the one that would fit), in this order.
Result<std::string> read_uscc(std::string_view text, std::string field);
char uscc_check_character(std::string_view first_seventeen);
// Positions 9-17 also carry the check of GB 11714; some codes do not follow it, so this is a warning only.
bool has_organisation_check(std::string_view uscc);

}  // namespace zhiheng
