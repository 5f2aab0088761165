// Everything that happened to a contract's money, in the order of days.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"contract","number","title","agency_name","today","items":[{"on","kind","label","text","amount"|"","balance",
//  "tone"}],"owed","dues":[...]}: `amount` is what changes what is still owed to the agency, `balance` what is owed
//  after
// it, what is negative is owed by it. `text` is in the reader's language. Only what the agency may know too.
Result<Json> money_timeline(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, Language language);

}  // namespace zhiheng::service
