// From a score to what is withheld or added: the fee rules of a policy.
#pragma once

#include "domain/case.h"

namespace zhiheng::domain {

// The share of the fee that a score costs; negative where the score earns a bonus. `score` is the one that decides
// (printed or exact, as the policy compares).
Fraction quality_rate(const FeeRule& fee, const Fraction& score);

bool passes(const Policy& policy, const Fraction& score);

struct Lateness {
  int days = 0;  // that count, after the free days
  Fraction rate;
  bool terminated = false;
};
Lateness lateness_of(const Policy& policy, const Engagement& engagement);

}  // namespace zhiheng::domain
