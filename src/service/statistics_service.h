// What the bureau is told about the soundness of a panel and of a year: advice only. No function here changes a score;
// one calls a further expert, by a rule that was fixed with the policy.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"id","version","label","state","engagement","engagement_label","complete","final_score","grade","passed","deduction",
//  "bonus","raters":[{"rater","expert","expert_label"}],"components":[component_statistics_json with "items"],
//  "without_one":[...],"other_rules":[...],"uncertainty":{...}|null,"questions":[{"sheet","expert_label","total","asked_at",
//  "answered_at","reason"}],"extra":{"allowed","called","possible","why_not","experts":[{"expert_label","final_score",
//  "low","high","line","reason","called_at"}]}}
// Of a closed panel: from the case of the current result; of an open one: from the sheets handed in so far. `complete`
// is false while a component has neither sheets nor a score; the verdicts and the uncertainty are absent then.
Result<Json> read_panel_statistics(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);

// The matrix of a component as CSV, as `zhiheng reliability` reads it: percent of the full points.
Result<std::string> panel_matrix_csv(Gate& gate, const domain::Actor& actor, std::int64_t panel_id,
                                     const std::string& component);

// domain::YearAnalysis::json() over the closed panels in reach, with "year", names of experts, labels of panels and
// policies. One query for all sheets.
Result<Json> read_year_statistics(Gate& gate, const domain::Actor& actor, int year);

}  // namespace zhiheng::service
