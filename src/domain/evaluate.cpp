#include <algorithm>

#include "domain/aggregate.h"
#include "domain/charge.h"
#include "domain/correction.h"
#include "domain/derivation_text.h"
#include "domain/fee_rule.h"

namespace zhiheng::domain {
namespace {

const std::vector<Sheet>* sheets_of(const Engagement& engagement, std::string_view component) {
  for (const ComponentSheets& each : engagement.sheets) {
    if (each.component == component) return &each.sheets;
  }
  return nullptr;
}

const NamedScore* given_score(const Engagement& engagement, std::string_view component) {
  for (const NamedScore& each : engagement.scores) {
    if (each.component == component) return &each;
  }
  return nullptr;
}

// Scores first, for every engagement; money only when all scores are known, because a policy may let the contract's
// score decide.

Fraction event_points(const Policy& policy, const Engagement& engagement) {
  Fraction added, taken;
  for (const EventCount& event : engagement.events) {
    const EventRule* rule = policy.find_event(event.code);
    if (!rule || rule->effect != EventEffect::points) continue;
    Fraction& sum = rule->adds ? added : taken;
    sum = sum + rule->points.exact() * Fraction(rule->counted(event.count));
  }
  const EventLimits& limits = policy.event_limits;
  if (limits.most_added) added = std::min(added, limits.most_added->exact());
  if (limits.most_taken) taken = std::min(taken, limits.most_taken->exact());
  return added - taken;
}

void score_components(const Policy& policy, const Engagement& engagement, Scored& scored) {
  for (const Component& component : policy.components) {
    const std::vector<Sheet>* sheets = sheets_of(engagement, component.code);
    const NamedScore* given = given_score(engagement, component.code);
    if (!sheets && !given) continue;  // monitored components may be absent
    ComponentOutcome outcome;
    if (sheets) {
      outcome = aggregate(component, *sheets, policy.rounding);
    } else {
      outcome.component = component.code;
      outcome.exact = given->score.exact();
      outcome.printed = given->score;
    }
    if (component.mode == ComponentMode::veto && outcome.exact < component.veto_below.exact()) scored.vetoed = true;
    scored.explain([&] { return step_of_component(component, sheets, outcome); });
    scored.outcome.components.push_back(std::move(outcome));
  }
}

Fraction deciding(const Policy& policy, const Fraction& exact, Score printed) {
  return policy.rounding.compare_exact ? exact : printed.exact();
}

// A component under its least score holds the whole down, or fails it.
void hold_down(const Policy& policy, Scored& scored) {
  EngagementOutcome& outcome = scored.outcome;
  for (const ComponentOutcome& each : outcome.components) {
    const Component* component = policy.find_component(each.component);
    if (!component->fail_below) continue;
    const Fraction reached = policy.rounding.compare_exact ? each.exact : each.printed.exact();
    if (reached >= component->fail_below->exact()) continue;
    if (component->final_at_most) {
      outcome.exact = std::min(outcome.exact, component->final_at_most->exact());
    } else {
      scored.failed = true;
    }
    scored.explain([&] { return step_of_least(*component, each); });
  }
}

Scored score(const Policy& policy, const Engagement& engagement, bool explained) {
  Scored scored;
  scored.explained = explained;
  EngagementOutcome& outcome = scored.outcome;
  outcome.code = engagement.code;
  if (explained) outcome.steps.reserve(8);
  if (engagement.quorum) scored.explain([&] { return step_of_quorum(*engagement.quorum); });
  for (const Correction& each : engagement.corrections) {
    scored.explain([&] { return step_of_correction(policy, each); });
  }
  score_components(policy, engagement, scored);
  for (const ComponentOutcome& each : outcome.components) {
    const Component* component = policy.find_component(each.component);
    if (component->mode != ComponentMode::scored) continue;
    outcome.exact =
        outcome.exact + component->weight * (policy.rounding.each_level ? each.printed.exact() : each.exact);
  }
  const Fraction points = event_points(policy, engagement);
  outcome.exact = std::clamp(outcome.exact + points, Fraction(0), policy.event_limits.most_score.exact());
  hold_down(policy, scored);
  for (const std::string& code : engagement.vetoes) {
    const VetoRule* rule = policy.find_veto(code);
    if (rule && rule->zero_score) outcome.exact = Fraction(0);
  }
  scored.vetoed = scored.vetoed || !engagement.vetoes.empty();
  outcome.final_score = rounded(outcome.exact, policy.rounding);
  scored.explain(
      [&] { return step_of_final_score(policy, outcome.components, points, outcome.exact, outcome.final_score); });
  const Fraction decides = deciding(policy, outcome.exact, outcome.final_score);
  const bool lowest = scored.vetoed || scored.failed;
  const Band& band = lowest ? policy.bands.front() : band_of(policy, decides);
  outcome.grade = band.grade;
  outcome.passed = !lowest && passes(policy, decides);
  scored.explain([&] { return step_of_grade(policy, outcome, band, scored.vetoed); });
  return scored;
}

// Mean of the engagements (and, for the agency-year, of the agency's others), plain or by fee.
OverallOutcome judge_overall(const Case& input, const std::vector<Scored>& scored) {
  const Policy& policy = *input.policy;
  Fraction sum, weights;
  const auto add = [&](const Fraction& exact, Money fee, const Fraction& own) {
    const Fraction weight = policy.scope.combine_by_fee      ? Fraction(fee.fen())
                            : policy.scope.combine_by_weight ? own
                                                             : Fraction(1);
    sum = sum + exact * weight;
    weights = weights + weight;
  };
  bool lowest = false;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    const EngagementOutcome& outcome = scored[i].outcome;
    const Engagement& engagement = input.engagements[i];
    add(policy.rounding.each_level ? outcome.final_score.exact() : outcome.exact, engagement.fee, engagement.weight);
    lowest = lowest || scored[i].vetoed || scored[i].failed;
  }
  for (const OtherResult& other : input.others) add(other.final_score.exact(), other.fee, other.weight);
  OverallOutcome overall;
  overall.exact = weights > Fraction(0) ? sum / weights : Fraction(0);
  overall.final_score = rounded(overall.exact, policy.rounding);
  const Fraction decides = deciding(policy, overall.exact, overall.final_score);
  overall.grade = (lowest ? policy.bands.front() : band_of(policy, decides)).grade;
  overall.passed = !lowest && passes(policy, decides);
  return overall;
}

// What the whole contract's score costs or earns, allocated by fee to the last fen.
std::vector<ContractPart> parts_of_contract(const Case& input, const QualityCharge& charge) {
  std::vector<std::int64_t> weights;
  for (const Engagement& engagement : input.engagements) weights.push_back(engagement.fee.fen());
  const Fraction withheld = std::max(Fraction(0), charge.rate);
  const Money less = part_of_fee(input.policy->fee, input.fee, withheld) + charge.less;
  const std::vector<Money> deductions = allocate(std::min(less, input.fee), weights);
  std::vector<Money> bonuses(weights.size());
  if (charge.more > Money()) bonuses = allocate(charge.more, weights);
  std::vector<ContractPart> parts;
  for (std::size_t i = 0; i < weights.size(); ++i) parts.push_back({deductions[i], bonuses[i]});
  return parts;
}

void charge_overall(const Case& input, const OverallOutcome& overall, std::vector<Scored>& scored) {
  const Policy& policy = *input.policy;
  const Fraction decides = deciding(policy, overall.exact, overall.final_score);
  const bool failed = std::any_of(scored.begin(), scored.end(), [](const Scored& each) { return each.failed; });
  const QualityCharge whole = quality_charge(policy.fee, decides, failed);
  std::vector<ContractPart> parts;
  const bool costs = whole.rate > Fraction(0) || whole.less > Money() || whole.more > Money();
  // A bonus by rate is a part of each engagement's own fee, whatever the base of deductions.
  const bool shared = policy.scope.base_is_contract && !(whole.rate < Fraction(0)) && costs && input.fee > Money();
  if (shared) parts = parts_of_contract(input, whole);
  for (std::size_t i = 0; i < scored.size(); ++i) {
    scored[i].outcome.passed = overall.passed;
    scored[i].failed = failed;
    scored[i].explain([&] { return step_of_overall(policy, overall); });
    charge(policy, input.engagements[i], input.fee, decides, shared ? std::optional(parts[i]) : std::nullopt,
           scored[i]);
  }
}

StatementOutcome add_up(const Case& input, const std::vector<EngagementOutcome>& engagements) {
  StatementOutcome statement;
  for (std::size_t i = 0; i < engagements.size(); ++i) {
    statement.fee = statement.fee + input.engagements[i].fee;
    statement.bonus = statement.bonus + engagements[i].bonus;
    statement.deduction = statement.deduction + engagements[i].deducted();
  }
  for (const AdjustmentLine& line : input.adjustments) statement.adjustment = statement.adjustment + line.amount;
  statement.paid = input.paid;
  const Money net = statement.fee + statement.bonus - statement.deduction + statement.adjustment;
  statement.payable = std::max(Money(), net - statement.paid);
  statement.recoverable = std::max(Money(), statement.paid - net);
  return statement;
}

}  // namespace

