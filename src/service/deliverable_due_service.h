// The agency's own view of its year: what it owes, until when, and what its work earned.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"items":[{"engagement","code","name","contract_number","kind","due_on" or null,"days_left" or null (negative: late),
//  "returned","remark"}]}: plans and reports that are waited for, the earliest due first.
Result<Json> due_deliverables(Gate& gate, const domain::Actor& actor);

// The year's published work: {"year","years":[newest first],"contracts","engagements","late",
//  "grades":[{"grade","passed","count"}],"published","deduction","bonus","rating": null,
//  "results":[{"result","engagement","code","name","contract_number","final_score","grade","passed","deduction",
//  "bonus"}]}. Year 0 is the newest with a published result or a contract. `rating` stays null until one is published.
Result<Json> own_record(Gate& gate, const domain::Actor& actor, int year);

}  // namespace zhiheng::service
