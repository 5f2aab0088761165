// Does a sheet lie far from the others of its component? Exact arithmetic; who asks may tell nothing of the others.
#pragma once

#include <optional>
#include <vector>

#include "base/money.h"

namespace zhiheng::domain {

inline constexpr std::size_t least_others = 2;  // the distance from one other sheet would tell that sheet's total

// Further than `allowed` from the mean of the others; never with fewer than two others. At exactly that distance it is
// not outlying.
bool is_outlying(Score total, const std::vector<Score>& others, Score allowed);

// What an expert who was asked may do: hand in with a reason of his own, or with another total. `asked` is the total
// that was questioned, absent while nothing was.
bool answers_question(const std::optional<Score>& asked, Score total, bool has_reason);

}  // namespace zhiheng::domain
