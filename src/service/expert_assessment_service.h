// The yearly assessment of experts: computed for a bureau, looked at, confirmed by somebody else. Kept figures are
// those of the day of the computation; a confirmed year is not computed again.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

struct AssessmentQuery {
  std::int64_t year = 0;  // 0: the newest that was computed
  std::string grade;      // of the choice list, or ""
  std::string state;
  std::string sort;  // "name", "grade", "attendance", "timeliness", "distance"; "-distance" descending; "" is name
};

// {"year","years":[..],"items":[{"id","version","expert","expert_label","code","grade","advice","because","state",
//  "lines":[...]}],"counts":{grade: n}}. Refuses list.bad_sort, list.bad_filter.
Result<Json> list_assessments(Gate& gate, const domain::Actor& actor, const AssessmentQuery& query);
// Body {"year"}: drafts of all experts of the actor's bureau, those of before replaced. Refuses assessment.year_ahead.
Result<Json> compute_assessments(Gate& gate, const domain::Actor& actor, const Json& body);
// By another person than who computed. Refuses assessment.confirmed.
Result<Json> confirm_assessment(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body {"year"}: all drafts of the year at once.
Result<Json> confirm_assessments(Gate& gate, const domain::Actor& actor, const Json& body);

}  // namespace zhiheng::service
