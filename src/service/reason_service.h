// Do the reasons carry the scores? For the expert over his own sheet before he hands it in, for the bureau over a year.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// The expert's own sheet as it is saved now: {"items":[{"rule","criterion","text_params":{...}}]}; nothing of other
// sheets goes into it. The language of sentences is the reader's: "problems" carries rule and params.
Result<Json> check_sheet_reasons(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id);

// The bureau's list over handed-in sheets: newest sheets first, by pages of `limit` after `cursor` (a number of the
// list). `rule` filters; year 0 is this year; panel_id other than 0 asks for one panel instead of the year.
// {"items":[{"sheet","panel","expert_label","agency_label","component_title","criterion_title","points","reason","page",
//  "rule","params":{...},"other_sheet"}],"next","total","counts":{rule: n}}. Refuses list.bad_cursor,
// reasons.no_such_rule.
struct ReasonQuery {
  int year = 0;
  std::int64_t panel_id = 0;
  std::string rule;
  std::string cursor;
  int limit = 50;
};
Result<Json> reason_checks(Gate& gate, const domain::Actor& actor, const ReasonQuery& query);

// The rules of domain::check_reasons, in the order in which the page offers them.
const std::vector<std::string>& reason_rules();

}  // namespace zhiheng::service
