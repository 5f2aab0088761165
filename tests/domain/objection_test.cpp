// Guards of objections as tables: every step of the workflow is refused or legal, rows are judged one by one, nobody is
// worse off for having objected.
#include "domain/objection.h"

#include <catch2/catch.hpp>

#include "domain/correction.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

template <class T>
std::string rules(const T& result) {
  std::string out;
  for (const Problem& problem : result.problems()) {
    out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  }
  return out.empty() ? "ok" : out;
}

Date day(const char* text) {
  return *read_date(text, {});
}

std::vector<Contestable> figures() {
  Contestable item;
  item.target = "criterion:1:report:A1";
  item.kind = "criterion";
  item.component = "report";
  item.item = "A1";
  item.place = 1;
  item.rater = "E01";
  item.value = 600;
  item.most = 1000;
  Contestable event;
  event.target = "event:late";
  event.kind = "event";
  event.item = "late";
  event.value = event.most = 2;
  event.more_is_better = false;
  return {item, event};
}

Objection filed_one() {
  Objection one;
  one.file_due_on = day("2022-10-17");
  ObjectionRow row;
  row.target = "criterion:1:report:A1";
  row.kind = "criterion";
  row.original = 600;
  row.ground = "factual_error";
  row.statement = "报告第3页已列明";
  row.evidence = "附件2";
  row.remedy = "points";
  row.wanted = 800;
  one.rows.push_back(row);
  return one;
}

}  // namespace

TEST_CASE("the steps of an objection stand in one table", "[objection]") {
  const char* states[] = {"draft",     "filed",    "returned", "received", "prepared",
                          "reviewing", "reviewed", "decided",  "closed",   "withdrawn"};
  const std::vector<std::pair<std::string, std::string>> legal{
      {"file", "draft returned"},
      {"receive", "filed"},
      {"return", "filed received"},
      {"prepare", "received prepared"},
      {"call", "prepared"},
      {"complete", "reviewing"},
      {"decide", "prepared reviewed"},
      {"close", "decided"},
      {"withdraw", "draft filed returned received prepared reviewing reviewed"}};
  for (const auto& [action, from] : legal) {
    for (const char* state : states) {
      Objection one;
      one.state = state;
      CAPTURE(action, state);
      const bool listed = (" " + from + " ").find(" " + std::string(state) + " ") != std::string::npos;
      CHECK(step_objection(one, action).ok() == listed);
    }
  }
  int open = 0;
  for (const char* state : states) {
    Objection one;
    one.state = state;
    open += one.is_open() ? 1 : 0;
  }
  CHECK(open == 6);
}

TEST_CASE("filing names everything that is wrong, at its row", "[objection]") {
  const auto there = figures();
  Objection one = filed_one();
  CHECK(rules(file_objection(one, there, {}, day("2022-10-17"))) == "ok");
  CHECK(rules(file_objection(one, there, {}, day("2022-10-18"))) == ":objection.after_deadline");
  CHECK(rules(file_objection(one, there, {"criterion:1:report:A1"}, day("2022-10-17"))) ==
        "/rows/0/target:objection.row_contested");
  one.rows[0].wanted = 600;
  one.rows[0].statement = "";
  one.rows[0].evidence = "";
  one.rows.push_back(one.rows[0]);
  one.rows[1].target = "criterion:9:report:A1";
  CHECK(rules(file_objection(one, there, {}, day("2022-10-17"))) ==
        "/rows/1/target:objection.row_not_there /rows/0/statement:objection.statement_missing "
        "/rows/0/evidence:objection.evidence_missing /rows/0/wanted:objection.wanted_not_better");
  one.rows.resize(1);
  one.rows[0].ground = "arithmetic";
  one.rows[0].statement = "合计有误";
  one.rows[0].wanted = 1001;
  CHECK(rules(file_objection(one, there, {}, day("2022-10-17"))) == "/rows/0/wanted:objection.wanted_out_of_range");
  one.rows[0].remedy = "delete_event";
  one.rows[0].wanted.reset();
  CHECK(rules(file_objection(one, there, {}, day("2022-10-17"))) == "/rows/0/remedy:objection.remedy_unfit");
  one.rows.clear();
  CHECK(rules(file_objection(one, there, {}, day("2022-10-17"))) == "/rows:objection.no_rows");
}

