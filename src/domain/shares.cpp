#include "domain/shares.h"

#include <algorithm>
#include <numeric>

#include "base/fraction.h"

namespace zhiheng::domain {

std::optional<ShareRule> read_share_rule(std::string_view name) {
  if (name == "half_up") return ShareRule::half_up;
  if (name == "largest_remainder") return ShareRule::largest_remainder;
  if (name == "residual_last") return ShareRule::residual_last;
  return std::nullopt;
}

std::vector<std::int64_t> shares_of(const std::vector<std::int64_t>& counts, ShareRule rule, int digits) {
  const std::int64_t whole = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  std::vector<std::int64_t> shares(counts.size(), 0);
  if (whole == 0) return shares;
  std::int64_t full = 100;
  for (int i = 0; i < digits; ++i) full *= 10;
  const Rounding mode = rule == ShareRule::largest_remainder ? Rounding::down : Rounding::half_up;
  for (std::size_t i = 0; i < counts.size(); ++i) shares[i] = mul_div(counts[i], full, whole, mode);
  const std::int64_t left = full - std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
  if (rule == ShareRule::largest_remainder) {
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // What was cut off, in parts of the whole; ties go to the earlier one.
    const auto cut = [&](std::size_t i) { return counts[i] * full - shares[i] * whole; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return cut(a) > cut(b); });
    for (std::int64_t i = 0; i < left; ++i) ++shares[order[static_cast<std::size_t>(i)]];
  }
  if (rule == ShareRule::residual_last) {
    for (std::size_t i = counts.size(); i-- > 0;) {
      if (counts[i] == 0) continue;
      shares[i] += left;
      break;
    }
  }
  return shares;
}

}  // namespace zhiheng::domain
