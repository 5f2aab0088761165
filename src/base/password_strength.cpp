#include "base/password_strength.h"

#include <zxcvbn.h>

#include <algorithm>
#include <iterator>

namespace zhiheng {

namespace {

// What Chinese offices put into passwords and the library's dictionary, made elsewhere, ranks as a find.
constexpr const char* local_words[] = {
    "woaini",   "aini",     "5201314",  "1314520",   "1314",    "520",      "caizheng", "caizhengju",
    "jixiao",   "caiwu",    "kuaiji",   "shenji",    "bangong", "mima",     "zhongguo", "beijing",
    "shanghai", "yunnan",   "kunming",  "woshishui", "wangwei", "zhangsan", "lisi",     "wangwu",
    "xiaoming", "admin123", "iloveyou", "zhiheng",   "nihao",   "qazwsx",   "1qaz",     "2wsx",
    "3edc",     "123abc",   "abc123",   "a123456",   "123456a", "aa123456", "asd123",   "qwe123"};

}  // namespace

int password_strength_bits(const std::string& password, const std::vector<std::string>& own_words) {
  std::vector<const char*> words(std::begin(local_words), std::end(local_words));
  for (const std::string& word : own_words) {
    if (!word.empty()) words.push_back(word.c_str());
  }
  words.push_back(nullptr);
  // The library's work grows with the square of the length; what lies beyond a hundred bytes can only help.
  return std::max(0, static_cast<int>(ZxcvbnMatch(password.substr(0, 100).c_str(), words.data(), nullptr)));
}

}  // namespace zhiheng
