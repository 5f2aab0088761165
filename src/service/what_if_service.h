// Past years under another policy, and the back-test: every booked figure computed again from its own documents.
// Nothing is written.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "domain/policy.h"
#include "service/gate.h"
#include "store/what_if_store.h"

namespace zhiheng::service {

// The policy: "" is the back-test (each figure under the policy that it was booked under); a name ("code", the newest
// approved version, or "code@version"; rows that the actor may see, then the shipped ones); or a whole document.
struct WhatIfRequest {
  std::string policy;
  Json document;
  int from = 0, to = 0;  // fiscal years, nought for no limit
  std::string bureau;    // its code; "" for all that the actor reaches
};
// {"policy"?: text or object, "from"?, "to"?, "bureau"?}. Refuses document.*, list.bad_filter.
Result<WhatIfRequest> read_what_if(const Json& body);

struct WhatIfChange {
  store::BookedFigures before, after;
  bool counted = false;  // its money is in the sums of its year: a result's is not where a statement holds it
};

struct WhatIfYear {
  std::int64_t contracts = 0, changed = 0;  // statements, or results of contracts that have none yet
  Money deduction_before, deduction_after, bonus_before, bonus_after, payable_before, payable_after;
};

struct WhatIfReport {
  std::string policy;  // code@version; "" for the back-test
  std::string title;
  std::map<std::string, std::int64_t> judged, changed;  // by kind: result, statement, rating
  std::map<int, WhatIfYear> years;
  struct Unjudged {
    std::int64_t count = 0;
    std::string example;  // a label
  };
  std::map<std::string, Unjudged> unjudged;  // by the name of the rule that refused
  std::vector<WhatIfChange> changes;         // statements, results, ratings, each in the order of their rows
};

// Refuses policy.absent, policy.*, record.no_such_bureau by name; needs try_policy.
Result<WhatIfReport> run_what_if(Gate& gate, const domain::Actor& actor, const WhatIfRequest& request);
Result<WhatIfReport> what_if_report(Tx& tx, const WhatIfRequest& request);

// The approved policies that the actor may see, by code, newest first; needs try_policy.
struct PolicyChoice {
  std::string name;  // code@version
  std::string title;
};
Result<std::vector<PolicyChoice>> policies_to_try(Gate& gate, const domain::Actor& actor);

// {"policy","title","judged":{...},"changed":{...},"years":[...],"unjudged":[{"rule","count","example"}]}
Json what_if_summary(const WhatIfReport& report);
// {"kind","id","label","agency","year","before":{...},"after":{...}}: score, grade, passed, deduction, bonus, payable,
// recoverable as far as the kind has them.
Json what_if_change(const WhatIfChange& change);

}  // namespace zhiheng::service
