#include <algorithm>

#include "domain/aggregate.h"
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
struct Scored {
  EngagementOutcome outcome;
  bool vetoed = false;
};

Fraction event_points(const Policy& policy, const Engagement& engagement) {
  Fraction points;
  for (const EventCount& event : engagement.events) {
    const EventRule* rule = policy.find_event(event.code);
    if (!rule || rule->effect != EventEffect::points) continue;
    const Fraction sum = rule->points.exact() * Fraction(std::min(event.count, rule->most_times));
    points = rule->adds ? points + sum : points - sum;
  }
  return points;
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
    scored.outcome.steps.push_back(step_of_component(component, sheets, outcome));
    scored.outcome.components.push_back(std::move(outcome));
  }
}

Fraction deciding(const Policy& policy, const Fraction& exact, Score printed) {
  return policy.rounding.compare_exact ? exact : printed.exact();
}

Scored score(const Policy& policy, const Engagement& engagement) {
  Scored scored;
  EngagementOutcome& outcome = scored.outcome;
  outcome.code = engagement.code;
  outcome.steps.reserve(8);
  if (engagement.quorum) outcome.steps.push_back(step_of_quorum(*engagement.quorum));
  for (const Correction& each : engagement.corrections) outcome.steps.push_back(step_of_correction(policy, each));
  score_components(policy, engagement, scored);
  for (const ComponentOutcome& each : outcome.components) {
    const Component* component = policy.find_component(each.component);
    if (component->mode != ComponentMode::scored) continue;
    outcome.exact =
        outcome.exact + component->weight * (policy.rounding.each_level ? each.printed.exact() : each.exact);
  }
  const Fraction points = event_points(policy, engagement);
  outcome.exact = std::clamp(outcome.exact + points, Fraction(0), Fraction(100));
  for (const std::string& code : engagement.vetoes) {
    const VetoRule* rule = policy.find_veto(code);
    if (rule && rule->zero_score) outcome.exact = Fraction(0);
  }
  scored.vetoed = scored.vetoed || !engagement.vetoes.empty();
  outcome.final_score = rounded(outcome.exact, policy.rounding);
  outcome.steps.push_back(step_of_final_score(policy, outcome.components, points, outcome.exact, outcome.final_score));
  const Fraction decides = deciding(policy, outcome.exact, outcome.final_score);
  const Band& band = scored.vetoed ? policy.bands.front() : band_of(policy, decides);
  outcome.grade = band.grade;
  outcome.passed = !scored.vetoed && passes(policy, decides);
  outcome.steps.push_back(step_of_grade(policy, outcome, band, scored.vetoed));
  return scored;
}

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

void ask_events(const Policy& policy, const Engagement& engagement, std::vector<Asked>& list, Money& bonus) {
  for (const EventCount& event : engagement.events) {
    const EventRule* rule = policy.find_event(event.code);
    if (!rule || (rule->effect != EventEffect::rate && rule->effect != EventEffect::amount)) continue;
    const int times = std::min(event.count, rule->most_times);
    std::optional<Fraction> rate;
    Money amount = Money::fen(rule->amount.fen() * times);
    if (rule->effect == EventEffect::rate) {
      rate = rule->rate * Fraction(times);
      amount = engagement.fee.times(*rate);
    }
    if (rule->adds) {
      bonus = bonus + amount;
    } else {
      list.push_back(asked("event", engagement.fee, rate, amount, rule->code));
    }
  }
}

// Each kind in the policy's order, cut to what is left of the fee; what comes to nothing is not listed.
void take(const Policy& policy, const Engagement& engagement, std::vector<Asked> list, const Lateness& lateness,
          EngagementOutcome& outcome) {
  Money left = engagement.fee;
  for (const std::string& kind : policy.fee.order) {
    for (Asked& each : list) {
      if (each.deduction.kind != kind) continue;
      each.deduction.amount = std::min(each.amount, left);
      left = left - each.deduction.amount;
      if (each.deduction.amount == Money()) continue;
      outcome.steps.push_back(step_of_deduction(policy, each.deduction, each.amount, lateness));
      outcome.deductions.push_back(std::move(each.deduction));
    }
  }
}

