#include "domain/panel_life.h"

#include <catch2/catch.hpp>

#include "domain/blind_words.h"
#include "domain/review_session.h"

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

// One component that needs three sheets, of a policy that lets a leader go down to two.
struct Scene {
  Policy policy;
  Panel panel;
  PanelRules rules;
  std::vector<ScoreSheet> sheets;

  explicit Scene(int members) {
    policy.code = "test";
    policy.panel.lowest_quorum = 2;
    Component component;
    component.code = component.title = "plan";
    component.aggregation.quorum = 3;
    policy.components.push_back(component);
    panel.deadline_on = Date::of(2022, 10, 20);
    for (int i = 1; i <= members; ++i) {
      PanelMember member;
      member.id = 10 + i;
      member.expert_id = i;
      member.expert_name = "专家" + std::to_string(i);
      panel.members.push_back(member);
      ScoreSheet sheet;
      sheet.id = 100 + i;
      sheet.member_id = member.id;
      sheet.expert_id = i;
      sheet.component = "plan";
      sheet.state = "submitted";
      sheet.total = Score::hundredths(8000);
      sheets.push_back(sheet);
    }
    rules = {&policy, {&policy.components.front()}};
  }
  std::string closing() const { return answer(close_panel(panel, sheets, rules, today)); }
};

}  // namespace

TEST_CASE("who left is not missed, and what he handed in counts", "[panel_life]") {
  Scene scene(4);
  scene.panel.members[3].left_at = "2022-10-07 01:00:00.000";
  CHECK(counted_sheets(scene.panel, scene.sheets, "plan").size() == 4);
  scene.sheets[3].state = "draft";
  CHECK(scene.closing() == "ok");
  CHECK(counted_sheets(scene.panel, scene.sheets, "plan").size() == 3);
  scene.panel.members[3].left_at.clear();
  CHECK(scene.closing() == "/plan:panel.sheets_missing");
  // Once too few are left, a panel that misses nobody still lacks its quorum: "all done" is never shown falsely.
  scene.panel.members[3].left_at = scene.panel.members[2].left_at = "2022-10-07 01:00:00.000";
  scene.sheets[2].state = "draft";
  CHECK(scene.closing() == "/plan:panel.quorum_missing");
  CHECK(answer(leave_panel(scene.panel, 13, "忙")) == "/member:panel.already_left");
  CHECK(answer(leave_panel(scene.panel, 11, "")) == "/reason:panel.reason_missing");
  CHECK(answer(leave_panel(scene.panel, 99, "忙")) == "/member:panel.not_a_member");
  CHECK(answer(may_write(scene.panel, 4, scene.sheets[3], today)) == ":sheet.member_left");
}

TEST_CASE("a quorum goes down only as far as the policy said before", "[panel_life]") {
  Scene scene(2);
  CHECK(scene.closing() == "/plan:panel.quorum_missing");
  struct Row {
    int quorum;
    const char* reason;
    const char* expected;
  };
  const std::vector<Row> rows{{2, "一人住院", "ok"},
                              {3, "一人住院", "/quorum:panel.quorum_out_of_range"},
                              {1, "一人住院", "/quorum:panel.quorum_out_of_range"},
                              {1, "", "/quorum:panel.quorum_out_of_range /reason:panel.reason_missing"}};
  for (const Row& row : rows) {
    CHECK(answer(lower_quorum(scene.panel, scene.rules, row.quorum, row.reason)) == row.expected);
  }
  scene.panel.quorum = 2;
  CHECK(scene.closing() == "ok");
  CHECK(answer(may_lower_quorum(scene.panel, scene.rules)) == ":panel.quorum_lowest");
  scene.policy.panel.lowest_quorum.reset();
  CHECK(answer(may_lower_quorum(scene.panel, scene.rules)) == ":panel.quorum_fixed");
  scene.panel.state = "closed";
  CHECK(answer(may_lower_quorum(scene.panel, scene.rules)) == ":panel.not_open");
}

TEST_CASE("an invitation is answered once, and a no needs a reason", "[panel_life]") {
  Scene scene(3);
  scene.sheets.clear();
  CHECK(answer(answer_invitation(scene.panel, 11, true, "", {})) == ":panel.not_invited");
  CHECK(answer(send_invitations(scene.panel)) == "ok");
  for (PanelMember& member : scene.panel.members) member.invitation = "invited";
  CHECK(answer(send_invitations(scene.panel)) == ":panel.nobody_to_invite");
  CHECK(answer(answer_invitation(scene.panel, 11, false, "", {})) == "/reason:panel.reason_missing");
  CHECK(answer(answer_invitation(scene.panel, 11, false, "出差", {})) == "ok");
  scene.panel.members[0].invitation = "accepted";
  CHECK(answer(answer_invitation(scene.panel, 11, true, "", {})) == ":panel.already_answered");
  CHECK(answer(answer_invitation(scene.panel, 11, false, "生病", {})) == "ok");
  Scene scored(3);
  scored.panel.members[0].invitation = "accepted";
  CHECK(answer(answer_invitation(scored.panel, 11, false, "生病", scored.sheets)) == ":panel.has_sheets");
  // Nobody scores before he has said yes, where the panel asks.
  ScoreSheet sheet = scored.sheets[0];
  sheet.state = "draft";
  scored.panel.invites = true;
  scored.panel.members[0].invitation = "invited";
  CHECK(answer(may_write(scored.panel, 1, sheet, today)) == ":sheet.invitation_open");
  scored.panel.invites = false;
  CHECK(answer(may_write(scored.panel, 1, sheet, today)) == "ok");
}

