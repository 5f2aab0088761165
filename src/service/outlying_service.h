// A sheet that lies far from the others is questioned once, before it is handed in. What is told is that it differs,
// not by how much, in which direction or from whom; the answer to the question is kept for the bureau.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Takes "confirm_outlying" (the expert's own reason to stand by his sheet) out of the body of submit_sheet.
Result<std::string> take_confirmation(Json& body);

// Asked before a sheet is handed in. A sheet is measured once in its life: at least two others of the component are
// handed in, and its total is further from their mean than policy.uncertainty.outlying_points. Then the question is
// written down, whatever becomes of the request, so that nobody learns more by asking again; from then on the sheet is
// handed in with a reason, or with another total, which is not measured any more. A rehearsal (dry run) measures
// nothing. Refuses sheet.outlying_unconfirmed at /confirm_outlying. Everything else that is wrong with the sheet is
// left to submit_sheet. `body` as that takes it.
Outcome question_outlying(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body, const std::string& confirmation);

// Does the expert's own sheet wait for an answer?
bool has_open_question(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id);

}  // namespace zhiheng::service
