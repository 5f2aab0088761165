// Shares of a whole in percent, rounded so as published tables round them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace zhiheng::domain {

enum class ShareRule {
  half_up,            // each by itself; the sum may miss 100 by a unit or two
  largest_remainder,  // all cut off, then a unit each to the largest remainders: the sum is 100
  residual_last,      // each by itself but the last one above nought, which gets what is left
};
std::optional<ShareRule> read_share_rule(std::string_view name);

// Units of 10^-digits percent: of {414, 199, 24, 11} with 2 digits 6389, 3071, 370, 170. All noughts where the whole is
// nought. Counts are not negative.
std::vector<std::int64_t> shares_of(const std::vector<std::int64_t>& counts, ShareRule rule, int digits);

}  // namespace zhiheng::domain
