// What the tables of statistics share.
#pragma once

#include "domain/statistics_json.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

inline constexpr int digits_of_points = 2;

// A number as JSON writes it, in units of its last digit: "-3.33" is -333. Empty for what is not defined.
Value units_of(const Json& number, int digits);
// A figure of the statistics, rounded to so many digits.
template <typename Figure>
Value units_of_figure(const Figure& figure, int digits) {
  return units_of(domain::number_json(figure, digits), digits);
}

Dataset expert_severity();  // of a year

}  // namespace zhiheng::service
