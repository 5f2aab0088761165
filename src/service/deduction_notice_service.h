// Deduction notices (扣费告知书): sent by the clerk about a draft statement, answered by the agency, decided by another
// person where it contests them.
#pragma once

#include "base/json.h"
#include "domain/statement_rules.h"
#include "service/gate.h"

namespace zhiheng::service {

// Tells the agency of the draft's deductions; one that is open with other figures is withdrawn. Answers the notice:
// {"id","version","number","contract","contract_number","agency","agency_name","state","deduction","sent_on",
//  "answer_due_on","calendar_years":["2031"],"answer","answer_text","answer_lines":[{"line","reason"}],"answered_at",
//  "decision","decision_text","decided_at","withdrawn_reason","closed_on","stopped_days","provable","document":{...}}
// (provable: the letter has an evidence document) and, for the bureau, {"statement","current"}: whether the draft still
// says what was told.
Result<Json> send_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t statement_id,
                                   std::int64_t version);
Result<Json> read_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id);
// {"items":[notices without documents, newest first]} of a contract.
Result<Json> deduction_notices_of(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);

// Body: {"answer":"accepted"|"contested","text"?,"lines"?:[{"line":1,"reason"}]}.
Result<Json> answer_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                     const Json& body);
// By another person than the drafter. Body: {"decision":"kept"|"redraw","reason"}.
Result<Json> decide_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                     const Json& body);
// Body: {"reason"}.
Result<Json> withdraw_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                       const Json& body);

// Do the documents of the statement still say what was told? A letter carries them as its evidence only then.
bool still_tells(const domain::Statement& statement, const Json& told);

// For the buttons of pages: the same checks, nothing written.
Outcome may_send_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t statement_id);
Outcome may_answer_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_decide_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_withdraw_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id);

}  // namespace zhiheng::service
