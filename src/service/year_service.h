// What a fiscal year amounts to for somebody: sums over all rows that he may see, whatever their number.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"year","years":[newest first],"contracts","fee"} and, for whoever may see such rows (members are absent otherwise):
// "due","late" (engagements with a deliverable due within store::days_ahead or overdue), "missing_sheets",
// "under_line" (current results), {"statements","deduction","payable"} of those that are confirmed or settled,
// {"to_pay_statements","to_pay"} what is still owed on confirmed ones, {"payments","paid"} net of refunds. Every count
// is the total of the list with the same fiscal_year and standing. Amounts in yuan. Year 0 asks for the newest year
// with a confirmed statement, or else the newest with contracts, or else this one.
Result<Json> year_figures(Gate& gate, const domain::Actor& actor, int year);

// {"grades":[{"grade","count"}],"agencies":[{"agency","fee","deduction"}],"months":[{"month","paid"}]} of the same
// rows; at most twelve agencies, those with the highest fees.
Result<Json> year_charts(Gate& gate, const domain::Actor& actor, int year);

}  // namespace zhiheng::service
