// Who scores an engagement: the panel with its members, its deadline and the policy version frozen with it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "domain/policy.h"
#include "domain/score_sheet.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct PanelMember {
  std::int64_t id = 0;
  std::int64_t expert_id = 0;
  std::string expert_code;
  std::string expert_name;
  std::string rater_group = "expert";
  bool recused = false;
  std::string recusal_reason;
  std::int64_t version = 1;
  std::string duty = "member";       // chair | rapporteur | member
  std::string origin = "appointed";  // appointed | drawn | substitute | extra
  std::string joined_at;             // UTC text of the column, as the other moments
  std::string joined_reason;         // why later than the others
  std::string left_at;               // empty while he is in
  std::string left_reason;
  std::string invitation;  // "" not invited | invited | accepted | declined
  std::string invited_at;
  std::optional<Date> answer_on;  // the last day for an answer
  std::string answered_at;
  std::string answer_reason;

  bool is_seated() const { return !recused && left_at.empty(); }  // still to score
};

struct Panel {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t engagement_id = 0;
  std::int64_t policy_id = 0;
  std::string name;
  Date deadline_on;
  std::string state = "open";  // open | closed; a closed panel stays closed
  std::int64_t version = 1;
  bool invites = false;                 // members answer an invitation before they score
  std::vector<std::string> components;  // that its sheets score; empty: as its sheets say
  std::optional<int> quorum;            // lowered by a leader; otherwise that of the policy
  std::string discussion;               // "" | open: the first scores are kept, sheets may be revised
  std::string discussed_at;
  std::vector<PanelMember> members;

  const PanelMember* member_of(std::int64_t expert_id) const;
  const PanelMember* member(std::int64_t member_id) const;
};

inline constexpr std::array<Transition, 4> panel_workflow{{
    {"", "create", "open", "clerk"},
    {"open", "change_members", "open", "clerk"},
    {"open", "recuse", "open", "clerk"},
    {"open", "close", "closed", "clerk"},
}};

// What the guards of a panel need: the policy version frozen with it and the components that its sheets score.
struct PanelRules {
  const Policy* policy = nullptr;
  std::vector<const Component*> components;

  std::vector<std::string> groups() const;  // rater groups that a member may stand for; {"expert"} where all are equal
  int least_members() const;                // the panel's own least number or the greatest quorum
};

// The components by name; without names those scored components that have a rubric, or all scored ones where none
// has. Refuses panel.unknown_component, panel.component_twice, panel.component_monitored.
Result<PanelRules> panel_rules(const Policy& policy, const std::vector<std::string>& names);

// Does this component take a sheet of this group's raters?
bool takes_group(const Component& component, std::string_view group);

struct MemberWish {
  std::int64_t expert_id = 0;
  std::string rater_group = "expert";
};

// An expert as the guards see him; absent experts are simply not among them.
struct ExpertFacts {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::string name;
  std::string status;
};

// Refuses, all together, each at its member: panel.no_members; per member panel.no_such_expert,
// panel.expert_not_active, panel.member_twice, panel.unknown_group; then panel.too_few_members, panel.not_odd,
// panel.group_empty.
Outcome check_members(const std::vector<MemberWish>& wishes, const std::vector<ExpertFacts>& experts,
                      const PanelRules& rules);

// Under a contract in this state work is still scored: what was delivered before it ended early is paid by its score.
bool is_scored(std::string_view contract_state);
// Refuses, in this order: panel.exists, panel.contract_closed; then together panel.deadline_past and check_members.
Outcome open_panel(bool exists, std::string_view contract_state, Date deadline_on, Date today,
                   const std::vector<MemberWish>& wishes, const std::vector<ExpertFacts>& experts,
                   const PanelRules& rules);

// The same for a panel whose members will be drawn.
Outcome open_empty_panel(bool exists, std::string_view contract_state, Date deadline_on, Date today);

// Refuses, in this order: panel.not_open, panel.members_invited (they come and go one by one), panel.has_sheets (one
// was submitted, returned or locked), panel.member_has_draft (someone who is taken off has begun), panel.already_left,
// then check_members.
Outcome change_members(const Panel& panel, const std::vector<ScoreSheet>& sheets, const std::vector<MemberWish>& wishes,
                       const std::vector<ExpertFacts>& experts, const PanelRules& rules);

// Refuses, in this order: panel.not_open, panel.deadline_past.
Outcome move_deadline(const Panel& panel, Date deadline_on, Date today);

// Refuses, in this order: panel.not_open, panel.not_a_member, panel.already_recused, panel.reason_missing.
Outcome recuse_member(const Panel& panel, std::int64_t member_id, std::string_view reason);

// What keeps the sheets from being enough, together, per component: panel.sheets_missing (names who; where the policy
// lets sheets be missing only until the deadline has passed), panel.quorum_missing, panel.group_missing. Sheets of
// recused members do not count and are not missed; who left is not missed, what he handed in before counts.
Problems what_is_missing(const Panel& panel, const std::vector<ScoreSheet>& sheets, const PanelRules& rules,
                         Date today);

// Refuses, in this order: panel.not_open, panel.discussion_missing (the policy holds one); then what_is_missing.
Outcome close_panel(const Panel& panel, const std::vector<ScoreSheet>& sheets, const PanelRules& rules, Date today);

// The sheets that count: submitted or locked, of members who are not recused.
std::vector<const ScoreSheet*> counted_sheets(const Panel& panel, const std::vector<ScoreSheet>& sheets,
                                              std::string_view component);

}  // namespace zhiheng::domain
