#include "domain/charge.h"

#include <algorithm>

#include "domain/derivation_text.h"
#include "domain/fee_rule.h"

namespace zhiheng::domain {
namespace {

// Rework lowers what can be paid at most; a second failure pays nothing where the policy says so.
Fraction with_redo(const Policy& policy, const Engagement& engagement, const Fraction& score, const Fraction& rate) {
  if (!policy.redo || engagement.redo_rounds == 0) return rate;
  if (policy.redo->failed_unpaid && score < policy.redo->below.exact()) return Fraction(1);
  return std::max(rate, Fraction(1) - policy.redo->pay_cap);
}

struct Asked {
  Deduction deduction;
  Money amount;  // before it is cut to what is left of the fee
};

Asked asked(std::string kind, Money base, std::optional<Fraction> rate, Money amount, std::string code = {}) {
  return {{std::move(kind), std::move(code), base, rate, amount}, amount};
}

void ask_events(const Policy& policy, const Engagement& engagement, Money contract_fee, std::vector<Asked>& list,
                Money& bonus) {
  std::optional<Money> most;
  if (policy.event_limits.most_deducted) most = engagement.fee.times(*policy.event_limits.most_deducted);
  for (const EventCount& event : engagement.events) {
    const EventRule* rule = policy.find_event(event.code);
    if (!rule || (rule->effect != EventEffect::rate && rule->effect != EventEffect::amount)) continue;
    const int times = rule->counted(event.count);
    const Money base = rule->of_contract ? contract_fee : engagement.fee;
    std::optional<Fraction> rate;
    Money amount = many_of(rule->amount, times);
    if (rule->effect == EventEffect::rate) {
      rate = rule->rate * Fraction(times);
      amount = part_of_fee(policy.fee, base, *rate);
    }
    if (rule->adds) {
      bonus = bonus + amount;
      continue;
    }
    Asked one = asked("event", base, rate, amount, rule->code);
    if (most) {
      one.amount = std::min(one.amount, *most);
      most = *most - one.amount;
    }
    list.push_back(std::move(one));
  }
}

// Each kind in the policy's order, cut to what is left of the fee, or of what may be deducted; what comes to nothing
// is not listed.
void take(const Policy& policy, Money left, std::vector<Asked> list, const Lateness& lateness, Scored& scored) {
  EngagementOutcome& outcome = scored.outcome;
  for (const std::string& kind : policy.fee.order) {
    for (Asked& each : list) {
      if (each.deduction.kind != kind) continue;
      const Money wanted = each.deduction.amount;
      each.deduction.amount = std::min(each.amount, left);
      left = left - each.deduction.amount;
      if (each.deduction.amount == Money()) continue;
      scored.explain([&] { return step_of_deduction(policy, each.deduction, wanted, lateness); });
      outcome.deductions.push_back(std::move(each.deduction));
    }
  }
}

// A veto costs the whole fee unless each one that stands has a smaller part of its own.
Fraction veto_rate(const Policy& policy, const Engagement& engagement) {
  if (engagement.vetoes.empty()) return Fraction(1);
  Fraction rate;
  for (const std::string& code : engagement.vetoes) {
    const VetoRule* rule = policy.find_veto(code);
    rate = std::max(rate, rule ? rule->deduct : Fraction(1));
  }
  return rate;
}

// What the quality of the work costs, or earns; answers the part of the fee that is withheld.
Fraction ask_quality(const Policy& policy, const Engagement& engagement, const Fraction& decides,
                     std::optional<ContractPart> part, Scored& scored, std::vector<Asked>& list, Money& bonus) {
  scored.explain([&] { return step_of_rule(policy, decides, scored.outcome.passed); });
  const QualityCharge plain = quality_charge(policy.fee, decides, scored.failed);
  const Fraction rate = with_redo(policy, engagement, decides, plain.rate);
  // A part of the contract's deduction belongs to the plain rate; rework is paid for on the engagement's own fee.
  if (!(rate == plain.rate)) part.reset();
  if (part) {
    bonus = part->bonus;
    if (bonus > Money()) {
      scored.explain([&] { return step_of_bonus(engagement.fee, std::nullopt, bonus); });
    }
    std::optional<Fraction> shown;
    if (plain.less == Money()) shown = std::max(Fraction(0), rate);
    list.push_back(asked("quality", engagement.fee, shown, part->deduction));
    return rate;
  }
  if (rate < Fraction(0)) {
    const Fraction earned = Fraction(0) - rate;
    bonus = part_of_fee(policy.fee, engagement.fee, earned);
    scored.explain([&] { return step_of_bonus(engagement.fee, earned, bonus); });
  }
  if (plain.more > Money()) {
    bonus = bonus + plain.more;
    scored.explain([&] { return step_of_bonus(engagement.fee, std::nullopt, plain.more); });
  }
  const Fraction withheld = std::max(Fraction(0), rate);
  const Money amount = part_of_fee(policy.fee, engagement.fee, withheld) + plain.less;
  std::optional<Fraction> shown;
  if (plain.less == Money()) shown = withheld;
  if (rate >= Fraction(0) || plain.less > Money()) {
    list.push_back(asked("quality", engagement.fee, shown, amount));
  }
  return rate;
}

}  // namespace

void charge(const Policy& policy, const Engagement& engagement, Money contract_fee, const Fraction& decides,
            std::optional<ContractPart> part, Scored& scored) {
  EngagementOutcome& outcome = scored.outcome;
  const Lateness lateness = lateness_of(policy, engagement);
  outcome.terminated = lateness.terminated;
  std::vector<Asked> list;
  Money bonus;
  Fraction rate;
  if (scored.vetoed) {
    scored.explain([&] { return step_of_veto(policy, engagement); });
    rate = veto_rate(policy, engagement);
    list.push_back(asked("quality", engagement.fee, rate, part_of_fee(policy.fee, engagement.fee, rate)));
  } else {
    rate = ask_quality(policy, engagement, decides, part, scored, list, bonus);
  }
  const Money earned = bonus;
  ask_events(policy, engagement, contract_fee, list, bonus);
  if (scored.vetoed) bonus = Money();
  if (bonus > earned) {
    scored.explain([&] { return step_of_bonus(engagement.fee, std::nullopt, bonus - earned); });
  }
  if (policy.fee.most_bonus && bonus > engagement.fee.times(*policy.fee.most_bonus)) {
    bonus = engagement.fee.times(*policy.fee.most_bonus);
    scored.explain([&] { return step_of_most_bonus(policy, bonus); });
  }
  const Money late = part_of_fee(policy.fee, engagement.fee, lateness.rate) + lateness.amount;
  std::optional<Fraction> late_rate;
  if (lateness.amount == Money()) late_rate = lateness.rate;
  list.push_back(asked("lateness", engagement.fee, late_rate, late));
  list.push_back(asked("fixed", engagement.fee, std::nullopt, engagement.fixed_deduction));
  // Where nothing is to be paid at all, no limit of deductions keeps a part of the fee.
  const bool unpaid = rate == Fraction(1) || (lateness.terminated && lateness.rate == Fraction(1));
  Money most = engagement.fee;
  if (policy.fee.most_deducted && !unpaid) {
    most = engagement.fee.times(*policy.fee.most_deducted);
    scored.explain([&] { return step_of_most_deducted(policy, most); });
  }
  take(policy, most, std::move(list), lateness, scored);
  outcome.bonus = bonus;
  scored.explain([&] { return step_of_total(engagement.fee, outcome.deducted(), bonus); });
}

}  // namespace zhiheng::domain
