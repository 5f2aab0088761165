#include "domain/statistics_distribution.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace zhiheng::domain {

double f_quantile(double probability, double numerator_freedom, double denominator_freedom) {
  return boost::math::quantile(boost::math::fisher_f(numerator_freedom, denominator_freedom), probability);
}

double t_quantile(double probability, double freedom) {
  return boost::math::quantile(boost::math::students_t(freedom), probability);
}

double normal_quantile(double probability) {
  return boost::math::quantile(boost::math::normal(), probability);
}

double chi_square_beyond(double value, double freedom) {
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(freedom), value));
}

}  // namespace zhiheng::domain
