// From a score to what is withheld or added: the fee rules of a policy.
#pragma once

#include "domain/case.h"

namespace zhiheng::domain {

// The share of the fee that a score costs; negative where the score earns a bonus. `score` is the one that decides
// (printed or exact, as the policy compares).
Fraction quality_rate(const FeeRule& fee, const Fraction& score);

// The same with amounts in yuan: the fee changes by -rate x fee - less + more. `failed`: a component under its least
// score costs what the lowest score would, where the rule is one of tiers, grades or a line.
struct QualityCharge {
  Fraction rate;
  Money less, more;
};
QualityCharge quality_charge(const FeeRule& fee, const Fraction& score, bool failed);

// The part of an amount, rounded once, to the fen or the yuan.
Money part_of_fee(const FeeRule& fee, Money amount, const Fraction& rate);

// So many of it, cut to largest_amount: no fee is larger, and no product leaves 64 bits.
Money many_of(Money each, int times);

bool passes(const Policy& policy, const Fraction& score);

struct Lateness {
  int days = 0;  // that count, after the free days
  Fraction rate;
  Money amount;  // besides the rate
  bool terminated = false;
};
Lateness lateness_of(const Policy& policy, const Engagement& engagement);

}  // namespace zhiheng::domain
