// Contracts that end early (合同终止): drafted by one person, decided by another; what it does to fee and instalments.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

inline constexpr std::array<Transition, 4> termination_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "withdraw", "withdrawn", "clerk"},
    {"draft", "decide", "decided", "leader"},
    {"draft", "refuse", "refused", "leader"},
}};

const Shape& termination_shape();

// What one engagement is worth when the contract ends: its settled fee, 0 to what was agreed, and why.
struct SettledFee {
  std::string code;
  Money fee;
  std::string reason;
};

struct TerminationEngagement {
  std::int64_t id = 0;
  std::string code;
  Money fee;
  bool has_result = false;  // a current one: what was delivered and scored is paid by the policy
};

struct TerminationFacts {
  std::string contract_state = "active";
  bool draft_stands = false;      // another draft of a termination
  bool statement_stands = false;  // one that was not voided
  Date signed_on, today;
  std::vector<TerminationEngagement> engagements;
};

// Refuses, in this order, each alone: contract.not_active, termination.draft_exists, termination.statement_stands; then
// together: termination.before_signing, termination.in_future, termination.no_such_engagement,
// termination.engagement_twice, termination.fee_over_agreed, termination.fee_without_reason,
// termination.result_stands (the fee of an engagement with a result is not touched).
Problems check_termination(Date terminated_on, const std::vector<SettledFee>& settled, const TerminationFacts& facts);

struct InstalmentState {
  std::int64_t id = 0;
  Money amount;
  Money paid;
};
// Cuts the instalments so that they add up to `fee`: what is unpaid first, the last one first; then what was paid,
// again the last one first, because that has to come back.
std::vector<InstalmentState> cut_instalments(std::vector<InstalmentState> instalments, Money fee);

}  // namespace zhiheng::domain