// `quality` is the engagement's part of a deduction taken on the whole contract, where the policy takes it there.
void charge(const Policy& policy, const Engagement& engagement, const Fraction& decides, std::optional<Money> quality,
            Scored& scored) {
  EngagementOutcome& outcome = scored.outcome;
  const Lateness lateness = lateness_of(policy, engagement);
  outcome.terminated = lateness.terminated;
  std::vector<Asked> list;
  Money bonus;
  if (scored.vetoed) {
    outcome.steps.push_back(step_of_veto(policy, engagement));
    list.push_back(asked("quality", engagement.fee, Fraction(1), engagement.fee));
  } else {
    outcome.steps.push_back(step_of_rule(policy, decides, outcome.passed));
    const Fraction plain = quality_rate(policy.fee, decides);
    const Fraction rate = with_redo(policy, engagement, decides, plain);
    // A part of the contract's deduction belongs to the plain rate; rework is paid for on the engagement's own fee.
    if (!(rate == plain)) quality.reset();
    if (rate < Fraction(0)) {
      const Fraction earned = Fraction(0) - rate;
      bonus = engagement.fee.times(earned);
      outcome.steps.push_back(step_of_bonus(engagement.fee, earned, bonus));
    } else {
      list.push_back(asked("quality", engagement.fee, rate, quality ? *quality : engagement.fee.times(rate)));
    }
  }
  const Money earned = bonus;
  ask_events(policy, engagement, list, bonus);
  if (scored.vetoed) bonus = Money();
  if (bonus > earned) outcome.steps.push_back(step_of_bonus(engagement.fee, std::nullopt, bonus - earned));
  list.push_back(asked("lateness", engagement.fee, lateness.rate, engagement.fee.times(lateness.rate)));
  list.push_back(asked("fixed", engagement.fee, std::nullopt, engagement.fixed_deduction));
  take(policy, engagement, std::move(list), lateness, outcome);
  outcome.bonus = bonus;
  outcome.steps.push_back(step_of_total(engagement.fee, outcome.deducted(), bonus));
}

// Mean of the engagements (and, for the agency-year, of the agency's others), plain or by fee.
OverallOutcome judge_overall(const Case& input, const std::vector<Scored>& scored) {
  const Policy& policy = *input.policy;
  Fraction sum;
  std::int64_t weights = 0;
  const auto add = [&](const Fraction& exact, Money fee) {
    const std::int64_t weight = policy.scope.combine_by_fee ? fee.fen() : 1;
    sum = sum + exact * Fraction(weight);
    weights += weight;
  };
  bool vetoed = false;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    const EngagementOutcome& outcome = scored[i].outcome;
    add(policy.rounding.each_level ? outcome.final_score.exact() : outcome.exact, input.engagements[i].fee);
    vetoed = vetoed || scored[i].vetoed;
  }
  for (const OtherResult& other : input.others) add(other.final_score.exact(), other.fee);
  OverallOutcome overall;
  overall.exact = weights > 0 ? sum / Fraction(weights) : Fraction(0);
  overall.final_score = rounded(overall.exact, policy.rounding);
  const Fraction decides = deciding(policy, overall.exact, overall.final_score);
  overall.grade = (vetoed ? policy.bands.front() : band_of(policy, decides)).grade;
  overall.passed = !vetoed && passes(policy, decides);
  return overall;
}

std::vector<Money> parts_of_contract(const Case& input, const Fraction& rate) {
  std::vector<std::int64_t> weights;
  for (const Engagement& engagement : input.engagements) weights.push_back(engagement.fee.fen());
  return allocate(input.fee.times(rate), weights);
}

void charge_overall(const Case& input, const OverallOutcome& overall, std::vector<Scored>& scored) {
  const Policy& policy = *input.policy;
  const Fraction decides = deciding(policy, overall.exact, overall.final_score);
  const Fraction rate = quality_rate(policy.fee, decides);
  std::vector<Money> parts;
  if (policy.scope.base_is_contract && rate > Fraction(0) && input.fee > Money())
    parts = parts_of_contract(input, rate);
  for (std::size_t i = 0; i < scored.size(); ++i) {
    scored[i].outcome.passed = overall.passed;
    scored[i].outcome.steps.push_back(step_of_overall(policy, overall));
    charge(policy, input.engagements[i], decides, parts.empty() ? std::nullopt : std::optional(parts[i]), scored[i]);
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
    Scored scored = score(policy, engagement);
    charge(policy, engagement, deciding(policy, scored.outcome.exact, scored.outcome.final_score), std::nullopt,
           scored);
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
    for (const Engagement& engagement : input.engagements) scored.push_back(score(policy, engagement));
    Evaluation evaluation;
    if (policy.scope.score == ScoreScope::engagement) {
      for (std::size_t i = 0; i < scored.size(); ++i) {
        const EngagementOutcome& outcome = scored[i].outcome;
        charge(policy, input.engagements[i], deciding(policy, outcome.exact, outcome.final_score), std::nullopt,
               scored[i]);
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
