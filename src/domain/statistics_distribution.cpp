#include "domain/statistics_distribution.h"

#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>

namespace zhiheng::domain {

namespace {

// What leaves the range of a double is infinite or not a number, and the caller looks; nothing is thrown.
using boost::math::policies::ignore_error;
using Quiet = boost::math::policies::policy<boost::math::policies::overflow_error<ignore_error>,
                                            boost::math::policies::evaluation_error<ignore_error>>;

// A year's panels ask for the same few quantiles ten thousand times, wherever the degrees of freedom are whole numbers;
// others hardly come twice and are not kept.
using Question = std::array<double, 3>;

template <class Compute>
double remembered(const Question& question, const Compute& compute) {
  constexpr std::size_t most = 4096;
  if (question[1] != std::floor(question[1]) || question[2] != std::floor(question[2])) return compute();
  thread_local std::map<Question, double> known;
  const auto found = known.find(question);
  if (found != known.end()) return found->second;
  if (known.size() >= most) known.clear();
  return known[question] = compute();
}

}  // namespace

double f_quantile(double probability, double numerator_freedom, double denominator_freedom) {
  return remembered({probability, numerator_freedom, denominator_freedom}, [&] {
    return boost::math::quantile(
        boost::math::fisher_f_distribution<double, Quiet>(numerator_freedom, denominator_freedom), probability);
  });
}

double t_quantile(double probability, double freedom) {
  return remembered({probability, freedom, 0}, [&] {
    return boost::math::quantile(boost::math::students_t_distribution<double, Quiet>(freedom), probability);
  });
}

double normal_quantile(double probability) {
  return boost::math::quantile(boost::math::normal_distribution<double, Quiet>(), probability);
}

double chi_square_beyond(double value, double freedom) {
  return boost::math::cdf(
      boost::math::complement(boost::math::chi_squared_distribution<double, Quiet>(freedom), value));
}

}  // namespace zhiheng::domain
