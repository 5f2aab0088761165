// The time of the demonstration year: set by the date of each act, and never the same moment twice, because the order
// of what happened to a contract is read from its moments.
#pragma once

#include "base/clock.h"

namespace zhiheng::service {

class DemoClock final : public Clock {
 public:
  Timestamp now() const override {
    now_ = Timestamp::from_milliseconds(now_.milliseconds() + 7'000);
    return now_;
  }
  // To the opening of the office on that day, or onwards from now when it is later already.
  void go_to(Date day) {
    const Timestamp opening = *read_timestamp(day.text() + "T09:00:00+08:00", "on");
    if (opening > now_) now_ = opening;
  }

 private:
  mutable Timestamp now_;
};

}  // namespace zhiheng::service
