// Bills for experts (劳务费发放单): drafted with suggested lines, confirmed by another person, paid by transfer; never
// edited after confirmation, corrected by lines of a later bill.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body: {"scheme","month","panel"?,"title"?}. Lines are suggested from the sheets handed in: of the panel, or of all
// closed panels of the month that nobody was paid for. Answers the bill:
// {"id","version","number","title","month","scheme","panel","state","gross","tax","net",...,"lines":[{"id","expert",
//  "expert_label","expert_code","panel","panel_label","matter","kind","worked_on","part","quantity","title_level",
//  "day_number","amount","corrects","unpayable","unfinished","reason","gross","tax","net","earlier_income",
//  "earlier_tax","income","allowance","taxable","rate_percent","quick_deduction","payment","paid_on","steps":[text]}],
//  "payments":[{"id","paid_on","voucher_number","amount","remark"}],"scheme_label","method"}
Result<Json> draft_expert_fee(Gate& gate, const domain::Actor& actor, const Json& body, Language language);
// Body: {"title"?,"month"?,"lines":[{"expert","kind"?,"panel"?,"matter"?,"worked_on"?,"part"?,"quantity"?,
// "title_level"?,"amount"?,"corrects"?,"unpayable"?,"reason"?,"resident"?}]}: all lines anew.
Result<Json> change_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body, Language language);
Result<Json> read_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, Language language);
// By another person than the drafter. Refuses expert_fee.not_draft, expert_fee.no_lines, expert_fee.line_unfinished,
// expert_fee.figures_moved (another bill of the month was confirmed meanwhile), and whatever a change refuses.
Result<Json> confirm_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                Language language);
// Body: {"reason"}. Refuses expert_fee.already_paid, expert_fee.already_voided, expert_fee.later_counts_on_it.
Result<Json> void_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body, Language language);
// Body: {"paid_on","voucher_number","experts"?:[ids],"remark"?}; without experts, everybody who was not paid yet.
// Refuses expert_fee.not_confirmed, expert_fee.paid_in_future, expert_fee.paid_in_another_month,
// expert_fee.nothing_to_pay.
Result<Json> pay_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body, Language language);
// The same checks as the acts, for the buttons of pages.
Outcome may_confirm_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_pay_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_void_expert_fee(Gate& gate, const domain::Actor& actor, std::int64_t id);

// The expert's own: {"year","gross","tax","net","items":[{"id","month","number","bureau","panel_label","kind",
// "worked_on",..., "steps"}]}; nothing of drafts, nothing of others, no number of a contract.
Result<Json> my_expert_fees(Gate& gate, const domain::Actor& actor, const std::string& year, Language language);
// {"year","items":[{"expert","expert_label","expert_code","lines","gross","tax","net","paid"}],"gross","tax","net",
// "paid"}. Refuses expert_fee.bad_year.
Result<Json> expert_fee_year(Gate& gate, const domain::Actor& actor, const std::string& year);

}  // namespace zhiheng::service
