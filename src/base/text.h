// Small questions about UTF-8 text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhiheng {

// The offset of the first byte that is not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF).
std::optional<std::size_t> first_not_utf8(std::string_view text);
inline bool is_utf8(std::string_view text) {
  return !first_not_utf8(text);
}

// At most so many bytes of it; a cut falls between characters.
std::string shortened(std::string_view text, std::size_t most_bytes);
// What stands between blanks, without empty pieces.
std::vector<std::string> words_of(std::string_view text);
// Without these bytes at either end.
std::string_view stripped(std::string_view text, std::string_view blanks = " \t\r\n");

}  // namespace zhiheng
