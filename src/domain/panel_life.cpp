#include "domain/panel_life.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

Problem not_open() {
  return refusal(Kind::conflict, "panel.not_open");
}

// A member who is still in; the refusals that all acts on one member share.
Outcome seated(const Panel& panel, std::int64_t member_id) {
  const PanelMember* member = panel.member(member_id);
  if (!member) return refusal(Kind::absent, "panel.not_a_member", "/member");
  if (!member->left_at.empty()) {
    return refusal(Kind::conflict, "panel.already_left", "/member", {{"expert", member->expert_name}});
  }
  return Done{};
}

}  // namespace

Outcome seat_member(const Panel& panel, const ExpertFacts* expert, const MemberWish& wish, const PanelRules& rules) {
  if (panel.state != "open") return not_open();
  if (!expert) return refusal("panel.no_such_expert", "/expert");
  if (panel.member_of(expert->id)) {
    return refusal(Kind::conflict, "panel.member_twice", "/expert", {{"expert", expert->name}});
  }
  if (expert->status != "active") return refusal("panel.expert_not_active", "/expert", {{"expert", expert->name}});
  const auto groups = rules.groups();
  if (std::find(groups.begin(), groups.end(), wish.rater_group) == groups.end()) {
    return refusal("panel.unknown_group", "/group", {{"group", wish.rater_group}});
  }
  return Done{};
}

Outcome leave_panel(const Panel& panel, std::int64_t member_id, std::string_view reason) {
  if (panel.state != "open") return not_open();
  if (Outcome in = seated(panel, member_id); !in) return in;
  if (reason.empty()) return refusal("panel.reason_missing", "/reason");
  return Done{};
}

Outcome give_duty(const Panel& panel, std::int64_t member_id, std::string_view duty) {
  if (Outcome in = seated(panel, member_id); !in) return in;
  if (duty != "chair" && duty != "rapporteur" && duty != "member") {
    return refusal("panel.unknown_duty", "/duty", {{"duty", std::string(duty)}});
  }
  return Done{};
}

Outcome send_invitations(const Panel& panel) {
  if (panel.state != "open") return not_open();
  const bool anybody = std::any_of(panel.members.begin(), panel.members.end(), [](const PanelMember& member) {
    return member.is_seated() && member.invitation.empty();
  });
  if (!anybody) return refusal(Kind::conflict, "panel.nobody_to_invite");
  return Done{};
}

Outcome answer_invitation(const Panel& panel, std::int64_t member_id, bool accept, std::string_view reason,
                          const std::vector<ScoreSheet>& sheets) {
  if (panel.state != "open") return not_open();
  const PanelMember* member = panel.member(member_id);
  if (!member || !member->is_seated() || member->invitation.empty()) {
    return refusal(Kind::conflict, "panel.not_invited");
  }
  if (!find_transition(invitation_workflow, member->invitation, accept ? "accept" : "decline")) {
    return refusal(Kind::conflict, "panel.already_answered");
  }
  if (accept) return Done{};
  const bool handed_in = std::any_of(sheets.begin(), sheets.end(), [&](const ScoreSheet& sheet) {
    return sheet.member_id == member_id && sheet.state != "draft";
  });
  if (handed_in) return refusal(Kind::conflict, "panel.has_sheets");
  if (reason.empty()) return refusal("panel.reason_missing", "/reason");
  return Done{};
}

int quorum_of(const Panel& panel, const Component& component) {
  return panel.quorum ? std::min(*panel.quorum, component.aggregation.quorum) : component.aggregation.quorum;
}

int greatest_quorum(const Panel& panel, const PanelRules& rules) {
  int greatest = 1;
  for (const Component* component : rules.components) greatest = std::max(greatest, quorum_of(panel, *component));
  return greatest;
}

Outcome may_lower_quorum(const Panel& panel, const PanelRules& rules) {
  if (panel.state != "open") return not_open();
  const auto lowest = rules.policy->panel.lowest_quorum;
  if (!lowest) return refusal(Kind::conflict, "panel.quorum_fixed");
  if (greatest_quorum(panel, rules) <= *lowest) {
    return refusal(Kind::conflict, "panel.quorum_lowest", {}, {{"lowest", std::to_string(*lowest)}});
  }
  return Done{};
}

Outcome lower_quorum(const Panel& panel, const PanelRules& rules, std::int64_t quorum, std::string_view reason) {
  if (Outcome may = may_lower_quorum(panel, rules); !may) return may;
  const int lowest = *rules.policy->panel.lowest_quorum;
  const int now = greatest_quorum(panel, rules);
  Problems problems;
  if (quorum < lowest || quorum >= now) {
    problems.push_back(refusal("panel.quorum_out_of_range", "/quorum",
                               {{"lowest", std::to_string(lowest)}, {"most", std::to_string(now - 1)}}));
  }
  if (reason.empty()) problems.push_back(refusal("panel.reason_missing", "/reason"));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome open_discussion(const Panel& panel, const std::vector<ScoreSheet>& sheets, const PanelRules& rules,
                        Date today) {
  if (panel.state != "open") return not_open();
  if (!rules.policy->discussion.held) return refusal(Kind::conflict, "panel.no_discussion");
  if (!panel.discussion.empty()) return refusal(Kind::conflict, "panel.discussion_opened");
  Problems problems = what_is_missing(panel, sheets, rules, today);
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome revise_sheet(const Panel& panel, std::int64_t expert_id, const ScoreSheet& sheet) {
  if (panel.state != "open") return not_open();
  const PanelMember* member = panel.member_of(expert_id);
  if (!member || member->id != sheet.member_id) return refusal(Kind::forbidden, "sheet.not_a_member");
  if (member->recused) return refusal(Kind::conflict, "sheet.recused");
  if (!member->left_at.empty()) return refusal(Kind::conflict, "sheet.member_left");
  if (panel.discussion != "open") return refusal(Kind::conflict, "sheet.no_discussion");
  if (!find_transition(sheet_workflow, sheet.state, "revise")) return refusal(Kind::conflict, "sheet.not_submitted");
  return Done{};
}

}  // namespace zhiheng::domain
