// What an expert of the demonstration writes into a score sheet: points that add up to a given total, with a reason and
// a page for whatever was taken off. The same seed writes the same sheet.
#pragma once

#include <cstdint>

#include "base/json.h"
#include "base/money.h"

namespace zhiheng::service {

// `rubric` is that of read_sheet; the answer is the body of save_sheet. `criteria_kept` writes only so many of the
// criteria, as a draft.
Json demo_sheet(const Json& rubric, Score total, std::uint32_t seed, std::size_t criteria_kept = 1000);
// The sheet that states nothing but its total.
Json demo_whole_sheet(Score total, std::uint32_t seed);

}  // namespace zhiheng::service
