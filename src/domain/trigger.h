// When an instalment may be paid: its condition must have come true, and the records must show it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace zhiheng::domain {

// When the newest plan and the newest report of an engagement were accepted; nothing where the newest is not.
struct Acceptance {
  std::string engagement_code;
  std::optional<Date> plan_on, report_on;
  bool cancelled = false;  // of a contract that ended early: such an engagement holds nothing up
};

struct Trigger {
  std::optional<Date> since;         // the day on which the condition came true
  std::vector<std::string> missing;  // codes of the engagements that hold it up
};

// `condition` is one of the choice due_condition: signed, plan_accepted, report_accepted, date. A date that was not
// agreed on is not evidenced by anything.
Trigger trigger_of(std::string_view condition, const std::optional<Date>& agreed_on, Date signed_on,
                   const std::vector<Acceptance>& acceptances);

}  // namespace zhiheng::domain