Money EngagementOutcome::deducted() const {
  Money sum;
  for (const Deduction& deduction : deductions) sum = sum + deduction.amount;
  return sum;
}

Result<EngagementOutcome> evaluate_engagement(const Policy& policy, const Engagement& engagement) {
  try {
    Scored scored = score(policy, engagement, true);
    charge(policy, engagement, engagement.fee, deciding(policy, scored.outcome.exact, scored.outcome.final_score),
           std::nullopt, scored);
    return std::move(scored.outcome);
  } catch (const FractionOverflow&) {
    return refusal("case.too_fine");
  }
}

Result<Evaluation> evaluate(const Case& input) {
  try {
    const Policy& policy = *input.policy;
    std::vector<Scored> scored;
    scored.reserve(input.engagements.size());
    for (const Engagement& engagement : input.engagements) {
      scored.push_back(score(policy, engagement, input.explained));
    }
    Evaluation evaluation;
    if (policy.scope.score == ScoreScope::engagement) {
      for (std::size_t i = 0; i < scored.size(); ++i) {
        const EngagementOutcome& outcome = scored[i].outcome;
        charge(policy, input.engagements[i], input.fee, deciding(policy, outcome.exact, outcome.final_score),
               std::nullopt, scored[i]);
      }
    } else {
      evaluation.overall = judge_overall(input, scored);
      charge_overall(input, *evaluation.overall, scored);
    }
    for (Scored& each : scored) evaluation.engagements.push_back(std::move(each.outcome));
    evaluation.statement = add_up(input, evaluation.engagements);
    return evaluation;
  } catch (const FractionOverflow&) {
    return refusal("case.too_fine");
  }
}

}  // namespace zhiheng::domain
