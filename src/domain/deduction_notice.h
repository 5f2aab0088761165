// Deduction notices (扣费告知书): before a statement with deductions is confirmed, the agency is told of every one of
// them with its derivation, and has so many days to accept or to contest them line by line.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/policy.h"
#include "domain/shape.h"
#include "domain/statement_rules.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

// A line that the agency contests, by its place in the notice's list of deductions, from 1.
struct ContestedLine {
  int line = 0;
  std::string reason;
};

struct DeductionNotice {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0, agency_id = 0, contract_id = 0, statement_id = 0;
  std::string number;  // the contract's number + "-K" + sequence
  int sequence = 1;
  std::string state = "sent";
  Money deduction;
  std::string document;  // notice_document(), as it was told
  Date sent_on;
  Date answer_due_on;
  std::int64_t drafted_by = 0;
  std::string answer;  // accepted | contested
  std::string answer_text;
  std::vector<ContestedLine> lines;
  std::int64_t answered_by = 0;
  std::string answered_at;
  std::string decision;  // kept | redraw
  std::string decision_text;
  std::int64_t decided_by = 0;
  std::string decided_at;
  std::string withdrawn_reason;
  std::optional<Date> closed_on;  // the payment clock goes on
  std::int64_t version = 1;

  bool is_open() const { return state == "sent" || state == "contested"; }
};

inline constexpr std::array<Transition, 7> deduction_notice_workflow{{
    {"", "send", "sent", "clerk"},
    {"sent", "accept", "accepted", "agency"},
    {"sent", "contest", "contested", "agency"},
    {"sent", "expire", "expired", "system"},
    {"sent", "withdraw", "withdrawn", "clerk,system"},
    {"contested", "decide", "decided", "reviewer,leader"},
    {"contested", "withdraw", "withdrawn", "clerk,system"},
}};

const Shape& deduction_notice_shape();

// The figures of a statement as the agency is told them, from its documents without names of raters:
// {"fee","bonus","deduction","net","engagements":[{"code","title","fee","score","grade","bonus","deduction",
//  "deductions":[{"line","kind","event","base","rate","amount"}],"steps":["..."]}]}. Two statements whose documents are
// equal tell the agency the same.
Json notice_document(const Json& case_document, const Json& result_document);
int lines_of(const Json& notice_document);

// Until when the agency answers.
WithYears<Date> answer_day(const BillingRule& rule, Date sent_on, const Calendar& calendar);

// `newest` is the statement's last notice that was not withdrawn. One that nobody answered in its days is no longer
// open, whether or not the clock has come by already.
NoticeStanding notice_standing(const BillingRule& rule, const Statement& statement, const Json& figures,
                               const std::optional<DeductionNotice>& newest, Date today);

// Refuses, in this order: statement.not_draft, statement.stale_results, deduction_notice.not_asked_for (by the policy),
// deduction_notice.no_deduction, deduction_notice.still_open, deduction_notice.already_answered (both: with these very
// figures).
Outcome send_deduction_notice(const BillingRule& rule, const Statement& statement, bool unchanged, const Json& figures,
                              const std::optional<DeductionNotice>& newest);

// Refuses, in this order: deduction_notice.wrong_state, deduction_notice.after_deadline; then together
// deduction_notice.bad_answer, and for a contest deduction_notice.lines_missing, deduction_notice.no_such_line,
// deduction_notice.line_twice, deduction_notice.reason_missing.
Outcome answer_deduction_notice(const DeductionNotice& notice, std::string_view answer,
                                const std::vector<ContestedLine>& lines, Date today);

// Refuses, in this order: deduction_notice.not_contested, access.four_eyes; then together
// deduction_notice.bad_decision, deduction_notice.decision_reason_missing.
Outcome decide_deduction_notice(const DeductionNotice& notice, std::int64_t account_id, std::string_view decision,
                                std::string_view text);

// Refuses, in this order: deduction_notice.wrong_state, deduction_notice.withdraw_reason_missing.
Outcome withdraw_deduction_notice(const DeductionNotice& notice, std::string_view reason);
bool is_expired(const DeductionNotice& notice, Date today);

}  // namespace zhiheng::domain
