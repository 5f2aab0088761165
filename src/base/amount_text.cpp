#include "base/amount_text.h"

namespace zhiheng {

std::string grouped(Money amount) {
  std::string out = amount.text();
  const std::size_t start = out.starts_with("-") ? 1 : 0;
  for (std::size_t at = out.find('.'); at > start + 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

}  // namespace zhiheng
