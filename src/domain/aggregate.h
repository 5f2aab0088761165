// From sheets to a component's score and from components to the final score, exactly.
#pragma once

#include "domain/case.h"

namespace zhiheng::domain {

// The exact score of one component from its sheets: groups by weight, mean, trimmed mean or median as the policy says.
ComponentOutcome aggregate(const Component& component, const std::vector<Sheet>& sheets, const RoundingRule& rounding);

// Half-up to hundredths unless the policy rounds otherwise; with fewer digits the rest are noughts.
Score rounded(const Fraction& exact, const RoundingRule& rounding);

}  // namespace zhiheng::domain
