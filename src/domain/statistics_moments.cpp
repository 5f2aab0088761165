#include "domain/statistics_moments.h"

#include <algorithm>
#include <cmath>

#include "domain/statistics_distribution.h"

namespace zhiheng::domain {

namespace {

// What is left over where nothing varies is noise of the last bits.
constexpr double noise = 1e-18;

}  // namespace

void Moments::add(double value) {
  ++count_;
  const double from_old = value - mean_;
  mean_ += from_old / static_cast<double>(count_);
  squares_ += from_old * (value - mean_);
}

std::optional<double> Moments::variance() const {
  if (count_ < 2) return std::nullopt;
  return squares_ / static_cast<double>(count_ - 1);
}

std::optional<double> Moments::deviation() const {
  const auto square = variance();
  if (!square) return std::nullopt;
  return std::sqrt(*square);
}

Estimate Moments::estimate(double confidence, std::size_t least) const {
  Estimate answer{count_, std::nullopt, std::nullopt};
  if (count_ < least || count_ == 0) return answer;
  answer.value = mean_;
  if (const auto spread = deviation()) {
    const auto n = static_cast<double>(count_);
    const double half = t_quantile((1 + confidence) / 2, n - 1) * *spread / std::sqrt(n);
    answer.interval = Interval{mean_ - half, mean_ + half};
  }
  return answer;
}

void Correlation::add(double x, double y) {
  ++count_;
  const auto n = static_cast<double>(count_);
  const double from_x = x - mean_x_, from_y = y - mean_y_;
  mean_x_ += from_x / n;
  mean_y_ += from_y / n;
  squares_x_ += from_x * (x - mean_x_);
  squares_y_ += from_y * (y - mean_y_);
  products_ += from_x * (y - mean_y_);
}

std::optional<double> Correlation::value() const {
  constexpr std::size_t least = 3;
  const double floor_x = noise * (1 + mean_x_ * mean_x_), floor_y = noise * (1 + mean_y_ * mean_y_);
  if (count_ < least || squares_x_ <= floor_x || squares_y_ <= floor_y) return std::nullopt;
  return std::clamp(products_ / std::sqrt(squares_x_ * squares_y_), -1.0, 1.0);
}

}  // namespace zhiheng::domain
