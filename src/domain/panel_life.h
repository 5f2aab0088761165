// A panel while it lives: members who come, answer, leave and take a duty, a quorum that is lowered, and the discussion
// before which the first scores are kept. None of it takes away what somebody has written.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/panel.h"

namespace zhiheng::domain {

inline constexpr std::array<Transition, 4> invitation_workflow{{
    {"", "invite", "invited", "clerk"},
    {"invited", "accept", "accepted", "expert"},
    {"invited", "decline", "declined", "expert"},
    {"accepted", "decline", "declined", "expert"},
}};

// One more member beside those who are in. Refuses, in this order: panel.not_open, panel.no_such_expert,
// panel.member_twice (also who has left), panel.expert_not_active, panel.unknown_group.
Outcome seat_member(const Panel& panel, const ExpertFacts* expert, const MemberWish& wish, const PanelRules& rules);

// What he handed in stays and counts, what he had begun stays with him. Refuses, in this order: panel.not_open,
// panel.not_a_member, panel.already_left, panel.reason_missing.
Outcome leave_panel(const Panel& panel, std::int64_t member_id, std::string_view reason);

// chair | rapporteur | member. Refuses, in this order: panel.not_a_member, panel.already_left, panel.unknown_duty.
Outcome give_duty(const Panel& panel, std::int64_t member_id, std::string_view duty);

// Refuses, in this order: panel.not_open, panel.nobody_to_invite (all were invited already).
Outcome send_invitations(const Panel& panel);

// A yes or a no; a no leaves the panel and needs a reason. Late answers are taken while the seat is kept. Refuses, in
// this order: panel.not_open, panel.not_invited, panel.already_answered, panel.has_sheets (a no after a sheet was
// handed in), panel.reason_missing.
Outcome answer_invitation(const Panel& panel, std::int64_t member_id, bool accept, std::string_view reason,
                          const std::vector<ScoreSheet>& sheets);

// The sheets that a component needs now: the policy's number, or the lower one that a leader decided.
int quorum_of(const Panel& panel, const Component& component);
int greatest_quorum(const Panel& panel, const PanelRules& rules);

// May it be lowered at all? Refuses, in this order: panel.not_open, panel.quorum_fixed (the policy names no lowest
// one), panel.quorum_lowest (it is there already).
Outcome may_lower_quorum(const Panel& panel, const PanelRules& rules);
// Refuses what may_lower_quorum refuses; then together panel.quorum_out_of_range, panel.reason_missing.
Outcome lower_quorum(const Panel& panel, const PanelRules& rules, std::int64_t quorum, std::string_view reason);

// Refuses, in this order: panel.not_open, panel.no_discussion (by the policy), panel.discussion_opened; then what keeps
// the panel from closing.
Outcome open_discussion(const Panel& panel, const std::vector<ScoreSheet>& sheets, const PanelRules& rules, Date today);

// A sheet that was handed in is taken up again during the discussion. Refuses, in this order: panel.not_open,
// sheet.not_a_member, sheet.recused, sheet.member_left, sheet.no_discussion, sheet.not_submitted.
Outcome revise_sheet(const Panel& panel, std::int64_t expert_id, const ScoreSheet& sheet);

}  // namespace zhiheng::domain