TEST_CASE("a decision needs another person, and leaves nobody worse off", "[objection]") {
  const auto there = figures();
  Objection one = filed_one();
  one.state = "prepared";
  one.drafted_by = 7;
  DecisionFacts facts;
  facts.account_id = 8;
  facts.there = &there;
  CHECK(rules(decide_objection(one, facts)) ==
        "/rows/0/outcome:objection.outcome_missing /rows/0/reason:objection.reason_missing");
  one.rows[0].outcome = "upheld";
  one.rows[0].reason = "附件2属实";
  CHECK(rules(decide_objection(one, facts)) == "/rows/0/decided:objection.decided_missing");
  one.rows[0].decided = 600;
  CHECK(rules(decide_objection(one, facts)) ==
        "/rows/0/decided:objection.worse_than_before /rows/0/outcome:objection.less_than_wanted");
  one.rows[0].decided = 700;
  CHECK(rules(decide_objection(one, facts)) == "/rows/0/outcome:objection.less_than_wanted");
  one.rows[0].outcome = "partly";
  CHECK(rules(decide_objection(one, facts)) == "ok");
  facts.second_panel = true;
  CHECK(rules(decide_objection(one, facts)) == ":objection.second_panel_missing");
  facts.second_panel = false;
  facts.account_id = 7;
  CHECK(rules(decide_objection(one, facts)) == ":access.four_eyes");
  facts.account_id = facts.decided_before = 9;
  CHECK(rules(decide_objection(one, facts)) == ":objection.same_decider");
  facts.decided_before = 0;
  one.level = 2;
  one.deciding_bureau_id = 3;
  facts.bureau_id = 4;
  CHECK(rules(decide_objection(one, facts)) == ":objection.one_level_up");
  facts.bureau_id = 3;
  one.rows[0].original = 500;
  CHECK(rules(decide_objection(one, facts)) == "/rows/0:objection.row_changed");
}

TEST_CASE("corrections lie on top of a case, one after the other", "[objection]") {
  Engagement engagement;
  Sheet sheet{"E01", "expert", Score::hundredths(1600), {}};
  sheet.items = {{"A1", Score::hundredths(600), "缺"}, {"A2", Score::hundredths(1000), ""}};
  engagement.sheets.push_back({"report", {sheet}});
  engagement.events.push_back({"late", 2});
  Correction one{"criterion", "report", "A1", "E01", 600, 800, "Y1"};
  CHECK(apply_correction(engagement, one));
  CHECK(engagement.sheets[0].sheets[0].score.hundredths() == 1800);
  CHECK_FALSE(apply_correction(engagement, one));  // the figure is not what it corrects any more
  one.before = 800;
  one.after = 950;
  CHECK(apply_correction(engagement, one));
  CHECK(apply_correction(engagement, {"event", "", "late", "", 2, 0, "Y2"}));
  CHECK(engagement.events.empty());
  CHECK(engagement.corrections.size() == 3);
  CHECK(median_of({800, 600, 700}) == 700);
  CHECK(median_of({700, 600}) == 650);
  CHECK(median_of({5}) == 5);
}

TEST_CASE("the days of an objection are those of the real calendar", "[objection]") {
  Policy policy;
  policy.objection_working_days = true;
  // 1 to 7 October 2022 are free, the 8th and 9th are worked.
  CHECK(objection_day(policy, Calendar::shipped(), day("2022-09-30"), 3).text() == "2022-10-10");
  policy.objection_working_days = false;
  CHECK(objection_day(policy, Calendar::shipped(), day("2022-09-30"), 3).text() == "2022-10-03");
}
