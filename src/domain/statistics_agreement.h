// How far raters agree: intraclass correlations after McGraw & Wong (1996), Krippendorff's alpha by his own formula,
// Kendall's W with correction for ties. Statistics are advice and never a score, so they may be floating point.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace zhiheng::domain {

// One row per target, one cell per rater. An empty cell is a rating that nobody gave; nought is a rating like any
// other.
struct RatingMatrix {
  using Row = std::vector<std::optional<double>>;
  std::vector<std::string> raters;
  std::vector<std::string> targets;
  std::vector<Row> rows;

  std::size_t missing() const;
};

struct Interval {
  double low = 0;
  double high = 0;
};

// In McGraw & Wong's order: ICC(1), ICC(k), ICC(A,1), ICC(A,k), ICC(C,1), ICC(C,k).
enum class IccForm {
  one_single,
  one_average,
  agreement_single,
  agreement_average,
  consistency_single,
  consistency_average
};
inline constexpr std::array<const char*, 6> icc_names{"1", "k", "A1", "Ak", "C1", "Ck"};

struct Icc {
  std::optional<double> value;
  std::optional<Interval> interval;  // 95 %
};

// All six are without a value where a cell is missing, with fewer than two targets or raters, or where nothing varies.
std::array<Icc, 6> intraclass_correlations(const RatingMatrix& matrix);

// The metrics of Krippendorff's alpha: how far two values lie apart.
enum class AlphaMetric { nominal, ordinal, interval, ratio };

// By the coincidences of all values that can be paired: a unit with fewer than two values takes no part, every other
// missing cell is merely absent. Without a value where nothing can be paired or nothing varies.
std::optional<double> krippendorff_alpha(const RatingMatrix& matrix, AlphaMetric metric);

// Complete matrices of at least two raters and two targets; without a value where every rater ties everything.
std::optional<double> kendall_w(const RatingMatrix& matrix);

struct Agreement {
  std::size_t targets = 0;
  std::size_t raters = 0;
  std::size_t missing = 0;
  std::array<Icc, 6> icc;
  std::optional<double> alpha_interval;
  std::optional<double> alpha_ordinal;
  std::optional<double> kendall_w;
};
Agreement agreement_of(const RatingMatrix& matrix);

}  // namespace zhiheng::domain
