#include "domain/shape_text.h"

#include <array>
#include <cstdint>

namespace zhiheng::domain {

namespace {

// The code point at the head of the text and its length in bytes; length 0 when it is not UTF-8.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return {};
  std::uint32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(at + i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, length};
}

bool is_chinese(std::uint32_t point) {
  return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) || point >= 0x20000;
}

bool is_code_character(std::uint32_t point) {
  if ((point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') || (point >= 'a' && point <= 'z')) return true;
  constexpr std::array<std::uint32_t, 13> signs{'-', '_', '.',    '/',    '(',    ')',   '[',
                                                ']', '#', 0x3014, 0x3015, 0xFF08, 0xFF09};
  for (const std::uint32_t sign : signs) {
    if (point == sign) return true;
  }
  return is_chinese(point) || point == 0x3007;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::array<std::string_view, 4> wide_blanks{"\xE3\x80\x80", "\xC2\xA0", "\xEF\xBB\xBF", "\xE2\x80\x8B"};
  const auto head = [&]() -> std::size_t {
    const unsigned char first = static_cast<unsigned char>(text.front());
    if (first == ' ' || (first >= 9 && first <= 13)) return 1;
    if (first != 0xE3 && first != 0xC2 && first != 0xEF && first != 0xE2) return 0;
    for (const std::string_view blank : wide_blanks) {
      if (text.starts_with(blank)) return blank.size();
    }
    return 0;
  };
  const auto tail = [&]() -> std::size_t {
    const unsigned char last = static_cast<unsigned char>(text.back());
    if (last == ' ' || (last >= 9 && last <= 13)) return 1;
    if (last != 0x80 && last != 0xA0 && last != 0xBF && last != 0x8B) return 0;
    for (const std::string_view blank : wide_blanks) {
      if (text.ends_with(blank)) return blank.size();
    }
    return 0;
  };
  while (!text.empty()) {
    const std::size_t cut = head();
    if (cut == 0) break;
    text.remove_prefix(cut);
  }
  while (!text.empty()) {
    const std::size_t cut = tail();
    if (cut == 0) break;
    text.remove_suffix(cut);
  }
  return text;
}

std::optional<std::size_t> character_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const CodePoint point = code_point_at(text, at);
    if (point.length == 0) return std::nullopt;
    at += point.length;
  }
  return count;
}

std::string half_width(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (point.length == 3 && point.value >= 0xFF01 && point.value <= 0xFF5E) {
      out.push_back(static_cast<char>(point.value - 0xFF01 + '!'));
    } else if (point.value == 0x3000 && point.length == 3) {
      out.push_back(' ');
    } else {
      out.append(text.substr(at, point.length == 0 ? 1 : point.length));
    }
    at += point.length == 0 ? 1 : point.length;
  }
  return out;
}

Result<std::string> read_text(std::string_view text, std::int64_t longest, bool several_lines,
                              const std::string& where) {
  text = trimmed(text);
  std::int64_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const CodePoint point = code_point_at(text, at);
    if (point.length == 0) return refusal("text.not_utf8", where);
    const bool line_sign = point.value == '\n' || point.value == '\r' || point.value == '\t';
    const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0) || point.value == 0x2028 ||
                         point.value == 0x2029 || (point.value >= 0x202A && point.value <= 0x202E) ||
                         (point.value >= 0x2066 && point.value <= 0x2069);
    if (control && !(several_lines && line_sign)) return refusal("text.control_character", where);
    at += point.length;
  }
  if (count > longest) {
    return refusal("field.too_long", where, {{"longest", std::to_string(longest)}, {"length", std::to_string(count)}});
  }
  return std::string(text);
}

Result<std::string> read_code(std::string_view text, std::int64_t longest, const std::string& where) {
  Result<std::string> read = read_text(text, longest, false, where);
  if (!read) return read;
  for (std::size_t at = 0; at < read->size();) {
    const CodePoint point = code_point_at(*read, at);
    if (!is_code_character(point.value)) return refusal("code.malformed", where, {{"value", *read}});
    at += point.length;
  }
  return read;
}

}  // namespace zhiheng::domain
