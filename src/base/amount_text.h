// Amounts as people read them; never read back.
#pragma once

#include <string>

#include "base/money.h"

namespace zhiheng {

std::string grouped(Money amount);  // "1,234,567.80", "-1,000.00"

}  // namespace zhiheng
