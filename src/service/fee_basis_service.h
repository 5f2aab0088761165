// Calculation sheets of fees (计费测算表): worked out without being kept, or kept as versions with a contract.
#pragma once

#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: the document of domain/fee_basis.h and "fiscal_year" of the rates (the actor's bureau's own or those of the
// nearest bureau above it come before the shipped ones). Answers the sheet of domain::fee_sheet_json.
Result<Json> compute_fee(Gate& gate, const domain::Actor& actor, const Json& body, Language language);

// Body: {"document":{...},"difference_reason"?}. A lump sum may have a sheet of its parts too. Refuses
// contract.not_active,
// fee_basis.other_basis (the contract says another basis),
// fee_basis.differs (total and fee differ without a reason), and what domain::read_fee_input refuses, below /document.
Result<Json> save_fee_sheet(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, std::int64_t version,
                            const Json& body, Language language);

// {"items":[{"id","sequence","basis","total","fee","difference","difference_reason","made_by_label","made_at"}]},
// the newest first.
Result<Json> fee_sheets_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);
// One of them with "document" as it was given (rates resolved) and "sheet" worked out from it.
Result<Json> read_fee_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, Language language);

// --- inside the transaction of a contract that is created, changed or amended ---
// Keeps `given` (null: none) as the next version of a contract of this fee and basis.
Outcome keep_fee_sheet(Tx& tx, const Record& contract, const Json& given, const std::string& where);
// A fee that was worked out does not move without a new sheet: contract.fee_without_sheet.
Outcome check_fee_has_sheet(Tx& tx, const Record& before, const Record& after, const Json* given);

}  // namespace zhiheng::service
