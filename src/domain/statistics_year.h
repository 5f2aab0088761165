// A year's panels, one after the other, none of them kept: who is how severe, which items of a rubric separate
// anything, and how well panels agree.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/statistics_panel.h"

namespace zhiheng::domain {

// The sheets of one closed panel, whose raters are called by their ids.
struct YearPanel {
  std::int64_t panel_id = 0;
  std::int64_t policy_id = 0;
  std::vector<ComponentSheets> sheets;
};

class YearAnalysis {
 public:
  // The policy must live as long as the analysis.
  void add(const YearPanel& panel, const Policy& policy);

  // {"panels","sheets",
  //  "experts":[{"expert","sheets","severity","interval":[low,high]|null}], the severest first; severity in points,
  //  null
  //    under least_sheets_for_severity,
  //  "rubrics":[{"policy","component","title","sheets","items":[item_figures_json]}],
  //  "agreement":[{"measure","panels","mean","lowest","highest"}], over panels and components where it is defined,
  //  "weak":[{"panel","component","title","alpha"}]} the lowest alphas, at most 20
  Json json() const;

 private:
  using RubricKey = std::pair<std::int64_t, std::string>;
  struct Range {
    Moments moments;
    double lowest = 0;
    double highest = 0;
    void add(std::optional<double> value);
  };
  struct Weak {
    double alpha = 0;
    std::int64_t panel_id = 0;
    std::string component;
    std::string title;
  };
  void add_agreement(std::int64_t panel_id, const ComponentStatistics& statistics);
  Json experts_json() const;
  Json rubrics_json() const;

  std::size_t panels_ = 0;
  std::size_t sheets_ = 0;
  std::map<std::string, Moments> severity_;
  std::map<RubricKey, ItemAnalysis> rubrics_;
  std::map<RubricKey, std::string> titles_;
  std::map<RubricKey, std::size_t> rubric_sheets_;
  std::array<Range, 4> ranges_;
  std::vector<Weak> weak_;
};

}  // namespace zhiheng::domain
