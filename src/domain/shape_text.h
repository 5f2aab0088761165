// Text as people write it: trimmed at the edges, one line where one line is meant, lengths in characters.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace zhiheng::domain {

// Without blanks at either end; the ideographic space (U+3000), the no-break space and the byte order mark are blanks.
std::string_view trimmed(std::string_view text);
// Characters (code points); nothing when the bytes are not UTF-8.
std::optional<std::size_t> character_count(std::string_view text);
// Half-width letters, digits and signs in place of full-width ones (U+FF01-FF5E), and a plain blank for U+3000.
std::string half_width(std::string_view text);
// Refuses text.not_utf8, text.control_character, field.too_long; several lines are allowed on request.
Result<std::string> read_text(std::string_view text, std::int64_t longest, bool several_lines,
                              const std::string& where);
// Letters, digits, - _ . / brackets and Chinese, without blanks. Adds code.malformed to the refusals of read_text.
Result<std::string> read_code(std::string_view text, std::int64_t longest, const std::string& where);

}  // namespace zhiheng::domain