TEST_CASE("a discussion opens once, when the sheets are in, and lets them be revised", "[panel_life]") {
  Scene scene(3);
  CHECK(answer(open_discussion(scene.panel, scene.sheets, scene.rules, today)) == ":panel.no_discussion");
  scene.policy.discussion.held = true;
  CHECK(scene.closing() == ":panel.discussion_missing");
  CHECK(answer(revise_sheet(scene.panel, 1, scene.sheets[0])) == ":sheet.no_discussion");
  scene.sheets[1].state = "draft";
  CHECK(answer(open_discussion(scene.panel, scene.sheets, scene.rules, today)) ==
        "/plan:panel.sheets_missing /plan:panel.quorum_missing");
  scene.sheets[1].state = "submitted";
  CHECK(answer(open_discussion(scene.panel, scene.sheets, scene.rules, today)) == "ok");
  scene.panel.discussion = "open";
  CHECK(answer(open_discussion(scene.panel, scene.sheets, scene.rules, today)) == ":panel.discussion_opened");
  CHECK(answer(revise_sheet(scene.panel, 1, scene.sheets[0])) == "ok");
  CHECK(answer(revise_sheet(scene.panel, 2, scene.sheets[0])) == ":sheet.not_a_member");
  scene.sheets[0].state = "draft";
  CHECK(answer(revise_sheet(scene.panel, 1, scene.sheets[0])) == ":sheet.not_submitted");
  // The days for scoring are over; those of the discussion are not.
  CHECK(answer(may_write(scene.panel, 1, scene.sheets[0], Date::of(2022, 11, 1))) == "ok");
}

TEST_CASE("an agenda says who would be in two places at once", "[review_session]") {
  ReviewSession session;
  session.id = 1;
  session.held_on = today;
  session.starts = "9:00";
  session.ends = "12:00";
  session.items = {{0, 1, 7, "甲组", "A", "9:00", "10:30", "一组", {1, 2, 3}},
                   {0, 2, 8, "乙组", "B", "10:00", "11:00", "二组", {3, 4, 5}}};
  REQUIRE(answer(check_session(session)) == "ok");
  CHECK(session.items[0].starts == "09:00");
  auto found = conflicts_of(session, {});
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "session.expert_twice");
  CHECK(found[0].expert_id == 3);
  CHECK(found[0].from + "-" + found[0].until == "10:00-10:30");
  ReviewSession other = session;
  other.id = 2;
  other.items = {{0, 1, 7, "甲组", "A", "10:15", "11:00", "", {1, 2, 3}}};
  session.items.resize(1);
  found = conflicts_of(session, {other});
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "session.panel_elsewhere");
  other.held_on = today + 1;
  CHECK(conflicts_of(session, {other}).empty());

  ReviewSession wrong = session;
  wrong.starts = "25:00";
  wrong.items.push_back({0, 2, 7, "甲组", "A", "10:00", "09:00", "一组", {}});
  wrong.items.push_back({0, 3, 9, "丙组", "C", "10:00", "11:00", "一组", {}});
  CHECK(answer(check_session(wrong)) ==
        "/starts:session.time_malformed /items/1/ends:session.ends_before_start /items/1/panel:session.panel_twice "
        "/items/2/starts:session.group_overlaps");
}

TEST_CASE("a name is found over line ends, in wide letters and in its short forms", "[blind]") {
  const auto words = hidden_words({"云南省云岭信达会计师事务所有限公司", "91530000MA6K12345X", "段立群", {"和晓春"}});
  struct Row {
    const char* text;
    const char* expected;
  };
  const std::vector<Row> rows{{"本报告由云南省云岭信达会计师\n事务所有限公司编制", "name"},
                              {"云岭信达会计师事务所编", "short_name"},
                              {"云南省 云岭信达 会计师事务所", "short_name"},
                              {"统一社会信用代码９１５３００００ｍａ６ｋ１２３４５ｘ。", "uscc"},
                              {"法定代表人：段立群；主评人：和 晓 春", "legal_representative person"},
                              {"其他会计师事务所", ""},
                              {"", ""}};
  for (const Row& row : rows) {
    std::string kinds;
    for (const FoundWord& found : find_words(row.text, words, 10)) kinds += (kinds.empty() ? "" : " ") + found.kind;
    INFO(row.text);
    CHECK(kinds == row.expected);
  }
  CHECK(find_words("段立群段立群段立群", words, 2).size() == 2);
}
