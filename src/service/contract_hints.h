// What a bureau's clerk should look at in a contract: clocks of award, publication and filing, procurement limits,
// splitting, sheets that are missing, and grounds on which the policy ends contracts. Hints refuse nothing.
#pragma once

#include "base/calendar.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"items":[{"hint","tone": good | info | warn,"params":{...}}]}; the text is contract.hint.<hint>. Nobody but the
// bureau's own people gets any.
Result<Json> contract_hints(Gate& gate, const domain::Actor& actor, std::int64_t contract_id,
                            const Calendar& calendar = Calendar::shipped());

}  // namespace zhiheng::service
