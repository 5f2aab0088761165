// The six intraclass correlations and their intervals: McGraw & Wong, "Forming inferences about some intraclass
// correlation coefficients", Psychological Methods 1 (1996), tables 4 and 7, with the correction of the same year.
#include <algorithm>
#include <cmath>

#include "domain/statistics_agreement.h"
#include "domain/statistics_distribution.h"

namespace zhiheng::domain {

namespace {

constexpr double upper_tail = 0.975;

// The mean squares of a two-way table without repetition.
struct MeanSquares {
  double n = 0;  // targets
  double k = 0;  // raters
  double rows = 0;
  double columns = 0;
  double error = 0;
  double within = 0;  // of the one-way table: columns and error together
};

double squared(double value) {
  return value * value;
}

// Sums of squares of what does not vary are noise of the last bits; against the whole they are nought.
double cleaned(double sum, double whole) {
  constexpr double noise = 1e-20;
  return sum <= whole * noise ? 0 : sum;
}

MeanSquares mean_squares(const RatingMatrix& matrix) {
  MeanSquares squares;
  squares.n = static_cast<double>(matrix.rows.size());
  squares.k = static_cast<double>(matrix.raters.size());
  const double origin = *matrix.rows[0][0];  // differences from any one value keep more digits than the values
  std::vector<double> row_mean(matrix.rows.size()), column_mean(matrix.raters.size());
  double grand = 0;
  for (std::size_t i = 0; i < matrix.rows.size(); ++i) {
    for (std::size_t j = 0; j < matrix.raters.size(); ++j) {
      const double value = *matrix.rows[i][j] - origin;
      row_mean[i] += value / squares.k;
      column_mean[j] += value / squares.n;
      grand += value / (squares.n * squares.k);
    }
  }
  double rows = 0, columns = 0, error = 0, total = 0;
  for (const double mean : row_mean) rows += squares.k * squared(mean - grand);
  for (const double mean : column_mean) columns += squares.n * squared(mean - grand);
  for (std::size_t i = 0; i < matrix.rows.size(); ++i) {
    for (std::size_t j = 0; j < matrix.raters.size(); ++j) {
      const double value = *matrix.rows[i][j] - origin;
      error += squared(value - row_mean[i] - column_mean[j] + grand);
      total += squared(value - grand);
    }
  }
  rows = cleaned(rows, total);
  columns = cleaned(columns, total);
  error = cleaned(error, total);
  squares.rows = rows / (squares.n - 1);
  squares.columns = columns / (squares.k - 1);
  squares.error = error / ((squares.n - 1) * (squares.k - 1));
  squares.within = (columns + error) / (squares.n * (squares.k - 1));
  return squares;
}

bool is_complete_and_varies(const RatingMatrix& matrix) {
  if (matrix.rows.size() < 2 || matrix.raters.size() < 2 || matrix.missing() != 0) return false;
  const double first = *matrix.rows[0][0];
  return std::any_of(matrix.rows.begin(), matrix.rows.end(), [&](const RatingMatrix::Row& row) {
    return std::any_of(row.begin(), row.end(), [&](const std::optional<double>& value) { return *value != first; });
  });
}

std::optional<double> quotient(double upper, double lower) {
  if (lower == 0 || !std::isfinite(upper / lower)) return std::nullopt;
  return upper / lower;
}

// The forms whose interval comes from one ratio of mean squares: ICC(1), ICC(k), ICC(C,1), ICC(C,k).
Icc by_ratio(const MeanSquares& squares, double error, double error_freedom, bool average) {
  Icc icc;
  icc.value = average ? quotient(squares.rows - error, squares.rows)
                      : quotient(squares.rows - error, squares.rows + (squares.k - 1) * error);
  if (!icc.value) return icc;
  if (error == 0) {
    icc.interval = Interval{1, 1};
    return icc;
  }
  const double ratio = squares.rows / error;
  const double low = ratio / f_quantile(upper_tail, squares.n - 1, error_freedom);
  const double high = ratio * f_quantile(upper_tail, error_freedom, squares.n - 1);
  const auto bound = [&](double f) { return average ? 1 - 1 / f : (f - 1) / (f + squares.k - 1); };
  icc.interval = Interval{bound(low), bound(high)};
  return icc;
}

// Satterthwaite's degrees of freedom for the agreement forms, at the estimated ICC(A,1). For ICC(A,k) the authors'
// coefficients are the same numbers, written with the other coefficient.
double agreement_freedom(const MeanSquares& squares, double single) {
  const double a = squares.k * single / (squares.n * (1 - single));
  const double b = 1 + squares.k * single * (squares.n - 1) / (squares.n * (1 - single));
  const double columns = a * squares.columns;
  const double error = b * squares.error;
  return squared(columns + error) /
         (squared(columns) / (squares.k - 1) + squared(error) / ((squares.n - 1) * (squares.k - 1)));
}

// Both agreement forms: they share the degrees of freedom and so the quantiles.
std::array<Icc, 2> agreement(const MeanSquares& squares) {
  const double n = squares.n, k = squares.k;
  const double rows = squares.rows, columns = squares.columns, error = squares.error;
  Icc single, average;
  single.value = quotient(rows - error, rows + (k - 1) * error + k * (columns - error) / n);
  average.value = quotient(rows - error, rows + (columns - error) / n);
  if (!single.value) return {single, average};
  if (columns == 0 && error == 0) {
    single.interval = average.interval = Interval{1, 1};
    return {single, average};
  }
  const double freedom = agreement_freedom(squares, *single.value);
  if (!std::isfinite(freedom) || freedom <= 0) return {single, average};
  // The lower bound by the inverse of its quantile, which is nought where few degrees of freedom make that infinite.
  const double inverse_low_f = f_quantile(1 - upper_tail, freedom, n - 1);
  const double high_f = f_quantile(upper_tail, freedom, n - 1);
  const auto interval = [&](double spread) -> std::optional<Interval> {
    const auto low = quotient(n * (inverse_low_f * rows - error), spread + n * inverse_low_f * rows);
    const auto high = quotient(n * (high_f * rows - error), spread + n * high_f * rows);
    if (!low || !high) return std::nullopt;
    return Interval{*low, *high};
  };
  single.interval = interval(k * columns + (k * n - k - n) * error);
  if (average.value) average.interval = interval(columns - error);
  return {single, average};
}

}  // namespace

std::array<Icc, 6> intraclass_correlations(const RatingMatrix& matrix) {
  std::array<Icc, 6> all;
  if (!is_complete_and_varies(matrix)) return all;
  const MeanSquares squares = mean_squares(matrix);
  const double one_way_freedom = squares.n * (squares.k - 1);
  const double two_way_freedom = (squares.n - 1) * (squares.k - 1);
  all[0] = by_ratio(squares, squares.within, one_way_freedom, false);
  all[1] = by_ratio(squares, squares.within, one_way_freedom, true);
  const std::array<Icc, 2> absolute = agreement(squares);
  all[2] = absolute[0];
  all[3] = absolute[1];
  all[4] = by_ratio(squares, squares.error, two_way_freedom, false);
  all[5] = by_ratio(squares, squares.error, two_way_freedom, true);
  return all;
}

}  // namespace zhiheng::domain
