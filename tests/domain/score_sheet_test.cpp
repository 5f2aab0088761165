#include "domain/score_sheet.h"

#include <catch2/catch.hpp>

#include "domain/panel.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Score points(const char* text) {
  return *read_score(text, "");
}

Criterion criterion(const char* code, const char* full, CriterionRule rule = CriterionRule::points) {
  Criterion one;
  one.code = one.title = code;
  one.points = points(full);
  one.rule = rule;
  return one;
}

Component rubric() {
  Component component;
  component.code = component.title = "plan";
  Criterion first = criterion("1", "40");
  first.step = points("0.5");
  Criterion second = criterion("2", "40", CriterionRule::steps);
  second.steps = {points("0"), points("20"), points("40")};
  Criterion third = criterion("3", "20", CriterionRule::per_defect);
  third.per_defect = points("3");
  component.criteria = {first, second, third};
  return component;
}

ScoreItem item(const char* criterion, const char* given, const char* reason = "", std::optional<int> defects = {}) {
  ScoreItem one;
  one.criterion = criterion;
  if (given) one.points = points(given);
  one.reason = reason;
  one.defects = defects;
  return one;
}

std::string text_of(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  return out.empty() ? "ok" : out;
}

std::string total(const Component& component, ScoreSheet sheet) {
  complete_points(component, sheet.items);
  const auto answer = total_of(component, sheet);
  return answer ? answer->text() : text_of(answer.problems());
}

ScoreSheet with(std::vector<ScoreItem> items, const char* whole = nullptr) {
  ScoreSheet sheet;
  sheet.items = std::move(items);
  if (whole) sheet.total = points(whole);
  return sheet;
}

}  // namespace

TEST_CASE("the total of a sheet, or everything that is wrong with it", "[score_sheet]") {
  const Component component = rubric();
  struct Row {
    ScoreSheet sheet;
    const char* expected;
  };
  const std::vector<Row> rows{
      {with({item("1", "40"), item("2", "40"), item("3", "20")}), "100.00"},
      {with({item("1", "39.5", "缺"), item("2", "20", "缺"), item("3", nullptr, "三处", 3)}), "70.50"},
      {with({item("1", "40"), item("2", "40"), item("3", nullptr, "七处", 7)}), "80.00"},
      {with({item("1", "0", "无"), item("2", "0", "无"), item("3", nullptr, "多处", 9999)}), "0.00"},
      {with({}, "88.88"), "88.88"},
      {with({}), "/items:sheet.score_missing /items:sheet.score_missing /items:sheet.score_missing"},
      {with({item("1", "39"), item("2", "20"), item("3", nullptr, "", 1)}),
       "/items/0/reason:sheet.reason_missing /items/1/reason:sheet.reason_missing "
       "/items/2/reason:sheet.reason_missing"},
      {with({item("1", "40.5"), item("2", "40"), item("3", "20")}), "/items/0/points:sheet.score_out_of_range"},
      {with({item("1", "39.7", "x"), item("2", "30", "x"), item("3", "20")}),
       "/items/0/points:sheet.not_a_step /items/1/points:sheet.not_a_step"},
      {with({item("1", "40"), item("2", "40"), item("3", "17", "x")}), "/items/2/defects:sheet.defects_not_counted"},
      {with({item("1", "40"), item("2", "40"), item("3", "18", "x", 1)}), "/items/2/points:sheet.defects_and_points"},
      {with({item("1", "40", "", 2), item("2", "40"), item("3", "20")}), "/items/0/defects:sheet.defects_not_counted"},
      {with({item("1", "40"), item("1", "40"), item("2", "40"), item("3", "20")}),
       "/items/1/criterion:sheet.criterion_twice"},
      {with({item("9", "40"), item("1", "40"), item("2", "40"), item("3", "20")}),
       "/items/0/criterion:sheet.unknown_criterion"},
      {with({item("1", "40"), item("2", "40"), item("3", "20")}, "90"), "/total:sheet.total_and_items"},
  };
  for (const Row& row : rows) CHECK(total(component, row.sheet) == row.expected);
}

TEST_CASE("a policy says whether a total or criteria are entered", "[score_sheet]") {
  Component component = rubric();
  component.entry = SheetEntry::criteria;
  CHECK(total(component, with({}, "90")) == "/total:sheet.total_not_allowed");
  component.entry = SheetEntry::total;
  CHECK(total(component, with({}, "90")) == "90.00");
  CHECK(total(component, with({item("1", "40")})).starts_with("/items:sheet.items_not_allowed"));
  CHECK(total(component, with({})) == "/total:sheet.score_missing");
  component.entry = SheetEntry::either;
  component.aggregation.by_criterion = true;
  CHECK(total(component, with({}, "90")).starts_with("/total:sheet.total_not_allowed"));
  component.criteria[0].reason_required = false;
  CHECK(total(component, with({item("1", "39"), item("2", "40"), item("3", "20")})) == "99.00");
}

TEST_CASE("a draft may be incomplete but never out of bounds", "[score_sheet]") {
  const Component component = rubric();
  CHECK(text_of(check_bounds(component, with({item("1", nullptr)}))) == "ok");
  CHECK(text_of(check_bounds(component, with({}))) == "ok");
  CHECK(text_of(check_bounds(component, with({item("1", "41")}))) == "/items/0/points:sheet.score_out_of_range");
}

TEST_CASE("who may write into a sheet, in the order of the guards", "[score_sheet]") {
  const Date today = Date::of(2022, 10, 8);
  Panel panel;
  panel.deadline_on = today;
  PanelMember member;
  member.id = 11;
  member.expert_id = 1;
  panel.members = {member};
  ScoreSheet sheet;
  sheet.member_id = 11;
  const auto ask = [&](const Panel& of, std::int64_t expert, Date day, const char* state) {
    ScoreSheet asked = sheet;
    asked.state = state;
    const Outcome outcome = may_write(of, expert, asked, day);
    return outcome ? std::string("ok") : outcome.problems()[0].rule;
  };
  CHECK(ask(panel, 1, today, "draft") == "ok");
  CHECK(ask(panel, 1, today, "returned") == "ok");
  CHECK(ask(panel, 1, today + 1, "returned") == "ok");
  CHECK(ask(panel, 1, today + 1, "draft") == "sheet.after_deadline");
  CHECK(ask(panel, 1, today, "submitted") == "sheet.already_submitted");
  CHECK(ask(panel, 1, today, "locked") == "sheet.already_submitted");
  CHECK(ask(panel, 2, today, "draft") == "sheet.not_a_member");
  Panel recused = panel;
  recused.members[0].recused = true;
  CHECK(ask(recused, 1, today + 1, "submitted") == "sheet.recused");
  Panel closed = recused;
  closed.state = "closed";
  CHECK(ask(closed, 2, today + 1, "submitted") == "panel.not_open");
}

TEST_CASE("only a sheet that was handed in is sent back, with a reason", "[score_sheet]") {
  ScoreSheet sheet;
  const auto ask = [&](const char* panel_state, const char* state, const char* reason) {
    sheet.state = state;
    const Outcome outcome = return_sheet(panel_state, sheet, reason);
    return outcome ? std::string("ok") : outcome.problems()[0].rule;
  };
  CHECK(ask("open", "submitted", "x") == "ok");
  CHECK(ask("open", "submitted", "") == "sheet.return_reason_missing");
  CHECK(ask("open", "draft", "x") == "sheet.not_submitted");
  CHECK(ask("open", "locked", "x") == "sheet.not_submitted");
  CHECK(ask("closed", "submitted", "x") == "panel.not_open");
}
