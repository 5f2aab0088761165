#include <catch2/catch.hpp>

#include <random>

#include "domain/case.h"
#include "domain/fee_rule.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> list;
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      list.push_back(std::exchange(word, {}));
    }
  }
  return list;
}

ComponentSheets sheets(const std::string& component, const std::string& scores) {
  ComponentSheets list{component, {}};
  for (const std::string& score : words(scores)) {
    Sheet sheet;
    sheet.rater = "E" + std::to_string(list.sheets.size() + 1);
    sheet.score = *read_score(score, "");
    list.sheets.push_back(sheet);
  }
  return list;
}

Engagement engagement(const std::string& plan, const std::string& report, const std::string& fee = "100000.00") {
  Engagement made;
  made.code = "PJ-01";
  made.fee = *read_money(fee, "");
  made.sheets = {sheets("plan", plan), sheets("report", report)};
  return made;
}

std::shared_ptr<const Policy> changed(const char* name,
                                      const std::vector<std::pair<std::string, std::string>>& members) {
  Json document = *shipped_policy_document(name);
  for (const auto& [key, value] : members) document.set(key, *parse_json(value));
  auto policy = read_policy(document);
  INFO((policy.ok() ? "" : policy.problems().front().rule + policy.problems().front().field));
  REQUIRE(policy.ok());
  return *policy;
}

Case case_of(std::shared_ptr<const Policy> policy, std::vector<Engagement> engagements, const char* paid = "0") {
  Case made;
  made.policy = std::move(policy);
  for (const Engagement& each : engagements) made.fee = made.fee + each.fee;
  made.paid = *read_money(paid, "");
  made.engagements = std::move(engagements);
  return made;
}

}  // namespace

TEST_CASE("a final score is rounded once, and 90 is a grade line", "[evaluate]") {
  struct Row {
    const char *plan, *report, *final_score, *grade;
  };
  const Row rows[] = {
      {"89.80 89.80 89.81", "90.12 90.12 90.13", "90.00", "优"},
      {"79.99 79.99 79.99", "80 80 80", "80.00", "良"},  // 79.996: the printed score decides
      {"80 80 80 80 80 80 80", "80 80 80 80 80 80 79", "79.91", "中"},
      {"80 80 80 80 80 80 80", "82 80 80 80 80 80 79", "80.09", "良"},
      {"80 80 79", "80 81 80", "80.07", "良"},
      {"0", "0", "0.00", "差"},
      {"100", "100", "100.00", "优"},
  };
  for (const Row& row : rows) {
    const auto outcome = evaluate_engagement(*shipped_policy("honghe-2022"), engagement(row.plan, row.report));
    REQUIRE(outcome.ok());
    INFO(row.plan << " | " << row.report);
    CHECK(outcome->final_score.text() == row.final_score);
    CHECK(outcome->grade == row.grade);
    CHECK(outcome->passed == (outcome->final_score >= Score::hundredths(8000)));
    CHECK_FALSE(outcome->steps.empty());
  }
}

TEST_CASE("mean, trimmed mean and median of panels", "[evaluate]") {
  struct Row {
    const char *scores, *mean, *trimmed, *median;
  };
  const Row rows[] = {
      {"80 90 100", "90.00", "90.00", "90.00"},
      {"85 88 90 92 60", "83.00", "87.67", "88.00"},
      {"70 70 70 100", "77.50", "77.50", "70.00"},
      {"88.33 88.34 88.35", "88.34", "88.34", "88.34"},
      {"60 80 81 82 83 84 100", "81.43", "82.00", "82.00"},
      {"100 0 80 80 80 80 80 80 80 80", "74.00", "80.00", "80.00"},
  };
  const auto trimmed =
      changed("honghe-2022", {{"aggregation", R"({"method":"trimmed","trim_each_side":1,"when_at_least":5})"}});
  for (const Row& row : rows) {
    INFO(row.scores);
    const Engagement given = engagement(row.scores, row.scores);
    CHECK(evaluate_engagement(*shipped_policy("honghe-2022"), given)->final_score.text() == row.mean);
    CHECK(evaluate_engagement(*trimmed, given)->final_score.text() == row.trimmed);
    CHECK(evaluate_engagement(*shipped_policy("grade-bonus"), given)->final_score.text() == row.median);
  }
  CHECK(evaluate_engagement(*trimmed, engagement("85 88 90 92 60", "80"))->components[0].dropped ==
        std::vector<std::string>{"E4", "E5"});
}

