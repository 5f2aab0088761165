// Quantiles of the distributions that intervals need. The library (Boost.Math) is known to the .cpp alone.
#pragma once

namespace zhiheng::domain {

// The value that a variable of the distribution stays under with this probability, 0 < probability < 1. The degrees of
// freedom are over nought and need not be whole (Satterthwaite's are not).
double f_quantile(double probability, double numerator_freedom, double denominator_freedom);
double t_quantile(double probability, double freedom);
double normal_quantile(double probability);
// The probability to reach this value or more by chance.
double chi_square_beyond(double value, double freedom);

}  // namespace zhiheng::domain
