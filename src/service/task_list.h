// Where all rows of a kind of task are listed, for who has more of them than are shown one by one.
#pragma once

#include <string_view>

namespace zhiheng::service {

// The list that holds what a kind of task waits for.
struct TaskList {
  std::string_view kind;
  std::string_view stem;
  std::string_view standing;
};
inline constexpr TaskList task_lists[] = {
    {"close_panel", "panel", "complete"},
    {"panel_not_ready", "panel", "complete"},
    {"panel_overdue", "panel", "overdue"},
    {"draft_statement", "contract", "to_settle"},
    {"judge_deliverable", "deliverable", "to_judge"},
    {"pay_statement", "statement", "to_pay"},
    {"deliverable_due_plan", "engagement", "plan_due"},
    {"deliverable_due_report", "engagement", "report_due"},
    {"deliverable_late_plan", "engagement", "plan_late"},
    {"deliverable_late_report", "engagement", "report_late"},
    {"deliverable_returned", "deliverable", "sent_back"},
    {"confirm_statement", "statement", "to_confirm"},
    {"confirm_adjustment", "adjustment", "to_confirm"},
    {"approve_policy", "policy", "to_approve"},
    {"answer_objection", "objection", "to_answer"},
    {"decide_objection", "objection", "to_decide"},
    {"refile_objection", "objection", "to_refile"},
    {"approve_expert", "expert", "to_approve"},
    {"decide_proposal", "expert", "proposal_waiting"},
    {"publish_expert_notice", "expert", "to_publish"},
    {"expert_term_ending", "expert", "term_ending"},
    {"expert_qualification_ending", "expert", "qualification_ending"},
};

// Null for a kind whose rows stand in no list of their own.
inline const TaskList* list_of(std::string_view kind) {
  for (const TaskList& list : task_lists) {
    if (list.kind == kind) return &list;
  }
  return nullptr;
}

}  // namespace zhiheng::service
