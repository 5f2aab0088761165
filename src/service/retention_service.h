// Retentions (质保金): requested for release by one person, approved by another.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"id","version","contract","contract_number","agency","agency_name","statement","state","amount","kept","held_on",
//  "release_due_on","reason","evidence","drafted_by","confirmed_by","released_on","adjustment"}
Result<Json> read_retention(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Body: {"evidence","kept"?: "120.00","reason"?}: how the term passed, and what part is not paid for which reason.
Result<Json> request_release(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body);
// By another person than who requested it. What is kept becomes an adjustment of the statement; the rest is payable.
Result<Json> approve_release(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"reason"}. The retention is held as before.
Result<Json> reject_release(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body);

Outcome may_request_release(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_approve_release(Gate& gate, const domain::Actor& actor, std::int64_t id);

}  // namespace zhiheng::service
