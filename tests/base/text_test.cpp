// UTF-8 is judged as RFC 3629 does, wherever in the text the fault lies.
#include "base/text.h"

#include <catch2/catch.hpp>
#include <string>

using namespace zhiheng;

namespace {

// A second judge, written from the definition: decode every character and look at its number.
bool decodes(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
    if (length == 0 || at + length > text.size()) return false;
    std::uint32_t number = length == 1 ? first : first & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if (next >> 6 != 2) return false;
      number = number << 6 | (next & 0x3Fu);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (number < least[length] || number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) return false;
    at += length;
  }
  return true;
}

}  // namespace

TEST_CASE("every pair, and every start of three and four bytes, is judged as by decoding", "[text]") {
  int wrong = 0;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string two = {static_cast<char>(first), static_cast<char>(second)};
      for (const std::string& text : {two, two + "\x80", two + "\xBF", two + "a", two + "\x80\x80", two + "\xBF\xBF",
                                      two + "\x80" + "a", two + "\x80\xC0"}) {
        if (is_utf8(text) != decodes(text)) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the offset of the first fault is told, also past blocks of eight", "[text]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8(std::string("a\0b", 3)));
  CHECK(is_utf8("质衡 𠮷 é"));
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string plain(length, 'x');
    CHECK(first_not_utf8(plain + "\xFF" + plain) == length);
    CHECK(first_not_utf8(plain + "\xE8\xB4") == length);
    CHECK_FALSE(first_not_utf8(plain + "质").has_value());
    CHECK(first_not_utf8("质" + plain + "\xC0\x80") == length + 3);
  }
}

TEST_CASE("texts are cut between characters, split at blanks and stripped at their ends", "[text]") {
  CHECK(shortened("合同", 6) == "合同");
  CHECK(shortened("合同", 5) == "合");
  CHECK(shortened("合同", 2) == "");
  CHECK(shortened("a合同", 4) == "a合");
  CHECK(words_of("  a  bc d ") == std::vector<std::string>{"a", "bc", "d"});
  CHECK(words_of("   ").empty());
  CHECK(stripped(" \t a b\r\n") == "a b");
  CHECK(stripped("\na ", " \t") == "\na");
  CHECK(stripped(" \n").empty());
}
