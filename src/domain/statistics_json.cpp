#include "domain/statistics_json.h"

#include <charconv>
#include <cmath>

namespace zhiheng::domain {

Json number_json(std::optional<double> value, int decimals) {
  constexpr double largest = 1e15;
  if (!value || !std::isfinite(*value) || std::fabs(*value) > largest) return Json();
  char text[64];
  const auto written = std::to_chars(text, text + sizeof text, *value, std::chars_format::fixed, decimals);
  std::string number(text, written.ptr);
  if (number.find_first_not_of("-0.") == std::string::npos && number.starts_with('-')) number.erase(0, 1);
  return Json(Json::Number{std::move(number)});
}

Json interval_json(const std::optional<Interval>& interval, int decimals) {
  if (!interval) return Json();
  Json low = number_json(interval->low, decimals);
  Json high = number_json(interval->high, decimals);
  if (low.is_null() || high.is_null()) return Json();
  return Json(Json::Array{std::move(low), std::move(high)});
}

Json agreement_json(const Agreement& agreement) {
  Json icc = Json::object();
  Json intervals = Json::object();
  for (std::size_t i = 0; i < icc_names.size(); ++i) {
    icc.set(icc_names[i], number_json(agreement.icc[i].value));
    intervals.set(icc_names[i], interval_json(agreement.icc[i].interval));
  }
  icc.set("ci95", std::move(intervals));
  Json alpha = Json::object();
  alpha.set("interval", number_json(agreement.alpha_interval)).set("ordinal", number_json(agreement.alpha_ordinal));
  Json json = Json::object();
  json.set("targets", static_cast<std::int64_t>(agreement.targets));
  json.set("raters", static_cast<std::int64_t>(agreement.raters));
  json.set("missing", static_cast<std::int64_t>(agreement.missing));
  json.set("icc", std::move(icc)).set("krippendorff", std::move(alpha));
  json.set("kendall_w", number_json(agreement.kendall_w));
  return json;
}

}  // namespace zhiheng::domain
