// Small questions about UTF-8 text.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace zhiheng {

// The offset of the first byte that is not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF).
std::optional<std::size_t> first_not_utf8(std::string_view text);
inline bool is_utf8(std::string_view text) {
  return !first_not_utf8(text);
}

}  // namespace zhiheng
