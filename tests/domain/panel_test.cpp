#include "domain/panel.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

const Date today = Date::of(2022, 10, 8);

std::string answer(const Outcome& outcome) {
  std::string out;
  for (const Problem& problem : outcome.problems()) {
    out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  }
  return out.empty() ? "ok" : out;
}

Policy policy_with(std::vector<std::string> groups, int quorum, bool missing_allowed) {
  Policy policy;
  policy.code = "test";
  for (const char* code : {"plan", "report"}) {
    Component component;
    component.code = code;
    component.title = code;
    component.weight = Fraction(1, 2);
    component.criteria.emplace_back().code = "1";
    component.aggregation.quorum = quorum;
    component.aggregation.missing_allowed = missing_allowed;
    for (const std::string& group : groups) component.groups.push_back({group, group, Fraction(1)});
    policy.components.push_back(std::move(component));
  }
  Component duty;
  duty.code = duty.title = "duty";
  duty.mode = ComponentMode::monitored;
  policy.components.push_back(duty);
  return policy;
}

const std::vector<ExpertFacts> experts{{1, 1, "甲", "active"}, {2, 1, "乙", "active"}, {3, 1, "丙", "suspended"}};

Panel panel_of(int members) {
  Panel panel;
  panel.deadline_on = Date::of(2022, 10, 20);
  for (int i = 1; i <= members; ++i) {
    PanelMember member;
    member.id = 10 + i;
    member.expert_id = i;
    member.expert_name = experts[static_cast<std::size_t>(i - 1)].name;
    panel.members.push_back(member);
  }
  return panel;
}

ScoreSheet sheet_of(std::int64_t member_id, const std::string& component, const std::string& state,
                    std::int64_t version = 2) {
  ScoreSheet sheet;
  sheet.member_id = member_id;
  sheet.component = component;
  sheet.state = state;
  sheet.version = version;
  return sheet;
}

}  // namespace

TEST_CASE("members of a panel are checked all together", "[panel]") {
  const Policy policy = policy_with({}, 2, false);
  const PanelRules rules = *panel_rules(policy, {});
  struct Row {
    std::vector<MemberWish> wishes;
    const char* expected;
  };
  const std::vector<Row> rows{
      {{{1, "expert"}, {2, "expert"}}, "ok"},
      {{}, "/members:panel.no_members"},
      {{{1, "expert"}}, "/members:panel.too_few_members"},
      {{{1, "expert"}, {1, "expert"}}, "/members/1/expert:panel.member_twice"},
      {{{1, "expert"}, {3, "expert"}}, "/members/1/expert:panel.expert_not_active"},
      {{{1, "expert"}, {9, "expert"}}, "/members/1/expert:panel.no_such_expert"},
      {{{1, "bureau"}, {9, "bureau"}},
       "/members/0/group:panel.unknown_group /members/1/expert:panel.no_such_expert "
       "/members/1/group:panel.unknown_group"},
  };
  for (const Row& row : rows) CHECK(answer(check_members(row.wishes, experts, rules)) == row.expected);

  const Policy grouped = policy_with({"expert", "bureau"}, 1, false);
  const PanelRules group_rules = *panel_rules(grouped, {});
  CHECK(answer(check_members({{1, "expert"}}, experts, group_rules)) == "/members:panel.group_empty");
  CHECK(answer(check_members({{1, "expert"}, {2, "bureau"}}, experts, group_rules)) == "ok");
  Policy odd = policy_with({}, 1, false);
  odd.panel.odd = true;
  CHECK(answer(check_members({{1, "expert"}, {2, "expert"}}, experts, *panel_rules(odd, {}))) ==
        "/members:panel.not_odd");
}

TEST_CASE("a panel scores the components that are named, or those with a rubric", "[panel]") {
  const Policy policy = policy_with({}, 1, false);
  CHECK(panel_rules(policy, {})->components.size() == 2);
  CHECK(panel_rules(policy, {"report"})->components.size() == 1);
  const auto refused = panel_rules(policy, {"x", "duty", "plan", "plan"});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problems()[0].rule == "panel.unknown_component");
  CHECK(refused.problems()[1].rule == "panel.component_monitored");
  CHECK(refused.problems()[2].rule == "panel.component_twice");
}

