#include "domain/statistics_agreement.h"

#include <algorithm>
#include <map>

namespace zhiheng::domain {

namespace {

using Unit = std::vector<double>;

// The values that can be paired: those of units with at least two (Krippendorff's m_u >= 2).
std::vector<Unit> pairable_units(const RatingMatrix& matrix) {
  std::vector<Unit> units;
  for (const RatingMatrix::Row& row : matrix.rows) {
    Unit unit;
    for (const std::optional<double>& value : row) {
      if (value) unit.push_back(*value);
    }
    if (unit.size() >= 2) units.push_back(std::move(unit));
  }
  return units;
}

std::map<double, double> frequencies(const std::vector<Unit>& units) {
  std::map<double, double> counts;
  for (const Unit& unit : units) {
    for (const double value : unit) counts[value] += 1;
  }
  return counts;
}

double sum_of_squares(const Unit& values) {
  const double origin = values.front();
  double mean = 0, sum = 0;
  for (const double value : values) mean += (value - origin) / static_cast<double>(values.size());
  for (const double value : values) sum += (value - origin - mean) * (value - origin - mean);
  return sum;
}

// alpha = 1 - Do / De. For the squared difference of values the sums over coincidences close: all pairs of m values
// give 2 m SS, so nothing grows with the square of the number of values.
double alpha_of_squares(const std::vector<Unit>& units) {
  Unit all;
  double observed = 0;
  for (const Unit& unit : units) {
    const auto size = static_cast<double>(unit.size());
    observed += size / (size - 1) * sum_of_squares(unit);
    all.insert(all.end(), unit.begin(), unit.end());
  }
  const auto n = static_cast<double>(all.size());
  return 1 - (n - 1) / n * observed / sum_of_squares(all);
}

// The ordinal metric is (the number of values from c to k, those at both ends counted half) squared: the difference of
// the values' middle places. So it is the interval metric over these places.
std::vector<Unit> middle_places(const std::vector<Unit>& units, const std::map<double, double>& counts) {
  std::map<double, double> place;
  double below = 0;
  for (const auto& [value, count] : counts) {
    place[value] = below + count / 2;
    below += count;
  }
  std::vector<Unit> placed = units;
  for (Unit& unit : placed) {
    for (double& value : unit) value = place.at(value);
  }
  return placed;
}

// Pair by pair, for metrics that do not close.
double alpha_of_pairs(const std::vector<Unit>& units, const std::map<double, double>& counts, AlphaMetric metric) {
  const auto difference = [metric](double a, double b) {
    if (metric == AlphaMetric::nominal) return a == b ? 0.0 : 1.0;
    return a + b == 0 ? 0.0 : (a - b) * (a - b) / ((a + b) * (a + b));
  };
  double observed = 0, expected = 0, n = 0;
  for (const Unit& unit : units) {
    for (const double a : unit) {
      for (const double b : unit) observed += difference(a, b) / static_cast<double>(unit.size() - 1);
    }
  }
  for (const auto& [a, count] : counts) {
    n += count;
    for (const auto& [b, other] : counts) expected += count * other * difference(a, b);
  }
  return 1 - (n - 1) * observed / expected;
}

// Ranks of one rater's values, ties at their middle; answers the sum of t^3 - t over groups of ties.
double add_ranks(const std::vector<double>& values, std::vector<double>& rank_sums) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  double ties = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const auto count = static_cast<double>(end - begin);
    const double rank = (static_cast<double>(begin + 1) + static_cast<double>(end)) / 2;
    for (std::size_t i = begin; i < end; ++i) rank_sums[order[i]] += rank;
    ties += count * count * count - count;
    begin = end;
  }
  return ties;
}

}  // namespace

std::size_t RatingMatrix::missing() const {
  std::size_t count = 0;
  for (const Row& row : rows) {
    count += static_cast<std::size_t>(std::count(row.begin(), row.end(), std::nullopt));
  }
  return count;
}

std::optional<double> krippendorff_alpha(const RatingMatrix& matrix, AlphaMetric metric) {
  const std::vector<Unit> units = pairable_units(matrix);
  const std::map<double, double> counts = frequencies(units);
  if (counts.size() < 2) return std::nullopt;
  switch (metric) {
    case AlphaMetric::interval: return alpha_of_squares(units);
    case AlphaMetric::ordinal: return alpha_of_squares(middle_places(units, counts));
    case AlphaMetric::nominal:
    case AlphaMetric::ratio: break;
  }
  return alpha_of_pairs(units, counts, metric);
}

std::optional<double> kendall_w(const RatingMatrix& matrix) {
  const std::size_t targets = matrix.rows.size(), raters = matrix.raters.size();
  if (targets < 2 || raters < 2 || matrix.missing() != 0) return std::nullopt;
  std::vector<double> rank_sums(targets);
  double ties = 0;
  for (std::size_t rater = 0; rater < raters; ++rater) {
    std::vector<double> values;
    for (const RatingMatrix::Row& row : matrix.rows) values.push_back(*row[rater]);
    ties += add_ranks(values, rank_sums);
  }
  const auto n = static_cast<double>(targets), m = static_cast<double>(raters);
  double deviation = 0;
  for (const double sum : rank_sums) deviation += (sum - m * (n + 1) / 2) * (sum - m * (n + 1) / 2);
  const double most = m * m * (n * n * n - n) - m * ties;  // ranks are halves: these sums are exact
  if (most <= 0) return std::nullopt;
  return 12 * deviation / most;
}

Agreement agreement_of(const RatingMatrix& matrix) {
  Agreement agreement;
  agreement.targets = matrix.rows.size();
  agreement.raters = matrix.raters.size();
  agreement.missing = matrix.missing();
  agreement.icc = intraclass_correlations(matrix);
  agreement.alpha_interval = krippendorff_alpha(matrix, AlphaMetric::interval);
  agreement.alpha_ordinal = krippendorff_alpha(matrix, AlphaMetric::ordinal);
  agreement.kendall_w = kendall_w(matrix);
  return agreement;
}

}  // namespace zhiheng::domain
