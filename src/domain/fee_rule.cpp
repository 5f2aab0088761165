#include "domain/fee_rule.h"

#include <algorithm>

namespace zhiheng::domain {
namespace {

// Within a tier the part may rise evenly to its upper end, which is where the next tier begins.
Fraction part_of(const std::vector<Tier>& tiers, const Fraction& score) {
  Fraction upper(100);
  for (const Tier& tier : tiers) {
    const Fraction from = tier.from.exact();
    if (from <= score || &tier == &tiers.back()) {
      if (!tier.up_to || !(from < upper)) return tier.part;
      return tier.part + (*tier.up_to - tier.part) * (std::min(score, upper) - from) / (upper - from);
    }
    upper = from;
  }
  return Fraction(1);
}

const Tier& tier_of(const std::vector<Tier>& tiers, const Fraction& score) {
  for (const Tier& tier : tiers) {
    if (tier.from.exact() <= score) return tier;
  }
  return tiers.back();
}

bool at_or_above_line(const FeeRule& fee, const Fraction& score) {
  return fee.full_at_line ? fee.line.exact() <= score : fee.line.exact() < score;
}

Fraction per_point_rate(const FeeRule& fee, const Fraction& score) {
  Fraction missing = fee.line.exact() - score;
  if (missing <= Fraction(0)) return {};
  missing = missing / fee.step.exact();
  if (fee.whole_points) missing = Fraction(missing.scaled(0, Rounding::down));
  if (fee.started_points) missing = Fraction(missing.scaled(0, Rounding::up));
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

QualityCharge quality_charge(const FeeRule& fee, const Fraction& score, bool failed) {
  QualityCharge charge;
  if (fee.kind == FeeKind::flat) {
    if (!failed && at_or_above_line(fee, score)) return charge;
    charge.rate = fee.deduct;
    charge.less = fee.deduct_amount;
    return charge;
  }
  const bool tiered = fee.kind == FeeKind::tiers || fee.kind == FeeKind::grades;
  const Fraction decides = failed && tiered ? Fraction(0) : score;
  charge.rate = quality_rate(fee, decides);
  if (tiered) {
    const Tier& tier = tier_of(fee.tiers, decides);
    charge.less = tier.less;
    charge.more = tier.more;
  }
  return charge;
}

Money part_of_fee(const FeeRule& fee, Money amount, const Fraction& rate) {
  if (!fee.whole_yuan) return amount.times(rate);
  const Fraction yuan = Fraction(amount.fen(), 100) * rate;
  return Money::fen(yuan.scaled(0, Rounding::half_up) * 100);
}

Money many_of(Money each, int times) {
  if (times > 0 && each.fen() > largest_amount.fen() / times) return largest_amount;
  return Money::fen(each.fen() * times);
}

bool passes(const Policy& policy, const Fraction& score) {
  const FeeRule& fee = policy.fee;
  if (fee.kind == FeeKind::flat) return at_or_above_line(fee, score);
  if (fee.kind == FeeKind::per_point) return fee.line.exact() <= score;
  if (fee.kind == FeeKind::tiers) {
    Score lowest_in_full = full_score;
    for (const Tier& tier : fee.tiers) {
      if (tier.part == Fraction(1) && tier.less == Money()) lowest_in_full = std::min(lowest_in_full, tier.from);
    }
    return lowest_in_full.exact() <= score;
  }
  const auto from = std::find_if(policy.bands.begin(), policy.bands.end(),
                                 [&](const Band& band) { return band.grade == fee.pass_grade; });
  return from != policy.bands.end() && from->from.exact() <= score;
}

namespace {

// The rate of so many days that count: of the tier that they reach, or day by day through the tiers.
Fraction lateness_rate(const LatenessRule& rule, const Fraction& per_day, int days) {
  if (rule.tiers.empty()) return Fraction(days) * per_day;
  Fraction rate;
  for (std::size_t i = 0; i < rule.tiers.size(); ++i) {
    const LatenessTier& tier = rule.tiers[i];
    if (tier.from_day > days) break;
    if (!tier.per_day) {
      rate = tier.rate;
      continue;
    }
    const int last = i + 1 < rule.tiers.size() ? std::min(days, rule.tiers[i + 1].from_day - 1) : days;
    rate = rate + Fraction(last - tier.from_day + 1) * tier.rate;
  }
  return rate;
}

Fraction daily_rate(const LatenessRule& rule, const std::string& document) {
  for (const auto& [code, rate] : rule.document_rates) {
    if (code == document) return rate;
  }
  return rule.rate_per_day;
}

}  // namespace

Lateness lateness_of(const Policy& policy, const Engagement& engagement) {
  Lateness late;
  if (!policy.lateness) return late;
  const LatenessRule& rule = *policy.lateness;
  int counted = 0;  // of each document by itself
  for (const DaysLate& each : engagement.days_late) {
    if (std::find(rule.documents.begin(), rule.documents.end(), each.component) == rule.documents.end()) continue;
    late.days = rule.days_add_up ? late.days + each.days : std::max(late.days, each.days);
    if (!rule.each_document) continue;
    const int days = std::max(0, each.days - rule.free_days);
    counted += days;
    late.rate = late.rate + lateness_rate(rule, daily_rate(rule, each.component), days);
  }
  late.terminated = rule.terminate_after && late.days > *rule.terminate_after;
  if (rule.each_document) {
    late.days = counted;
  } else {
    late.days = std::max(0, late.days - rule.free_days);
    late.rate = lateness_rate(rule, rule.rate_per_day, late.days);
  }
  late.rate = std::min(rule.cap, late.rate);
  if (rule.amount_per_day > Money()) {
    const Money amount = many_of(rule.amount_per_day, late.days);
    const Money most = engagement.fee.times(rule.cap) - engagement.fee.times(late.rate);
    late.amount = std::max(Money(), std::min(amount, most));
  }
  if (late.terminated && rule.termination_unpaid) {
    late.rate = Fraction(1);
    late.amount = Money();
  }
  return late;
}

}  // namespace zhiheng::domain
