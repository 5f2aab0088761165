// How experts are paid, as data: drafted by the clerk, approved by another person, never changed afterwards.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// The body is the document itself (domain/fee_scheme.h). Answers the row with "document" and "assumed".
// Refuses fee_scheme.code_taken, fee_scheme.bureau_missing and what read_fee_scheme refuses.
Result<Json> create_fee_scheme(Gate& gate, const domain::Actor& actor, const Json& document);
// Of a draft; refuses fee_scheme.not_draft.
Result<Json> change_fee_scheme(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& document);
Result<Json> read_fee_scheme_row(Gate& gate, const domain::Actor& actor, std::int64_t id);
Result<Json> approve_fee_scheme(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Refuses fee_scheme.not_approved. Bills that were worked out by it keep it.
Result<Json> retire_fee_scheme(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);

}  // namespace zhiheng::service
