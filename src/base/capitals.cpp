#include <array>

#include "base/money.h"
#include "base/result.h"

namespace zhiheng {
namespace {

constexpr std::array<const char*, 10> digit_words = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr std::array<const char*, 4> place_words = {"", "拾", "佰", "仟"};

const char* digit_word(std::int64_t digit) {
  return digit_words[static_cast<std::size_t>(digit)];
}

// 1-9999: noughts between digits are one 零, noughts at the end are silent.
std::string section_words(std::int64_t section) {
  std::string words;
  bool gap = false;
  std::int64_t unit = 1000;
  for (std::size_t place = 4; place-- > 0; unit /= 10) {
    const std::int64_t digit = section / unit % 10;
    if (digit == 0) {
      gap = !words.empty();
      continue;
    }
    if (gap) words += digit_word(0);
    gap = false;
    words += digit_word(digit);
    words += place_words[place];
  }
  return words;
}

// A part below a section word is joined with 零 when its own highest place is empty. Where only the place before
// the section word is nought (107,000), the annex leaves 零 open; the house writes none, as in its main example.
std::string joined(std::int64_t high, const char* section_word, std::int64_t low, std::int64_t low_size);

std::string whole_words(std::int64_t number) {
  if (number >= 100'000'000) return joined(number / 100'000'000, "亿", number % 100'000'000, 100'000'000);
  if (number >= 10'000) return joined(number / 10'000, "万", number % 10'000, 10'000);
  return section_words(number);
}

std::string joined(std::int64_t high, const char* section_word, std::int64_t low, std::int64_t low_size) {
  std::string words = whole_words(high) + section_word;
  if (low == 0) return words;
  if (low < low_size / 10) words += digit_word(0);
  return words + whole_words(low);
}

}  // namespace

std::string in_capitals(Money amount) {
  ensure(amount.fen() >= 0, "an amount in capitals is not negative");
  const std::int64_t yuan = amount.fen() / 100;
  const std::int64_t jiao = amount.fen() / 10 % 10;
  const std::int64_t fen = amount.fen() % 10;
  std::string words = "人民币";
  if (yuan > 0) words += whole_words(yuan) + "元";
  if (yuan == 0 && jiao == 0 && fen == 0) words += "零元";
  // 零 stands for an empty 元 place before 角, and for an empty 角 place before 分.
  const bool gap = jiao > 0 ? yuan % 10 == 0 : fen > 0;
  if (yuan > 0 && gap && (jiao > 0 || fen > 0)) words += digit_word(0);
  if (jiao > 0) words += std::string(digit_word(jiao)) + "角";
  if (fen > 0) return words + digit_word(fen) + "分";
  return words + "整";
}

}  // namespace zhiheng
