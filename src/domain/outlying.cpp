#include "domain/outlying.h"

namespace zhiheng::domain {

bool is_outlying(Score total, const std::vector<Score>& others, Score allowed) {
  if (others.size() < least_others) return false;
  std::int64_t sum = 0;
  for (const Score other : others) sum += other.hundredths();
  const auto count = static_cast<std::int64_t>(others.size());
  const std::int64_t distance = total.hundredths() * count - sum;  // times the number of others, so nothing is rounded
  return (distance < 0 ? -distance : distance) > allowed.hundredths() * count;
}

bool answers_question(const std::optional<Score>& asked, Score total, bool has_reason) {
  return !asked || has_reason || total != *asked;
}

}  // namespace zhiheng::domain
