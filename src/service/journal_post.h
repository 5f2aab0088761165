// The one call by which everything that moves a contract's money reaches the journal.
#pragma once

#include "service/gate.h"

namespace zhiheng::service {

// Posts what the rows of this contract say and the journal does not say yet: its commitment, amendments, confirmed and
// voided statements with every deduction by kind, adjustments, payments, refunds, retention and its release,
// termination. Called last in every transaction that changes one of them; calling it again posts nothing. Refuses
// journal.period_closed when the day of the act lies in a closed period and no later day can carry it.
Outcome post_journal(Tx& tx, std::int64_t contract_id);

}  // namespace zhiheng::service
