// One expert's score of one component: points by criterion with a reason for every point taken off, or a total where
// the policy lets it be one. draft -> submitted -> locked, or returned with a reason.
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

struct Panel;
struct PanelMember;

struct ScoreItem {
  std::string criterion;
  std::optional<Score> points;
  std::optional<int> defects;  // of a per_defect criterion; the points follow from them
  std::string reason;
  std::string page;  // where in the document
};

struct ScoreSheet {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;
  std::int64_t panel_id = 0;
  std::int64_t member_id = 0;
  std::string component;
  std::string state = "draft";
  std::optional<Score> total;
  std::string comment;
  std::string returned_reason;
  std::string submitted_at;  // UTC text of the column; empty while never submitted
  std::int64_t version = 1;  // 1: nobody has written into it yet
  std::vector<ScoreItem> items;
};

// A sheet as it was before the panel discussed it; the sheet itself holds what stands after it.
struct FirstScore {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t sheet_id = 0;
  Score total;
  std::string comment;
  std::string submitted_at;
  std::vector<ScoreItem> items;
};

inline constexpr std::array<Transition, 9> sheet_workflow{{
    {"", "open", "draft", "system"},
    {"draft", "save", "draft", "expert"},
    {"draft", "submit", "submitted", "expert"},
    {"submitted", "return", "returned", "reviewer,leader"},
    {"returned", "save", "returned", "expert"},
    {"returned", "submit", "submitted", "expert"},
    {"submitted", "revise", "draft", "expert"},
    {"submitted", "lock", "locked", "system"},
    {"locked", "see", "locked", "clerk,reviewer,leader"},
}};

// May this member write into the sheet today? Refuses, in this order: panel.not_open, sheet.not_a_member,
// sheet.recused, sheet.member_left, sheet.invitation_open (the panel asks for answers), sheet.after_deadline (not for a
// sheet that was sent back or is discussed: it has no other time), sheet.already_submitted.
Outcome may_write(const Panel& panel, std::int64_t expert_id, const ScoreSheet& sheet, Date today);

// Puts the points of per_defect criteria where only defects are given: full points less per_defect each, never
// below nought (扣完为止).
void complete_points(const Component& component, std::vector<ScoreItem>& items);

// Everything that is wrong even in a draft, all together: sheet.unknown_criterion, sheet.criterion_twice,
// sheet.score_out_of_range, sheet.not_a_step, sheet.defects_not_counted, sheet.defects_and_points,
// sheet.total_not_allowed, sheet.items_not_allowed, sheet.total_and_items.
Problems check_bounds(const Component& component, const ScoreSheet& sheet);

// The total of a complete sheet. Refuses, all together: check_bounds, sheet.score_missing, sheet.reason_missing,
// sheet.page_missing.
Result<Score> total_of(const Component& component, const ScoreSheet& sheet);

// Refuses, in this order: panel.not_open, sheet.not_submitted, sheet.return_reason_missing.
Outcome return_sheet(std::string_view panel_state, const ScoreSheet& sheet, std::string_view reason);

}  // namespace zhiheng::domain
