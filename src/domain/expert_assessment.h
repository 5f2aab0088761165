// The yearly assessment of an expert: 优秀, 合格 or 不合格, from what the rows of a year say, with every figure and how
// it came about. It advises; a leader confirms, and nobody is removed by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fraction.h"
#include "base/json.h"
#include "base/money.h"

namespace zhiheng::domain {

// One sheet with a total of a panel that is closed, beside the totals of all sheets of the same panel and component.
struct AssessedSheet {
  Score total;
  std::vector<Score> panel;  // the expert's own among them
};

// What the rows of one year say of one expert.
struct AssessmentRows {
  std::int64_t year = 0;
  int invited = 0;    // panels of the year in which he sat and was not recused
  int scored = 0;     // of them, those in which all of his sheets were handed in
  int sheets = 0;     // sheets asked of him in panels whose deadline is past or that are closed
  int on_time = 0;    // of them, those handed in by the panel's deadline
  int deducted = 0;   // rows of his handed-in sheets that give less than the full points
  int explained = 0;  // of them, those with a reason and a page
  std::vector<AssessedSheet> compared;
  int complaints_founded = 0;
  int complaints_open = 0;
  bool unqualified_before = false;  // confirmed, the year before
};

// How the figures become a grade. No document of the state fixes these; they are assumed and printed with the result.
struct AssessmentRules {
  int fewest_panels = 3;               // for 优秀
  int fewest_sheets = 5;               // before a deviation from panels is a figure
  int fewest_in_panel = 3;             // sheets beside each other before their mean says anything
  int excellent_percent = 95;          // attendance and timeliness of 优秀, at least
  int excellent_reasons = 90;          // deductions with reason and page of 优秀, at least
  int qualified_percent = 60;          // each of the three, below which 不合格
  int complaints_unqualified = 2;      // founded ones, from which 不合格
  std::int64_t far_hundredths = 1500;  // a mean distance from the panel that is talked about
};
inline constexpr AssessmentRules assessment_rules{};

// "not enough data" is no figure: the optional is empty then.
struct AssessmentLine {
  std::string item;               // attendance, timeliness, reasons, deviation, distance, complaints
  std::optional<Fraction> exact;  // a share of 1, or points (of deviation and distance), or a count
  std::string figure;             // "93.3%", "-1.25", "0"; empty without data
  std::string counted;            // "14/15"; for deviation the number of sheets
  bool enough = false;
};

struct Assessment {
  std::string grade;   // excellent, qualified, unqualified, not_enough_data
  std::string advice;  // none, talk, remove
  std::vector<AssessmentLine> lines;
  std::vector<std::string> because;  // rules that decided: "attendance_low", "complaints", ...
};

// Pure. The deviation never enters the grade: whoever scores against the panel with good reasons is not a worse expert.
Assessment assess_expert(const AssessmentRows& rows, const AssessmentRules& rules = assessment_rules);

// {"year","grade","advice","because":[..],"lines":[{"item","figure","counted","enough"}],"rows":{...},"rules":{...}}:
// what is stored and can be computed again from "rows" and "rules".
Json assessment_to_json(const AssessmentRows& rows, const Assessment& assessment,
                        const AssessmentRules& rules = assessment_rules);

}  // namespace zhiheng::domain
