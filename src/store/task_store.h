// What waits for somebody: one query per kind of task, never one per row.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "domain/access.h"
#include "store/sql.h"

namespace zhiheng::store {

// A row that waits. Which columns mean what is said at each function.
struct Waiting {
  std::string kind;
  std::string stem;
  std::int64_t id = 0;
  std::string title;
  std::string due_on;     // "" when nothing is due
  std::string component;  // of a sheet: one panel has several per expert
  std::int64_t count = 1;
};

inline constexpr int most_waiting = 200;  // of one kind; who has more works down his list

// Drafts and returned sheets of open panels, for their expert: fill_sheet, sheet_returned.
std::vector<Waiting> waiting_sheets(Connection& rows, std::int64_t expert_id);
std::vector<Waiting> waiting_invitations(Connection& rows, std::int64_t expert_id);
// Panels that ask for a declaration which he has not made: declare_relations.
std::vector<Waiting> waiting_declarations(Connection& rows, std::int64_t expert_id);
// Open panels in which nobody is awaited: close_panel, as far as the rule of closing agrees (by_closing_rule of the
// services); past their deadline with `count` sheets missing: panel_overdue.
std::vector<Waiting> waiting_panels(Connection& rows, const domain::Scope& scope, Date today);
// Contracts whose engagements all have a result and which have no statement: draft_statement.
std::vector<Waiting> waiting_contracts(Connection& rows, const domain::Scope& scope);
// Versions that nobody has judged: judge_deliverable.
std::vector<Waiting> waiting_versions(Connection& rows, const domain::Scope& scope);
// Plans and reports that did not come in, due until that day: deliverable_due_plan, deliverable_due_report,
// deliverable_late_plan, deliverable_late_report.
std::vector<Waiting> waiting_deliverables(Connection& rows, const domain::Scope& scope, Date today, Date until);
// The agency's last version was sent back: deliverable_returned.
std::vector<Waiting> returned_deliverables(Connection& rows, const domain::Scope& scope);
// Confirmed statements with something to pay or to recover: pay_statement.
std::vector<Waiting> waiting_payments(Connection& rows, const domain::Scope& scope);
// Drafts of other people: confirm_statement, confirm_adjustment.
std::vector<Waiting> waiting_statements(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
std::vector<Waiting> waiting_adjustments(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
// Experts who stand so, with the day on which their term or the first of their qualifications ends; the condition is
// that of the list behind the task.
std::vector<Waiting> waiting_experts(Connection& rows, const char* kind, const char* standing,
                                     const domain::Actor& actor, Date today);
// Finished drafts of other people: confirm_expert_fee; draft schemes of other people: approve_fee_scheme.
std::vector<Waiting> waiting_expert_fees(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
std::vector<Waiting> waiting_fee_schemes(Connection& rows, const domain::Scope& scope, std::int64_t account_id);
// Draft policies: approve_policy.
std::vector<Waiting> waiting_policies(Connection& rows, const domain::Scope& scope);

}  // namespace zhiheng::store
