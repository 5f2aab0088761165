// What a panel's sheets say about the panel: agreement, severity, the noise around the final score, and whether the
// verdict holds without one expert or under another rule. Pure functions over the case that the result is computed
// from, so every figure can be recomputed from the exported case. Advice only; no score is changed by it.
#pragma once

#include <string>
#include <vector>

#include "domain/case.h"
#include "domain/statistics_moments.h"

namespace zhiheng::domain {

// One expert over the criteria of one component, in hundredths of each criterion's full points, so that a criterion of
// 5 points counts as one of 30; sheets that are a total only are one row of 100.
struct Severity {
  std::string rater;
  Estimate deviation;                      // mean of his ratings less the panel's mean of the same criterion; 95 %
  std::optional<double> total_difference;  // points: his total less the mean of the component's totals
};

struct ComponentStatistics {
  std::string component;
  std::string title;
  RatingMatrix matrix;  // criteria by raters, percent of the full points
  Agreement agreement;
  std::vector<Severity> severities;
  std::optional<double> spread;  // standard deviation of the totals, points
};
ComponentStatistics component_statistics(const Component& component, const std::vector<Sheet>& sheets);

// The case decided in another way. `outcome` is absent where the rule cannot be applied (nobody would be left).
struct OtherVerdict {
  std::string name;  // mean, trimmed, median; or the rater who is left out
  std::optional<EngagementOutcome> outcome;
  bool same_passed = true;
  bool same_grade = true;
  bool same_fee = true;
};
// Each expert left out of all components in turn; then the three rules over all scored components. The policy's own
// groups, rounding and money rules stay.
std::vector<OtherVerdict> verdicts_without_one(const Case& input, const EngagementOutcome& actual);
std::vector<OtherVerdict> verdicts_by_other_rules(const Case& input, const EngagementOutcome& actual);

// A score at which the grade, the verdict or the money changes.
struct VerdictLine {
  Score at;
  std::string kind;   // score_line, tier, full_pay, zero_pay, grade
  std::string grade;  // that begins here
};
std::vector<VerdictLine> verdict_lines(const Policy& policy);  // ascending, one per score, money before grades

struct Uncertainty {
  double confidence = 0;
  std::size_t raters = 0;
  std::optional<double> spread;       // of one expert's weighted score, points
  std::optional<Interval> interval;   // around the final score, within 0 and 100
  std::vector<VerdictLine> inside;    // lines over the low end and not over the high end
  std::optional<int> advised_raters;  // so many experts make the interval reach 3 points to each side
  bool is_advised() const { return !inside.empty(); }
};
// From the spread between experts: the same experts score several components, so each one's contributions are added up
// before they are compared. A score that was given without sheets adds none. Without an interval where a group of
// raters has fewer than two, where no scored component has sheets, or where a veto decides.
Uncertainty uncertainty_of(const Case& input, const EngagementOutcome& actual);

// One row of a rubric over many sheets.
struct ItemFigures {
  std::string criterion;
  std::string title;
  Score points;
  std::size_t sheets = 0;
  std::optional<double> difficulty;      // mean share of the full points, 0..1
  std::optional<double> deviation;       // standard deviation of that share
  std::optional<double> full_marks;      // share of sheets with the full points
  std::optional<double> discrimination;  // correlation with the rest of the sheet's points
};
inline constexpr std::size_t least_sheets_for_items = 10;
inline constexpr std::size_t least_sheets_for_severity = 5;

class ItemAnalysis {
 public:
  explicit ItemAnalysis(const Component& component);
  void add(const std::vector<SheetItem>& items);
  std::vector<ItemFigures> figures() const;  // without figures under least_sheets_for_items

 private:
  struct Item {
    Moments share;
    std::size_t full = 0;
    Correlation with_rest;
  };
  const Component& component_;
  std::vector<Item> items_;
};

struct PanelStatistics {
  std::vector<ComponentStatistics> components;
  std::vector<std::vector<ItemFigures>> items;  // by component
  std::vector<OtherVerdict> without_one;
  std::vector<OtherVerdict> other_rules;
  Uncertainty uncertainty;
};
PanelStatistics panel_statistics(const Case& input, const EngagementOutcome& actual);

// {"component","title","raters":[..],"targets":[..],"rows":[[percent or null]],"agreement":{...},"spread",
//  "severity":[{"rater","deviation","interval","total_difference"}]}
Json component_statistics_json(const ComponentStatistics& statistics);
// {"rater" or "rule","final_score","grade","passed","deduction","bonus","same_passed","same_grade","same_fee"}; the
// figures are null where the rule cannot be applied.
Json other_verdict_json(const OtherVerdict& verdict, const char* key);
// {"confidence","raters","spread","interval":[low,high],"inside":[{"at","kind","grade"}],"advised_raters"}
Json uncertainty_json(const Uncertainty& uncertainty);
// {"criterion","title","points","sheets","difficulty","deviation","full_marks","discrimination"}
Json item_figures_json(const ItemFigures& figures);

}  // namespace zhiheng::domain
