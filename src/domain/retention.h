// Retention (质保金): a part of the fee that is owed but held back after the statement, until its day has come and two
// people released it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/policy.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct Retention {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0, agency_id = 0, contract_id = 0, statement_id = 0;
  std::string state = "held";
  Money amount;
  Money kept;  // the part that is not paid: an adjustment lowers what is owed
  Date held_on;
  Date release_due_on;
  std::string reason;
  std::string evidence;
  std::int64_t drafted_by = 0;
  std::int64_t confirmed_by = 0;
  std::optional<Date> released_on;
  std::int64_t adjustment_id = 0;
  std::int64_t version = 1;

  bool is_held() const { return state == "held" || state == "requested"; }
};

// `kept` is the end of a retention of which nothing was paid out.
inline constexpr std::array<Transition, 8> retention_workflow{{
    {"", "hold", "held", "system"},
    {"held", "request", "requested", "clerk"},
    {"requested", "request", "requested", "clerk"},
    {"requested", "reject", "held", "reviewer,leader"},
    {"requested", "release", "released", "reviewer,leader"},
    {"requested", "keep", "kept", "reviewer,leader"},
    {"held", "drop", "dropped", "system"},
    {"requested", "drop", "dropped", "system"},
}};

const Shape& retention_shape();

// The policy's part of the fee, rounded to the fen (half up), never more than what is payable.
Money retained_of(const BillingRule& rule, Money fee, Money payable);

// Refuses, in this order: retention.not_held; then together retention.evidence_missing, retention.kept_over_amount
// (also below nought), retention.kept_without_reason, retention.early_without_reason (before its day).
Outcome request_release(const Retention& retention, Money kept, std::string_view reason, std::string_view evidence,
                        Date today);
// Refuses, in this order: retention.not_requested, access.four_eyes, retention.early_without_reason.
Outcome approve_release(const Retention& retention, std::int64_t account_id, Date today);
// Refuses, in this order: retention.not_requested, retention.reject_reason_missing.
Outcome reject_release(const Retention& retention, std::string_view reason);

}  // namespace zhiheng::domain
