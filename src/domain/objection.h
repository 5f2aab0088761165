// An objection (异议): an agency contests single rows of its published result, each with ground, evidence and the
// remedy that it seeks; a clerk prepares, another person decides; at most one appeal goes one level up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"
#include "domain/correction.h"
#include "domain/policy.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

// A figure of a result that can be contested. Values are those of a Correction: hundredths, or counts and days.
struct Contestable {
  std::string target;  // "criterion:1:report:A1", "total:2:plan", "score:duty", "event:E1", "veto:V1", "days:plan"
  std::string kind;    // of a Correction
  std::string component;
  std::string item;
  int place = 0;  // 专家1, 专家2, ...: of the sheet
  std::int64_t sheet_id = 0;
  std::string rater;       // as the case names him; never leaves the bureau
  std::string title;       // "评价报告 · A1 数据准确"
  std::string reason;      // what the expert wrote
  std::int64_t value = 0;  // now
  std::int64_t most = 0;   // full points, or the count itself
  bool more_is_better = true;
  const Criterion* criterion = nullptr;  // of the policy
};

struct ObjectionRow {
  std::int64_t id = 0;
  int sequence = 0;
  std::string target, kind, component, item;
  int place = 0;
  std::int64_t sheet_id = 0;
  std::int64_t original = 0;
  std::string ground;     // choice objection_ground
  std::string statement;  // what is wrong, in the agency's words
  std::string evidence;
  std::string pages;   // of its own deliverable
  std::string remedy;  // choice objection_remedy
  std::optional<std::int64_t> wanted;
  std::string proposal;  // of the clerk: upheld, partly, rejected
  std::optional<std::int64_t> proposed;
  std::string opinion, opinion_evidence;
  std::string outcome;
  std::optional<std::int64_t> decided;
  std::string reason;
};

struct Objection {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0, agency_id = 0, contract_id = 0, engagement_id = 0, result_id = 0;
  std::string number;
  int sequence = 1;
  int level = 1;  // 2: an appeal
  std::int64_t appeal_of_id = 0;
  std::int64_t deciding_bureau_id = 0;
  std::string state = "draft";
  std::string note;
  Date file_due_on;
  std::int64_t filed_by = 0;
  std::string filed_at;
  std::optional<Date> answer_due_on;
  std::string received_at;
  std::string returned_ground, returned_reason;
  std::string expert_statement;
  std::int64_t drafted_by = 0;  // who prepared it for decision
  std::string prepared_at;
  std::int64_t decided_by = 0;
  std::string decided_at;
  std::string decision_note;
  std::string outcome;  // upheld, partly, rejected
  std::optional<Date> appeal_due_on;
  std::string closed_at;
  std::string withdrawn_reason;
  std::int64_t new_result_id = 0, statement_id = 0, adjustment_id = 0;
  std::optional<std::int64_t> net_before_fen, net_after_fen;
  std::string effect;  // {"before":{...},"after":{...}}, once decided
  std::int64_t version = 1;
  std::vector<ObjectionRow> rows;

  // Neither confirms a statement nor is contested twice meanwhile.
  bool is_open() const;
};

inline constexpr std::array<Transition, 23> objection_workflow{{
    {"", "draft", "draft", "agency"},
    {"draft", "change", "draft", "agency"},
    {"draft", "file", "filed", "agency"},
    {"draft", "withdraw", "withdrawn", "agency"},
    {"returned", "change", "returned", "agency"},
    {"returned", "file", "filed", "agency"},
    {"returned", "withdraw", "withdrawn", "agency"},
    {"filed", "receive", "received", "clerk"},
    {"filed", "return", "returned", "clerk"},
    {"filed", "withdraw", "withdrawn", "agency"},
    {"received", "return", "returned", "clerk"},
    {"received", "prepare", "prepared", "clerk"},
    {"received", "withdraw", "withdrawn", "agency"},
    {"prepared", "prepare", "prepared", "clerk"},
    {"prepared", "call", "reviewing", "clerk"},
    {"prepared", "decide", "decided", "leader"},
    {"reviewing", "complete", "reviewed", "system"},
    {"reviewing", "recall", "prepared", "system"},
    {"reviewed", "decide", "decided", "leader"},
    {"decided", "close", "closed", "clerk,system"},
    {"prepared", "withdraw", "withdrawn", "agency"},
    {"reviewing", "withdraw", "withdrawn", "agency"},
    {"reviewed", "withdraw", "withdrawn", "agency"},
}};

