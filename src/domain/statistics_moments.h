// Means, spreads and correlations in one pass over values that are not kept.
#pragma once

#include <cstddef>
#include <optional>

#include "domain/statistics_agreement.h"

namespace zhiheng::domain {

// An estimate with its interval; neither where there is not enough data.
struct Estimate {
  std::size_t count = 0;
  std::optional<double> value;
  std::optional<Interval> interval;
};

// Welford's recurrences: differences from the running mean, so that nothing is lost to large sums.
class Moments {
 public:
  void add(double value);
  std::size_t count() const { return count_; }
  double mean() const { return mean_; }
  std::optional<double> variance() const;  // of a sample; none with fewer than two values
  std::optional<double> deviation() const;
  // The mean with its t interval; without a value under `least` values, without an interval under two.
  Estimate estimate(double confidence, std::size_t least) const;

 private:
  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

class Correlation {
 public:
  void add(double x, double y);
  std::size_t count() const { return count_; }
  std::optional<double> value() const;  // none with fewer than three pairs or where one side does not vary

 private:
  std::size_t count_ = 0;
  double mean_x_ = 0, mean_y_ = 0, squares_x_ = 0, squares_y_ = 0, products_ = 0;
};

}  // namespace zhiheng::domain
