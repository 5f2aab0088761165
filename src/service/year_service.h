// What a fiscal year amounts to for somebody: sums over all rows that he may see, whatever their number.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"year","years":[newest first],"contracts","fee"} and, for whoever sees statements,
// {"statements","deduction","payable"} of those that are confirmed or settled. Amounts in yuan. Year 0 asks for the
// newest year with such a statement, or else the newest with contracts, or else this one.
Result<Json> year_figures(Gate& gate, const domain::Actor& actor, int year);

}  // namespace zhiheng::service
