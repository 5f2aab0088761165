// Results with their derivations, and what goes into them beside the sheets: scores given directly, events, vetoes.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"id","version","sequence","state","final_score","grade","passed","deduction","bonus","reason","case","result"}
Result<Json> read_result(Gate& gate, const domain::Actor& actor, std::int64_t result_id);
// {"current": result with documents or null, "outdated": bool, "items": [all results, newest first]}. `outdated`: the
// sheets, scores, days or conduct are not those that the current result was computed from.
Result<Json> results_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);
// Body: {"reason"}. Computes from the rows of now; the old result is superseded, never overwritten.
Result<Json> recompute_result(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body);

// {"items":[{"id","version","component","score","reason"}]}
Result<Json> component_scores(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);
// Body: {"component","score","reason"?}. The second score of a component is a change: it takes the version seen, 0 for
// the first. Answers the score.
Result<Json> give_component_score(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id,
                                  std::int64_t version, const Json& body);
// Body: {"reason"}; the row goes, its history stays.
Result<Json> withdraw_component_score(Gate& gate, const domain::Actor& actor, std::int64_t component_score_id,
                                      std::int64_t version, const Json& body);

// {"items":[{"id","version","kind","code","happened_on","count","evidence","state","withdrawn_reason"}]}
Result<Json> conduct_records(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);
// Body: {"kind": "event"|"veto", "code", "happened_on", "count"?, "evidence"?}.
Result<Json> record_conduct(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body);
// Body: {"reason"}.
Result<Json> withdraw_conduct(Gate& gate, const domain::Actor& actor, std::int64_t conduct_id, std::int64_t version,
                              const Json& body);

}  // namespace zhiheng::service
