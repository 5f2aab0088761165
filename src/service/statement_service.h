// Statements (结算单) from draft to settled, their corrections, and the evidence that leaves the house.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// From the current results of all engagements and the payments so far. Answers the statement:
// {"id","version","contract","number","sequence","state","fee","bonus","deduction","paid","payable","payable_in_words",
//  "recoverable","drafted_by","confirmed_by","confirmed_at","settled_at","voided_at","void_reason",
//  "lines":[{"engagement","result","fee","bonus","deduction","payable"}], "adjustments":[...],
//  "balance":{"net","paid","payable","recoverable"}, "case":{...}, "result":{...}}
// The figures of the statement are those of the day it was drawn; the balance is that of now.
Result<Json> draft_statement(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);
// Draws a draft anew from what the rows say now; who does so is its drafter.
Result<Json> redraw_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, std::int64_t version);
// By another person than the drafter. A statement with nothing to pay or recover is settled at once.
Result<Json> confirm_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, std::int64_t version);
// Body: {"reason"}.
Result<Json> void_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, std::int64_t version,
                            const Json& body);

// Would the act be refused now, and why? For the buttons of pages: the same checks as the act itself, nothing written.
Outcome may_draft_statement(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);
Outcome may_redraw_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id);
Outcome may_confirm_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id);
Outcome may_void_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id);
Outcome may_confirm_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t adjustment_id);

Result<Json> read_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id);
// {"items":[statements without documents, newest first]}
Result<Json> statements_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);

// Body: {"amount": "-120.00" (what the agency gets more), "corrects": "/result/engagements/0/final_score" or a
// sentence, "reason"}. Answers the adjustment.
Result<Json> draft_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, const Json& body);
// By another person than the drafter; changes what is payable. Answers the statement.
Result<Json> confirm_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t adjustment_id,
                                std::int64_t version);
Result<Json> void_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t adjustment_id, std::int64_t version);

// The evidence document of the contract's confirmed statement, confirmed adjustments included. `contract` is its number
// or its id. Refuses statement.contract_absent, statement.contract_ambiguous (a number that several bureaus use),
// statement.not_confirmed.
Result<Json> statement_evidence(Gate& gate, const domain::Actor& actor, const std::string& contract);

}  // namespace zhiheng::service
