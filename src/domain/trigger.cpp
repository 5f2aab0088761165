#include "domain/trigger.h"

#include <algorithm>

namespace zhiheng::domain {

Trigger trigger_of(std::string_view condition, const std::optional<Date>& agreed_on, Date signed_on,
                   const std::vector<Acceptance>& acceptances) {
  if (condition == "signed") return {signed_on, {}};
  if (condition == "date") return {agreed_on, {}};
  Trigger trigger;
  for (const Acceptance& one : acceptances) {
    if (one.cancelled) continue;
    const std::optional<Date>& accepted_on = condition == "plan_accepted" ? one.plan_on : one.report_on;
    if (!accepted_on) {
      trigger.missing.push_back(one.engagement_code);
    } else {
      trigger.since = trigger.since ? std::max(*trigger.since, *accepted_on) : *accepted_on;
    }
  }
  if (!trigger.missing.empty()) trigger.since.reset();
  return trigger;
}

}  // namespace zhiheng::domain