TEST_CASE("exact comparison, the line itself, and rounding at each level are the policy's choice", "[evaluate]") {
  const Engagement close = engagement("79.99 79.99 79.99", "80 80 80");
  CHECK(evaluate_engagement(*shipped_policy("honghe-2022"), close)->passed);
  const auto exact = changed("honghe-2022", {{"rounding", R"({"compare":"exact"})"}});
  CHECK_FALSE(evaluate_engagement(*exact, close)->passed);
  CHECK(evaluate_engagement(*exact, close)->deducted().text() == "10000.00");
  const auto on_line =
      changed("honghe-2022", {{"fee", R"({"kind":"flat","line":"80","at_line":"deduct","deduct":"0.1"})"}});
  CHECK_FALSE(evaluate_engagement(*on_line, engagement("80", "80"))->passed);
  const auto levels = changed("honghe-2022", {{"rounding", R"({"where":"each_level"})"}});
  CHECK(evaluate_engagement(*levels, engagement("80 80 80 80 80 80 80", "80 80 80 80 80 80 79"))->final_score.text() ==
        "79.92");
}

TEST_CASE("the largest amount for each of very many days stays within the cap", "[evaluate]") {
  Policy policy;
  policy.lateness.emplace();
  policy.lateness->cap = Fraction(3, 100);
  policy.lateness->amount_per_day = largest_amount;
  policy.lateness->documents = {"report"};
  Engagement late;
  late.fee = Money::fen(10'000'000);
  late.days_late = {{"report", 36'500}};
  CHECK(lateness_of(policy, late).amount.text() == "3000.00");
  CHECK(many_of(Money::fen(7), 3).fen() == 21);
  CHECK(many_of(Money::fen(7), 0) == Money());
  CHECK(many_of(largest_amount, 1) == largest_amount);
  CHECK(many_of(largest_amount, 36'500) == largest_amount);
}

TEST_CASE("a veto takes the whole fee, and lateness and fixed items find nothing left", "[evaluate]") {
  Engagement given = engagement("95", "95");
  given.vetoes = {"false_report"};
  given.fixed_deduction = Money::fen(100);
  given.days_late = {{"plan", 3}};
  const auto outcome = evaluate_engagement(*shipped_policy("honghe-2022"), given);
  CHECK(outcome->grade == "差");
  CHECK_FALSE(outcome->passed);
  CHECK(outcome->final_score.text() == "95.00");
  REQUIRE(outcome->deductions.size() == 1);
  CHECK(outcome->deductions[0].amount == given.fee);
}

TEST_CASE("events, rework, free days and termination follow the policy", "[evaluate]") {
  const auto policy = changed(
      "per-point",
      {{"events", R"([{"code":"late_reply","title":"回复迟缓","effect":"points","points":"2"},
                      {"code":"lead","title":"变更主评人未报","effect":"rate","rate":"0.05","most_times":1},
                      {"code":"error","title":"差错","effect":"amount","amount":"300.00"},
                      {"code":"praise","title":"表扬","effect":"points","points":"5","adds":true}])"},
       {"redo", R"({"below":"60","pay_cap":"0.9"})"},
       {"lateness", R"({"free_days":2,"rate_per_day":"0.01","cap":"0.03","documents":["report"],"terminate_after":30,
                        "termination_unpaid":true})"}});
  Engagement given = engagement("90", "90");
  given.events = {{"late_reply", 2}, {"lead", 3}, {"error", 2}};
  given.days_late = {{"plan", 9}, {"report", 4}};
  auto outcome = evaluate_engagement(*policy, given);
  CHECK(outcome->final_score.text() == "86.00");
  REQUIRE(outcome->deductions.size() == 3);
  CHECK(outcome->deductions[0].kind == "lateness");
  CHECK(outcome->deductions[0].amount.text() == "2000.00");
  CHECK(outcome->deductions[1].code == "lead");
  CHECK(outcome->deductions[1].amount.text() == "5000.00");
  CHECK(outcome->deductions[2].amount.text() == "600.00");
  given.events = {{"praise", 9}};
  CHECK(evaluate_engagement(*policy, given)->final_score.text() == "100.00");
  given.redo_rounds = 1;
  CHECK(evaluate_engagement(*policy, given)->deductions[0].amount.text() == "10000.00");
  given.redo_rounds = 0;
  given.days_late = {{"report", 31}};
  outcome = evaluate_engagement(*policy, given);
  CHECK(outcome->terminated);
  CHECK(outcome->deducted() == given.fee);
}

TEST_CASE("a contract's score decides for all its engagements, and its deduction is shared to the fen", "[evaluate]") {
  const auto policy =
      changed("honghe-2022", {{"scope", R"({"score":"contract","combine":"by_fee","base":"contract"})"}});
  auto given = case_of(policy, {engagement("90", "90", "33333.33"), engagement("70", "70", "66666.67")}, "95000.00");
  given.engagements[1].code = "PJ-02";
  const auto evaluation = evaluate(given);
  REQUIRE(evaluation.ok());
  REQUIRE(evaluation->overall);
  CHECK(evaluation->overall->final_score.text() == "76.67");
  CHECK_FALSE(evaluation->engagements[0].passed);
  CHECK(evaluation->statement.deduction.text() == "10000.00");
  CHECK(evaluation->engagements[0].deducted() + evaluation->engagements[1].deducted() == Money::fen(1000000));
  CHECK(evaluation->statement.recoverable.text() == "5000.00");
  CHECK(evaluation->statement.payable == Money());
}

TEST_CASE("scores by criterion are aggregated criterion by criterion", "[evaluate]") {
  const char* component = R"([{"code":"plan","title":"方案","weight":"1","entry":"criteria",
      "criteria":[{"code":"a","title":"甲","points":"40"},{"code":"b","title":"乙","points":"60"}],
      "aggregation":{"method":"median","level":"criterion"}}])";
  const auto policy = changed("honghe-2022", {{"components", component}, {"assumed", "[]"}});
  Engagement given;
  given.code = "PJ-01";
  given.fee = Money::fen(10000);
  ComponentSheets list{"plan", {}};
  const int points[3][2] = {{4000, 1000}, {1000, 6000}, {2000, 5000}};
  for (const auto& row : points) {
    Sheet sheet;
    sheet.rater = "E" + std::to_string(list.sheets.size());
    sheet.score = Score::hundredths(row[0] + row[1]);
    sheet.items = {{"a", Score::hundredths(row[0]), ""}, {"b", Score::hundredths(row[1]), ""}};
    list.sheets.push_back(sheet);
  }
  given.sheets = {list};
  CHECK(evaluate_engagement(*policy, given)->final_score.text() == "70.00");
}

TEST_CASE("laws that hold for any panel", "[evaluate]") {
  std::mt19937 random(20221008);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  for (int round = 0; round < 3000; ++round) {
    const auto names = shipped_policy_names();
    const auto policy = shipped_policy(names[static_cast<std::size_t>(below(static_cast<int>(names.size())))]);
    Engagement given;
    given.code = "PJ-01";
    given.fee = Money::fen(below(100000000));
    int lowest = 10000;
    int highest = 0;
    for (const Component& component : policy->components) {
      if (component.mode != ComponentMode::scored) continue;
      ComponentSheets list{component.code, {}};
      for (int i = 0; i < 2 + below(7); ++i) {
        Sheet sheet;
        sheet.rater = "E" + std::to_string(i);
        sheet.group = i % 2 == 0 ? "expert" : "bureau";
        sheet.score = Score::hundredths(below(10001));
        lowest = std::min(lowest, sheet.score.hundredths());
        highest = std::max(highest, sheet.score.hundredths());
        list.sheets.push_back(sheet);
      }
      given.sheets.push_back(list);
    }
    given.fixed_deduction = Money::fen(below(3) == 0 ? below(200000000) : 0);
    const auto outcome = evaluate_engagement(*policy, given);
    REQUIRE(outcome.ok());
    REQUIRE(outcome->final_score >= Score::hundredths(lowest));
    REQUIRE(outcome->final_score <= Score::hundredths(highest));
    REQUIRE(outcome->deducted() <= given.fee);
    REQUIRE(outcome->deducted() >= Money());
    // A better sheet never lowers the score and never costs the agency money.
    Engagement better = given;
    Score& score = better.sheets[0].sheets[0].score;
    score = Score::hundredths(std::min(10000, score.hundredths() + 500));
    const auto improved = evaluate_engagement(*policy, better);
    REQUIRE(improved->final_score >= outcome->final_score);
    REQUIRE(improved->bonus - improved->deducted() >= outcome->bonus - outcome->deducted());
  }
}
