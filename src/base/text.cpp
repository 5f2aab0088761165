#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace zhiheng {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool continues(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

// The length of the character at `at`, nought when there is none.
std::size_t character_length(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  const unsigned char second = byte_at(text, at + 1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || !continues(second)) return 0;
  if (first < 0xE0) return 2;
  if (!continues(byte_at(text, at + 2))) return 0;
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (!continues(byte_at(text, at + 3))) return 0;
  const bool overlong = first == 0xF0 && second < 0x90;
  const bool beyond = first > 0xF4 || (first == 0xF4 && second >= 0x90);
  return overlong || beyond ? 0 : 4;
}

}  // namespace

std::optional<std::size_t> first_not_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    // Eight plain bytes at a time: most of what is read is ASCII.
    std::uint64_t eight = 0;
    if (at + sizeof eight <= text.size()) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080ULL) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const std::size_t length = character_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::string shortened(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return std::string(text);
  while (most_bytes > 0 && continues(byte_at(text, most_bytes))) --most_bytes;
  return std::string(text.substr(0, most_bytes));
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string_view stripped(std::string_view text, std::string_view blanks) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace zhiheng
