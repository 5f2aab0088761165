// Statistics as they leave the house: numbers to six decimals, null where one is not defined.
#pragma once

#include <optional>

#include "base/json.h"
#include "domain/statistics_agreement.h"

namespace zhiheng::domain {

// Rounded to so many decimals, never a negative nought; null for what is absent or not finite.
Json number_json(std::optional<double> value, int decimals = 6);
Json interval_json(const std::optional<Interval>& interval, int decimals = 6);
// {"targets","raters","missing","icc":{"1",..,"Ck","ci95":{"1":[low,high],..}},"krippendorff":{"interval","ordinal"},
//  "kendall_w"}
Json agreement_json(const Agreement& agreement);

}  // namespace zhiheng::domain
