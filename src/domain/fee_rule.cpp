#include "domain/fee_rule.h"

#include <algorithm>

namespace zhiheng::domain {
namespace {

Fraction part_of(const std::vector<Tier>& tiers, const Fraction& score) {
  for (const Tier& tier : tiers) {
    if (tier.from.exact() <= score) return tier.part;
  }
  return tiers.back().part;
}

bool at_or_above_line(const FeeRule& fee, const Fraction& score) {
  return fee.full_at_line ? fee.line.exact() <= score : fee.line.exact() < score;
}

Fraction per_point_rate(const FeeRule& fee, const Fraction& score) {
  Fraction missing = fee.line.exact() - score;
  if (missing <= Fraction(0)) return {};
  if (fee.whole_points) missing = Fraction(missing.scaled(0, Rounding::down));
  return std::min(fee.cap, missing * fee.rate);
}

Fraction linear_rate(const FeeRule& fee, const Fraction& score) {
  const Fraction zero = fee.zero.exact();
  const Fraction rate = Fraction(1) - (score - zero) / (fee.line.exact() - zero);
  return std::clamp(rate, Fraction(0), Fraction(1));
}

}  // namespace

Fraction quality_rate(const FeeRule& fee, const Fraction& score) {
  switch (fee.kind) {
    case FeeKind::none: return {};
    case FeeKind::flat: return at_or_above_line(fee, score) ? Fraction(0) : fee.deduct;
    case FeeKind::tiers:
    case FeeKind::grades: return Fraction(1) - part_of(fee.tiers, score);
    case FeeKind::base_performance: return Fraction(1) - (fee.base + fee.performance * score / Fraction(100));
    case FeeKind::per_point: return per_point_rate(fee, score);
    case FeeKind::linear: return linear_rate(fee, score);
  }
  return {};
}

bool passes(const Policy& policy, const Fraction& score) {
  const FeeRule& fee = policy.fee;
  if (fee.kind == FeeKind::flat) return at_or_above_line(fee, score);
  if (fee.kind == FeeKind::per_point) return fee.line.exact() <= score;
  if (fee.kind == FeeKind::tiers) {
    Score lowest_in_full = full_score;
    for (const Tier& tier : fee.tiers) {
      if (tier.part == Fraction(1)) lowest_in_full = std::min(lowest_in_full, tier.from);
    }
    return lowest_in_full.exact() <= score;
  }
  const auto from = std::find_if(policy.bands.begin(), policy.bands.end(),
                                 [&](const Band& band) { return band.grade == fee.pass_grade; });
  return from != policy.bands.end() && from->from.exact() <= score;
}

Lateness lateness_of(const Policy& policy, const Engagement& engagement) {
  Lateness late;
  if (!policy.lateness) return late;
  const LatenessRule& rule = *policy.lateness;
  for (const DaysLate& each : engagement.days_late) {
    if (std::find(rule.documents.begin(), rule.documents.end(), each.component) == rule.documents.end()) continue;
    late.days = rule.days_add_up ? late.days + each.days : std::max(late.days, each.days);
  }
  late.terminated = rule.terminate_after && late.days > *rule.terminate_after;
  late.days = std::max(0, late.days - rule.free_days);
  late.rate = std::min(rule.cap, Fraction(late.days) * rule.rate_per_day);
  if (late.terminated && rule.termination_unpaid) late.rate = Fraction(1);
  return late;
}

}  // namespace zhiheng::domain
