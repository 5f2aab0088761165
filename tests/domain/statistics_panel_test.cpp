#include <catch2/catch.hpp>

#include <cmath>

#include "domain/statistics_distribution.h"
#include "domain/statistics_panel.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Case case_of(const std::vector<const char*>& plan, const std::vector<const char*>& report) {
  Case made;
  made.policy = shipped_policy("honghe-2022");
  made.fee = Money::fen(10000000);
  Engagement engagement;
  engagement.code = "PJ-01";
  engagement.fee = made.fee;
  const auto add = [&](const char* component, const std::vector<const char*>& scores) {
    ComponentSheets sheets{component, {}};
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (!scores[i]) continue;
      Sheet sheet;
      sheet.rater = "E" + std::to_string(i + 1);
      sheet.score = *read_score(scores[i], "");
      sheets.sheets.push_back(sheet);
    }
    engagement.sheets.push_back(std::move(sheets));
  };
  add("plan", plan);
  add("report", report);
  made.engagements.push_back(std::move(engagement));
  return made;
}

PanelStatistics statistics_of(const Case& input) {
  const auto evaluation = evaluate(input);
  REQUIRE(evaluation.ok());
  return panel_statistics(input, evaluation->engagements.front());
}

}  // namespace

TEST_CASE("panel: the interval is that of the experts' weighted scores", "[statistics]") {
  // Plan weighs 0.4 and report 0.6, so the experts' scores are 78.2, 81, 82.6.
  const Case input = case_of({"77", "81", "83.5"}, {"79", "81", "82"});
  const Uncertainty uncertainty = statistics_of(input).uncertainty;
  const double mean = (78.2 + 81 + 82.6) / 3;
  const double spread = std::sqrt((std::pow(78.2 - mean, 2) + std::pow(81 - mean, 2) + std::pow(82.6 - mean, 2)) / 2);
  const double half = 4.302653 * spread / std::sqrt(3.0);
  REQUIRE(uncertainty.interval);
  CHECK(uncertainty.raters == 3);
  CHECK(*uncertainty.spread == Approx(spread));
  CHECK(uncertainty.interval->low == Approx(mean - half).epsilon(1e-6));
  CHECK(uncertainty.interval->high == Approx(mean + half).epsilon(1e-6));
  REQUIRE(uncertainty.inside.size() == 1);
  CHECK(uncertainty.inside[0].at.text() == "80.00");
  CHECK(uncertainty.is_advised());
  REQUIRE(uncertainty.advised_raters);
  CHECK(*uncertainty.advised_raters > 3);
}

TEST_CASE("panel: no interval with one expert; a narrow one where experts agree", "[statistics]") {
  const Uncertainty alone = statistics_of(case_of({"80"}, {"80"})).uncertainty;
  CHECK_FALSE(alone.interval);
  CHECK_FALSE(alone.is_advised());
  const Uncertainty agreed = statistics_of(case_of({"80", "80", "80"}, {"80", "80", "80"})).uncertainty;
  REQUIRE(agreed.interval);
  CHECK(agreed.interval->low == 80);
  CHECK(agreed.interval->high == 80);
  CHECK(agreed.inside.empty());
}

TEST_CASE("panel: a nought widens the interval, a missing sheet does not", "[statistics]") {
  const auto width = [](const Case& input) {
    const Uncertainty uncertainty = statistics_of(input).uncertainty;
    return uncertainty.interval->high - uncertainty.interval->low;
  };
  const double missing = width(case_of({"80", "82", "84", nullptr}, {"80", "82", "84", nullptr}));
  const double nought = width(case_of({"80", "82", "84", "0"}, {"80", "82", "84", "0"}));
  CHECK(missing < 11);
  CHECK(nought > 50);
}

