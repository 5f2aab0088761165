#include "domain/statistics_distribution.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace zhiheng::domain {

namespace {

// What leaves the range of a double is infinite or not a number, and the caller looks; nothing is thrown.
using boost::math::policies::ignore_error;
using Quiet = boost::math::policies::policy<boost::math::policies::overflow_error<ignore_error>,
                                            boost::math::policies::evaluation_error<ignore_error>>;

}  // namespace

double f_quantile(double probability, double numerator_freedom, double denominator_freedom) {
  return boost::math::quantile(
      boost::math::fisher_f_distribution<double, Quiet>(numerator_freedom, denominator_freedom), probability);
}

double t_quantile(double probability, double freedom) {
  return boost::math::quantile(boost::math::students_t_distribution<double, Quiet>(freedom), probability);
}

double normal_quantile(double probability) {
  return boost::math::quantile(boost::math::normal_distribution<double, Quiet>(), probability);
}

double chi_square_beyond(double value, double freedom) {
  return boost::math::cdf(
      boost::math::complement(boost::math::chi_squared_distribution<double, Quiet>(freedom), value));
}

}  // namespace zhiheng::domain
