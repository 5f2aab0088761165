#include "domain/panel.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "domain/panel_life.h"

namespace zhiheng::domain {

namespace {

const ExpertFacts* find_expert(const std::vector<ExpertFacts>& experts, std::int64_t id) {
  for (const ExpertFacts& expert : experts) {
    if (expert.id == id) return &expert;
  }
  return nullptr;
}

bool knows(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Problem not_open() {
  return refusal(Kind::conflict, "panel.not_open");
}

bool is_handed_in(const ScoreSheet& sheet) {
  return sheet.state == "submitted" || sheet.state == "locked";
}

bool has_sheet(const std::vector<const ScoreSheet*>& sheets, std::int64_t member_id) {
  return std::any_of(sheets.begin(), sheets.end(),
                     [&](const ScoreSheet* sheet) { return sheet->member_id == member_id; });
}

Params with_component(const Component& component, Params params) {
  params.insert(params.begin(), {"component", component.title});
  return params;
}

std::string missing_members(const Panel& panel, const std::vector<const ScoreSheet*>& counted,
                            const Component& component) {
  std::string missing;
  for (const PanelMember& member : panel.members) {
    if (!member.is_seated() || !takes_group(component, member.rater_group) || has_sheet(counted, member.id)) continue;
    missing += (missing.empty() ? "" : ", ") + member.expert_name;
  }
  return missing;
}

void check_component(const Panel& panel, const std::vector<ScoreSheet>& sheets, const Component& component, Date today,
                     Problems& problems) {
  const auto counted = counted_sheets(panel, sheets, component.code);
  const std::string where = pointer_to("", component.code);
  const std::string missing = missing_members(panel, counted, component);
  if (!missing.empty() && (!component.aggregation.missing_allowed || today <= panel.deadline_on)) {
    problems.push_back(
        refusal(Kind::conflict, "panel.sheets_missing", where, with_component(component, {{"members", missing}})));
  }
  const int quorum = quorum_of(panel, component);
  if (static_cast<int>(counted.size()) < quorum) {
    problems.push_back(refusal(
        Kind::conflict, "panel.quorum_missing", where,
        with_component(component, {{"count", std::to_string(counted.size())}, {"quorum", std::to_string(quorum)}})));
  }
  for (const RaterGroup& group : component.groups) {
    const bool present = std::any_of(counted.begin(), counted.end(), [&](const ScoreSheet* sheet) {
      const PanelMember* member = panel.member(sheet->member_id);
      return member && member->rater_group == group.code;
    });
    if (!present) {
      problems.push_back(
          refusal(Kind::conflict, "panel.group_missing", where, with_component(component, {{"group", group.title}})));
    }
  }
}

void check_member(const MemberWish& wish, const std::string& where, const std::vector<ExpertFacts>& experts,
                  const std::vector<std::string>& groups, std::set<std::int64_t>& seen, Problems& problems) {
  const ExpertFacts* expert = find_expert(experts, wish.expert_id);
  if (!expert) {
    problems.push_back(refusal("panel.no_such_expert", where + "/expert"));
  } else if (expert->status != "active") {
    problems.push_back(refusal("panel.expert_not_active", where + "/expert", {{"expert", expert->name}}));
  } else if (!seen.insert(expert->id).second) {
    problems.push_back(refusal("panel.member_twice", where + "/expert", {{"expert", expert->name}}));
  }
  if (!knows(groups, wish.rater_group)) {
    problems.push_back(refusal("panel.unknown_group", where + "/group", {{"group", wish.rater_group}}));
  }
}

}  // namespace

const PanelMember* Panel::member_of(std::int64_t expert_id) const {
  for (const PanelMember& one : members) {
    if (one.expert_id == expert_id) return &one;
  }
  return nullptr;
}

const PanelMember* Panel::member(std::int64_t member_id) const {
  for (const PanelMember& one : members) {
    if (one.id == member_id) return &one;
  }
  return nullptr;
}

std::vector<std::string> PanelRules::groups() const {
  std::vector<std::string> codes;
  for (const Component* component : components) {
    for (const RaterGroup& group : component->groups) {
      if (!knows(codes, group.code)) codes.push_back(group.code);
    }
  }
  if (codes.empty()) codes.emplace_back("expert");
  return codes;
}

int PanelRules::least_members() const {
  int least = policy->panel.least_members;
  for (const Component* component : components) least = std::max(least, component->aggregation.quorum);
  return least;
}

Result<PanelRules> panel_rules(const Policy& policy, const std::vector<std::string>& names) {
  PanelRules rules{&policy, {}};
  Problems problems;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string where = pointer_to("/components", i);
    const Component* component = policy.find_component(names[i]);
    if (!component) {
      problems.push_back(refusal("panel.unknown_component", where, {{"component", names[i]}}));
    } else if (component->mode == ComponentMode::monitored) {
      problems.push_back(refusal("panel.component_monitored", where, {{"component", component->title}}));
    } else if (std::find(rules.components.begin(), rules.components.end(), component) != rules.components.end()) {
      problems.push_back(refusal("panel.component_twice", where, {{"component", component->title}}));
    } else {
      rules.components.push_back(component);
    }
  }
  if (!problems.empty()) return problems;
  for (const bool rubric_needed : {true, false}) {
    if (!rules.components.empty()) break;
    for (const Component& component : policy.components) {
      if (component.mode != ComponentMode::scored || (rubric_needed && component.criteria.empty())) continue;
      rules.components.push_back(&component);
    }
  }
  return rules;
}

bool takes_group(const Component& component, std::string_view group) {
  return component.groups.empty() || std::any_of(component.groups.begin(), component.groups.end(),
                                                 [&](const RaterGroup& one) { return one.code == group; });
}

Outcome check_members(const std::vector<MemberWish>& wishes, const std::vector<ExpertFacts>& experts,
                      const PanelRules& rules) {
  if (wishes.empty()) return refusal("panel.no_members", "/members");
  Problems problems;
  std::set<std::int64_t> seen;
  const auto groups = rules.groups();
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    check_member(wishes[i], pointer_to("/members", i), experts, groups, seen, problems);
  }
  const int least = rules.least_members();
  if (static_cast<int>(wishes.size()) < least) {
    problems.push_back(refusal("panel.too_few_members", "/members",
                               {{"count", std::to_string(wishes.size())}, {"least", std::to_string(least)}}));
  }
  if (rules.policy->panel.odd && wishes.size() % 2 == 0) {
    problems.push_back(refusal("panel.not_odd", "/members", {{"count", std::to_string(wishes.size())}}));
  }
  std::set<std::string> needed;
  for (const Component* component : rules.components) {
    for (const RaterGroup& group : component->groups) needed.insert(group.code);
  }
  for (const std::string& group : needed) {
    const bool present =
        std::any_of(wishes.begin(), wishes.end(), [&](const MemberWish& wish) { return wish.rater_group == group; });
    if (!present) problems.push_back(refusal("panel.group_empty", "/members", {{"group", group}}));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

bool is_scored(std::string_view contract_state) {
  return contract_state == "active" || contract_state == "terminated";
}

Outcome open_panel(bool exists, std::string_view contract_state, Date deadline_on, Date today,
                   const std::vector<MemberWish>& wishes, const std::vector<ExpertFacts>& experts,
                   const PanelRules& rules) {
  if (exists) return refusal(Kind::conflict, "panel.exists");
  if (!is_scored(contract_state)) return refusal(Kind::conflict, "panel.contract_closed");
  Problems problems;
  if (deadline_on < today) {
    problems.push_back(refusal("panel.deadline_past", "/deadline_on", {{"deadline", deadline_on.text()}}));
  }
  const Outcome members = check_members(wishes, experts, rules);
  problems.insert(problems.end(), members.problems().begin(), members.problems().end());
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome open_empty_panel(bool exists, std::string_view contract_state, Date deadline_on, Date today) {
  if (exists) return refusal(Kind::conflict, "panel.exists");
  if (!is_scored(contract_state)) return refusal(Kind::conflict, "panel.contract_closed");
  if (deadline_on < today) {
    return refusal("panel.deadline_past", "/deadline_on", {{"deadline", deadline_on.text()}});
  }
  return Done{};
}

Outcome change_members(const Panel& panel, const std::vector<ScoreSheet>& sheets, const std::vector<MemberWish>& wishes,
                       const std::vector<ExpertFacts>& experts, const PanelRules& rules) {
  if (panel.state != "open") return not_open();
  if (panel.invites) return refusal(Kind::conflict, "panel.members_invited", "/members");
  for (const ScoreSheet& sheet : sheets) {
    if (sheet.state != "draft") return refusal(Kind::conflict, "panel.has_sheets", "/members");
  }
  for (const ScoreSheet& sheet : sheets) {
    const PanelMember* member = panel.member(sheet.member_id);
    if (sheet.version == 1 || !member || !member->left_at.empty()) continue;
    const bool stays = std::any_of(wishes.begin(), wishes.end(),
                                   [&](const MemberWish& wish) { return wish.expert_id == member->expert_id; });
    if (!stays) {
      return refusal(Kind::conflict, "panel.member_has_draft", "/members", {{"expert", member->expert_name}});
    }
  }
  for (const MemberWish& wish : wishes) {
    const PanelMember* member = panel.member_of(wish.expert_id);
    if (member && !member->left_at.empty()) {
      return refusal(Kind::conflict, "panel.already_left", "/members", {{"expert", member->expert_name}});
    }
  }
  return check_members(wishes, experts, rules);
}

Outcome move_deadline(const Panel& panel, Date deadline_on, Date today) {
  if (panel.state != "open") return not_open();
  if (deadline_on < today) {
    return refusal("panel.deadline_past", "/deadline_on", {{"deadline", deadline_on.text()}});
  }
  return Done{};
}

Outcome recuse_member(const Panel& panel, std::int64_t member_id, std::string_view reason) {
  if (panel.state != "open") return not_open();
  const PanelMember* member = panel.member(member_id);
  if (!member) return refusal(Kind::absent, "panel.not_a_member", "/member");
  if (member->recused) {
    return refusal(Kind::conflict, "panel.already_recused", "/member", {{"expert", member->expert_name}});
  }
  if (reason.empty()) return refusal("panel.reason_missing", "/reason");
  return Done{};
}

Problems what_is_missing(const Panel& panel, const std::vector<ScoreSheet>& sheets, const PanelRules& rules,
                         Date today) {
  Problems problems;
  for (const Component* component : rules.components) check_component(panel, sheets, *component, today, problems);
  return problems;
}

Outcome close_panel(const Panel& panel, const std::vector<ScoreSheet>& sheets, const PanelRules& rules, Date today) {
  if (panel.state != "open") return not_open();
  if (rules.policy->discussion.held && panel.discussion.empty()) {
    return refusal(Kind::conflict, "panel.discussion_missing");
  }
  Problems problems = what_is_missing(panel, sheets, rules, today);
  if (!problems.empty()) return problems;
  return Done{};
}

std::vector<const ScoreSheet*> counted_sheets(const Panel& panel, const std::vector<ScoreSheet>& sheets,
                                              std::string_view component) {
  std::vector<const ScoreSheet*> counted;
  for (const ScoreSheet& sheet : sheets) {
    const PanelMember* member = panel.member(sheet.member_id);
    if (sheet.component == component && is_handed_in(sheet) && member && !member->recused) counted.push_back(&sheet);
  }
  return counted;
}

}  // namespace zhiheng::domain