TEST_CASE("panel: verdicts without one expert and by other rules are those of the evaluation", "[statistics]") {
  const Case input = case_of({"60", "85", "85"}, {"60", "85", "85"});
  const PanelStatistics statistics = statistics_of(input);
  REQUIRE(statistics.without_one.size() == 3);
  // With E1 the mean is 76.67 and fails; without him it is 85 and passes, in full pay.
  CHECK(statistics.without_one[0].name == "E1");
  REQUIRE(statistics.without_one[0].outcome);
  CHECK(statistics.without_one[0].outcome->final_score.text() == "85.00");
  CHECK_FALSE(statistics.without_one[0].same_passed);
  CHECK_FALSE(statistics.without_one[0].same_fee);
  CHECK(statistics.without_one[1].outcome->final_score.text() == "72.50");
  CHECK(statistics.without_one[1].same_passed);
  REQUIRE(statistics.other_rules.size() == 3);
  CHECK(statistics.other_rules[0].outcome->final_score.text() == "76.67");
  CHECK(statistics.other_rules[1].outcome->final_score.text() == "85.00");
  CHECK(statistics.other_rules[2].outcome->final_score.text() == "85.00");
  CHECK_FALSE(statistics.other_rules[2].same_passed);
  CHECK(statistics_of(case_of({"70"}, {"70"})).without_one[0].outcome == std::nullopt);
}

TEST_CASE("panel: severity is the distance from the panel's mean", "[statistics]") {
  const PanelStatistics statistics = statistics_of(case_of({"70", "80", "90"}, {"0", "60", "90"}));
  const auto& plan = statistics.components[0].severities;
  CHECK(*plan[0].total_difference == Approx(-10));
  CHECK(*plan[2].deviation.value == Approx(10));
  CHECK_FALSE(plan[0].deviation.interval);  // one row is not enough for an interval
  CHECK(*statistics.components[1].severities[0].total_difference == Approx(-50));
}

TEST_CASE("panel: items of a rubric need ten sheets; a nought counts, an empty cell does not", "[statistics]") {
  Component component;
  component.code = "plan";
  for (const char* code : {"a", "b"}) {
    Criterion criterion;
    criterion.code = criterion.title = code;
    criterion.points = Score::hundredths(1000);
    component.criteria.push_back(criterion);
  }
  const auto points = [](int a) { return Score::hundredths(a * 100); };
  ItemAnalysis analysis(component);
  for (int i = 0; i < 9; ++i) analysis.add({{"a", points(i), ""}, {"b", points(i), ""}});
  CHECK_FALSE(analysis.figures()[0].difficulty);
  analysis.add({{"a", points(10), ""}});  // b was not given
  analysis.add({{"a", points(0), ""}, {"b", points(0), ""}});
  const auto figures = analysis.figures();
  CHECK(figures[0].sheets == 11);
  CHECK(figures[1].sheets == 10);
  CHECK(*figures[0].difficulty == Approx(46.0 / 110));
  CHECK(*figures[1].difficulty == Approx(36.0 / 100));
  CHECK(*figures[0].full_marks == Approx(1.0 / 11));
  CHECK(*figures[1].discrimination == Approx(1));
}

TEST_CASE("panel: lines of a policy, money before grades", "[statistics]") {
  std::string text;
  for (const VerdictLine& line : verdict_lines(*shipped_policy("honghe-2022"))) {
    text += line.at.text() + " " + line.kind + " " + line.grade + ";";
  }
  CHECK(text == "60.00 grade 中;80.00 score_line 良;90.00 grade 优;");
}

TEST_CASE("distributions: quantiles as printed in tables", "[statistics]") {
  CHECK(t_quantile(0.975, 6) == Approx(2.446912).epsilon(1e-6));
  CHECK(f_quantile(0.95, 3, 10) == Approx(3.708265).epsilon(1e-6));
  CHECK(normal_quantile(0.975) == Approx(1.959964).epsilon(1e-6));
  CHECK(chi_square_beyond(3.841459, 1) == Approx(0.05).epsilon(1e-5));
}