TEST_CASE("a panel is opened once, in an active contract, with a deadline ahead", "[panel]") {
  const Policy policy = policy_with({}, 1, false);
  const PanelRules rules = *panel_rules(policy, {});
  const std::vector<MemberWish> one{{1, "expert"}};
  CHECK(answer(open_panel(false, "active", today, today, one, experts, rules)) == "ok");
  CHECK(answer(open_panel(true, "settled", today + -1, today, {}, experts, rules)) == ":panel.exists");
  CHECK(answer(open_panel(false, "settled", today, today, one, experts, rules)) == ":panel.contract_closed");
  CHECK(answer(open_panel(false, "active", today + -1, today, {}, experts, rules)) ==
        "/deadline_on:panel.deadline_past /members:panel.no_members");
  Panel panel = panel_of(1);
  CHECK(answer(move_deadline(panel, today, today)) == "ok");
  CHECK(answer(move_deadline(panel, today + -1, today)) == "/deadline_on:panel.deadline_past");
  panel.state = "closed";
  CHECK(answer(move_deadline(panel, today, today)) == ":panel.not_open");
}

TEST_CASE("members change while no sheet was handed in", "[panel]") {
  const Policy policy = policy_with({}, 1, false);
  const PanelRules rules = *panel_rules(policy, {});
  Panel panel = panel_of(2);
  const std::vector<MemberWish> first{{1, "expert"}};
  const std::vector<ScoreSheet> untouched{sheet_of(11, "plan", "draft", 1), sheet_of(12, "plan", "draft", 1)};
  CHECK(answer(change_members(panel, untouched, first, experts, rules)) == "ok");
  CHECK(answer(change_members(panel, {sheet_of(11, "plan", "submitted")}, first, experts, rules)) ==
        "/members:panel.has_sheets");
  CHECK(answer(change_members(panel, {sheet_of(12, "plan", "draft", 2)}, first, experts, rules)) ==
        "/members:panel.member_has_draft");
  CHECK(answer(change_members(panel, {sheet_of(11, "plan", "draft", 2)}, first, experts, rules)) == "ok");
  panel.state = "closed";
  CHECK(answer(change_members(panel, untouched, first, experts, rules)) == ":panel.not_open");
}

TEST_CASE("a member is recused once, with a reason, while the panel is open", "[panel]") {
  Panel panel = panel_of(2);
  CHECK(answer(recuse_member(panel, 11, "亲属")) == "ok");
  CHECK(answer(recuse_member(panel, 99, "亲属")) == "/member:panel.not_a_member");
  CHECK(answer(recuse_member(panel, 11, "")) == "/reason:panel.reason_missing");
  panel.members[0].recused = true;
  CHECK(answer(recuse_member(panel, 11, "")) == "/member:panel.already_recused");
  panel.state = "closed";
  CHECK(answer(recuse_member(panel, 12, "亲属")) == ":panel.not_open");
}

TEST_CASE("a panel closes when what the policy asks for is there", "[panel]") {
  const Policy strict = policy_with({}, 2, false);
  const PanelRules rules = *panel_rules(strict, {"plan"});
  const Date after = Date::of(2022, 10, 21);
  Panel panel = panel_of(2);
  const auto both = std::vector<ScoreSheet>{sheet_of(11, "plan", "submitted"), sheet_of(12, "plan", "submitted")};
  const auto one = std::vector<ScoreSheet>{sheet_of(11, "plan", "submitted"), sheet_of(12, "plan", "returned")};
  CHECK(answer(close_panel(panel, both, rules, today)) == "ok");
  CHECK(answer(close_panel(panel, one, rules, after)) == "/plan:panel.sheets_missing /plan:panel.quorum_missing");
  Panel recused = panel;
  recused.members[1].recused = true;
  CHECK(answer(close_panel(recused, both, rules, after)) == "/plan:panel.quorum_missing");

  const Policy lenient = policy_with({}, 1, true);
  const PanelRules lenient_rules = *panel_rules(lenient, {"plan"});
  CHECK(answer(close_panel(panel, one, lenient_rules, Date::of(2022, 10, 20))) == "/plan:panel.sheets_missing");
  CHECK(answer(close_panel(panel, one, lenient_rules, after)) == "ok");

  const Policy grouped = policy_with({"expert", "bureau"}, 1, true);
  Panel mixed = panel;
  mixed.members[1].rater_group = "bureau";
  CHECK(answer(close_panel(mixed, one, *panel_rules(grouped, {"plan"}), after)) == "/plan:panel.group_missing");
  panel.state = "closed";
  CHECK(answer(close_panel(panel, both, rules, today)) == ":panel.not_open");
}
