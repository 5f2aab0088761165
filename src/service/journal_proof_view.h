// What a proof of the journal found, as people read it, and the bureaus whose journals there are to choose from.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"id","bureau","bureau_name","created_at","contracts","transactions","differences","items":[{"contract" or null,
// "subject","account","wanted" or null,"found" or null}],"next"}. 100 lines a page; `after` is the "next" of the page
// before.
Result<Json> read_journal_proof(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t after);

// [{"id","name"}] of the bureaus in reach that have a journal, by code. Inside a transaction.
Json journal_bureau_choices(Tx& tx);

}  // namespace zhiheng::service
