// What the tables of statistics share.
#pragma once

#include <optional>

#include "service/report_datasets.h"

namespace zhiheng::service {

inline constexpr int digits_of_points = 2;

// A number as JSON writes it, in units of its last digit: "-3.33" is -333. Empty for what is not defined.
Value units_of(const Json& number, int digits);
Value units_of_figure(std::optional<double> value, int digits);

Dataset expert_severity();  // of a year

}  // namespace zhiheng::service
