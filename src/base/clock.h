// The only door to the time of day; everything else is handed a Timestamp or a Date.
#pragma once

#include "base/date.h"

namespace zhiheng {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  Date today() const { return now().date(); }
};

const Clock& system_clock();

}  // namespace zhiheng
