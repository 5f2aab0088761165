// The papers that the demonstration's agencies hand in: a PDF of one page that says what it is.
#pragma once

#include <string>

namespace zhiheng::service {

// `code` and the others in ASCII: a PDF without fonts of its own has no Chinese characters.
std::string demo_paper(const std::string& code, const std::string& kind, const std::string& day);

}  // namespace zhiheng::service
