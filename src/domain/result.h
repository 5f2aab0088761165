// What became of an engagement: the computed result with its derivation, superseded but never overwritten, and what
// goes into it beside the sheets: scores given directly, events and vetoes with evidence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/policy.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct StoredResult {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t engagement_id = 0;
  std::int64_t panel_id = 0;
  std::int64_t policy_id = 0;
  int sequence = 1;
  std::string state = "current";  // current | superseded
  Score final_score;
  std::string grade;
  bool passed = false;
  Money deduction;
  Money bonus;
  std::string case_document;    // what the figure depends on, the whole policy included
  std::string result_document;  // every step
  std::string reason;           // why it superseded the one before
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 2> result_workflow{{
    {"", "compute", "current", "system"},
    {"current", "recompute", "superseded", "clerk"},
}};

struct ComponentScore {
  std::int64_t id = 0;
  std::int64_t engagement_id = 0;
  std::string component;
  Score score;
  std::string reason;
  std::int64_t version = 1;
};

struct Conduct {
  std::int64_t id = 0;
  std::int64_t engagement_id = 0;
  std::string kind;  // event | veto
  std::string code;
  Date happened_on;
  int count = 1;
  std::string evidence;
  std::string state = "recorded";  // recorded | withdrawn
  std::string withdrawn_reason;
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 2> conduct_workflow{{
    {"", "record", "recorded", "clerk"},
    {"recorded", "withdraw", "withdrawn", "clerk"},
}};

// May the result be computed anew? `statement_state` is that of the newest statement that was not voided, empty
// without one. Refuses, in this order: result.no_panel, result.panel_open, result.statement_confirmed (void or
// adjust first), result.reason_missing (not for the first result of an engagement).
Outcome recompute_result(std::string_view panel_state, bool first, std::string_view statement_state,
                         std::string_view reason);

// A score that no sheet gives. Refuses, in this order: component_score.unknown_component, component_score.from_sheets
// (the panel scores it), component_score.reason_missing (for every point under the full score).
Outcome give_component_score(const Policy& policy, const std::vector<std::string>& components_by_sheet,
                             std::string_view component, Score score, std::string_view reason);

// Refuses, all together: conduct.bad_kind, conduct.unknown_code, conduct.evidence_missing (where the policy asks for
// it; always for a veto), conduct.in_the_future, conduct.count_out_of_range, conduct.veto_twice.
Outcome record_conduct(const Policy& policy, const std::vector<Conduct>& earlier, const Conduct& conduct, Date today);

// Refuses, in this order: conduct.already_withdrawn, conduct.reason_missing.
Outcome withdraw_conduct(const Conduct& conduct, std::string_view reason);

}  // namespace zhiheng::domain
