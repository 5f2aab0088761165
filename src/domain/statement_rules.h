// What a contract owes: the statement (结算单) of all its engagements, corrected only by adjustments that name what
// they correct, and the balance that follows from both and from what was paid.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct StatementLine {
  std::int64_t engagement_id = 0;
  std::int64_t result_id = 0;
  Money fee, bonus, deduction;
};

struct Statement {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t contract_id = 0;
  std::string number;  // the contract's number + "-S" + sequence
  int sequence = 1;
  std::string state = "draft";
  Money fee, bonus, deduction, paid, payable, recoverable;
  std::string case_document;
  std::string result_document;
  std::int64_t drafted_by = 0;
  std::int64_t confirmed_by = 0;
  std::string confirmed_at, settled_at, voided_at;
  std::string void_reason;
  std::int64_t version = 1;
  std::vector<StatementLine> lines;
};

// A settled statement is opened again by an adjustment that leaves something to pay or to recover.
inline constexpr std::array<Transition, 7> statement_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "redraw", "draft", "clerk"},
    {"draft", "confirm", "confirmed", "reviewer,leader"},
    {"confirmed", "settle", "settled", "system"},
    {"settled", "reopen", "confirmed", "system"},
    {"draft", "void", "voided", "leader"},
    {"confirmed", "void", "voided", "leader"},
}};

struct Adjustment {
  std::int64_t id = 0;
  std::int64_t statement_id = 0;
  int sequence = 1;
  Money amount;          // what the agency gets more; negative: less
  std::string corrects;  // "/result/engagements/0/final_score" or a sentence
  std::string reason;
  std::string state = "draft";  // draft | confirmed | voided
  std::int64_t drafted_by = 0;
  std::int64_t confirmed_by = 0;
  std::string confirmed_at;
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 3> adjustment_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "confirm", "confirmed", "reviewer,leader"},
    {"draft", "void", "voided", "clerk"},
}};

// Where the account of a contract stands. payable and recoverable are never negative and never both positive; what is
// held back (domain/retention.h) is owed, but not payable before its release.
struct Balance {
  Money net;   // fee + bonus - deduction + confirmed adjustments
  Money paid;  // payments less refunds
  Money payable, recoverable;
  Money held;  // at most what is owed
  bool even() const { return payable == Money() && recoverable == Money() && held == Money(); }
};
Balance balance_of(Money net, Money paid, Money retained = Money());
Money net_of(const Statement& statement, const std::vector<Adjustment>& adjustments);  // confirmed ones only

// What the guards of a new draft look at.
struct DraftFacts {
  std::string standing_state;               // of the newest statement that was not voided; empty without one
  std::vector<std::string> missing_codes;   // engagements without a current result
  bool policies_differ = false;             // panels froze different policy versions
  std::vector<std::string> outdated_codes;  // ... whose result was computed from other sheets, scores, days or conduct
};

// A contract that ended early is settled like any other: that is when something may be recoverable. Refuses, in this
// order: statement.draft_exists, statement.exists (a confirmed or
// settled one: adjust or void it), then together statement.results_missing, statement.results_outdated,
// statement.policies_differ.
Outcome draft_statement(const DraftFacts& facts);
// The same for drawing a draft anew. Refuses first statement.not_draft.
Outcome redraw_statement(const Statement& statement, const DraftFacts& facts);

// What the agency was told of a draft's deductions (domain/deduction_notice.h).
enum class NoticeStanding { not_needed, missing, open, outdated, answered };

// Refuses, in this order: statement.not_draft, statement.four_eyes, statement.objection_open (the agency contests a
// result of the contract, and that is not decided), statement.stale_results (a result, payment, fee or adjustment
// changed since the draft was drawn), then what the policy asks of a deduction: statement.notice_missing,
// statement.notice_open (the agency's time runs, or what it contests is not decided), statement.notice_outdated (other
// figures than the agency was told, or a decision to draw them anew).
Outcome confirm_statement(const Statement& statement, std::int64_t account_id, bool unchanged,
                          bool objection_open = false, NoticeStanding notice = NoticeStanding::not_needed);

// A confirmed statement can be voided as long as no money moved under it; afterwards only an adjustment mends it,
// because a payment must always stand on a statement. Refuses, in this order: statement.not_voidable,
// statement.paid_under, statement.void_reason_missing.
Outcome void_statement(const Statement& statement, int payments_under, std::string_view reason);

// Refuses, in this order: statement.not_confirmed; then together adjustment.amount_missing (nought),
// adjustment.corrects_missing, adjustment.no_such_figure (a pointer that leads nowhere in the evidence document),
// adjustment.reason_missing, adjustment.below_nought (the agency would owe more than everything).
Outcome draft_adjustment(const Statement& statement, const std::vector<Adjustment>& earlier, const Adjustment& wish);

// Refuses, in this order: adjustment.not_draft, statement.not_confirmed, adjustment.four_eyes, adjustment.below_nought.
Outcome confirm_adjustment(const Statement& statement, const std::vector<Adjustment>& all, const Adjustment& adjustment,
                           std::int64_t account_id);
Outcome void_adjustment(const Adjustment& adjustment);  // adjustment.not_draft

}  // namespace zhiheng::domain