const Shape& objection_shape();

// The n-th (working) day after `from`, as the policy counts the days of objections.
Date objection_day(const Policy& policy, const Calendar& calendar, Date from, int days);

// Refuses objection.wrong_state, naming the state: the table knows no such step from it.
Outcome step_objection(const Objection& objection, std::string_view action);

// Refuses, in this order: objection.wrong_state (not draft or returned), objection.after_deadline, objection.no_rows;
// then all together, at each row: objection.row_not_there, objection.row_twice, objection.row_contested (in `taken`,
// which an earlier objection contests or decided), objection.row_changed (the figure is another one now),
// objection.statement_missing, objection.evidence_missing (not on the ground of arithmetic or recusal),
// objection.wanted_missing, objection.wanted_not_better, objection.wanted_out_of_range, objection.remedy_unfit.
Outcome file_objection(const Objection& objection, const std::vector<Contestable>& there,
                       const std::vector<std::string>& taken, Date today);
// What is wrong even in a draft: row_not_there, row_twice, wanted_out_of_range.
Problems check_draft_rows(const std::vector<ObjectionRow>& rows, const std::vector<Contestable>& there);

// Refuses, in this order: objection.wrong_state, objection.return_reason_missing.
Outcome return_objection(const Objection& objection, std::string_view reason);

// The clerk's opinion per row. Refuses objection.wrong_state; then together per row objection.proposal_missing,
// objection.opinion_missing and what check_value refuses.
Outcome prepare_objection(const Objection& objection, const std::vector<Contestable>& there);

struct DecisionFacts {
  std::int64_t account_id = 0;
  std::int64_t bureau_id = 0;       // of who decides
  std::int64_t decided_before = 0;  // who decided what is appealed against
  bool second_panel = false;        // the policy asks for one
  bool result_outdated = false;     // rows changed since the current result was computed
  const std::vector<Contestable>* there = nullptr;
};
// Refuses, in this order: objection.wrong_state, objection.second_panel_missing, objection.one_level_up,
// access.four_eyes, objection.same_decider, objection.result_outdated; then together per row objection.row_changed,
// objection.outcome_missing, objection.reason_missing, objection.decided_missing, objection.points_out_of_range,
// objection.points_not_a_step, objection.worse_than_before, objection.less_than_wanted.
Outcome decide_objection(const Objection& objection, const DecisionFacts& facts);
std::string overall_outcome(const std::vector<ObjectionRow>& rows);

// One value that somebody proposes for a row: it lies in the range, is a step of the rubric and better for the agency
// than what it replaces, because nobody is worse off for having objected. `where` is "/rows/0/decided".
Problems check_value(const Contestable& row, std::int64_t value, bool better, const std::string& where);

// Refuses, in this order: objection.wrong_state (not decided), objection.no_appeal_level, objection.nothing_rejected,
// objection.appeal_after_deadline.
Outcome appeal_objection(const Objection& objection, int levels, Date today);
// By hand before the time to appeal has passed only once the agency accepted. Refuses objection.wrong_state,
// objection.appeal_open.
Outcome close_objection(const Objection& objection, bool accepted, Date today);

// What the second panel makes of a row: the middle one, of two middle ones the mean, rounded half up.
std::int64_t median_of(std::vector<std::int64_t> values);

const Contestable* find_contestable(const std::vector<Contestable>& there, std::string_view target);
Correction correction_of(const Contestable& row, std::int64_t after, const std::string& by);

}  // namespace zhiheng::domain
