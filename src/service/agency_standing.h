// May this agency be given a contract now? What its ratings and vetoes led to is applied here, when the next contract
// is made, and nowhere else.
#pragma once

#include "base/date.h"
#include "service/gate.h"

namespace zhiheng::service {

// Refuses contract.agency_barred at /agency with the consequence, its causes and the day on which it ends by itself.
Outcome may_be_commissioned(Tx& tx, std::int64_t agency_id, std::int64_t bureau_id, Date signed_on);

// The same for a contract as it is to be written: nothing where neither its agency nor its day of signing is new.
// `before` is null for a new contract.
Problems standing_problems(Tx& tx, const Record& contract, const Record* before);

}  // namespace zhiheng::service
