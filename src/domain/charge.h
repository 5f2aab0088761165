// From a scored engagement to what is withheld and added; a part of evaluate().
#pragma once

#include "domain/case.h"

namespace zhiheng::domain {

struct Scored {
  EngagementOutcome outcome;
  bool vetoed = false;
  bool failed = false;  // a component lies under its least score
  bool explained = true;

  // The sentence is made only where somebody reads it.
  template <class Sentence>
  void explain(Sentence sentence) {
    if (explained) outcome.steps.push_back(sentence());
  }
};

// An engagement's part of a quality deduction and bonus that are taken on the whole contract.
struct ContractPart {
  Money deduction, bonus;
};

// `contract_fee` is what events of the contract are a part of.
void charge(const Policy& policy, const Engagement& engagement, Money contract_fee, const Fraction& decides,
            std::optional<ContractPart> part, Scored& scored);

}  // namespace zhiheng::domain
