// The names of entries are UTF-8, whatever the machine's language is: libarchive asks the locale of the thread.
#pragma once

#include <clocale>

namespace zhiheng::table {

class Utf8Names {
 public:
  Utf8Names() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    if (utf8) before_ = uselocale(utf8);
  }
  ~Utf8Names() {
    if (before_) uselocale(before_);
  }
  Utf8Names(const Utf8Names&) = delete;

 private:
  locale_t before_ = locale_t{};
};

}  // namespace zhiheng::table
