// The journal as people read it, the closing of months, and corrections under four eyes.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"id","version","number":"2025-000012","kind","bureau","agency","contract","contract_number","agency_name",
//  "occurred_on","posted_on","period","reference","reason","reverses","reversed_by","source":{"stem","id"},
//  "drafted_by","confirmed_by","amount","entries":[{"account","debit","credit"}],"digest",
//  "correction": null or {"id","version","occurred_on","reason","drafted_by"}}
Result<Json> read_journal_transaction(Gate& gate, const domain::Actor& actor, std::int64_t id);
// {"items":[...], "balances":[{"account","debit","credit"}], "due": "fee + bonus - deductions + adjustments - paid",
//  "owed": "payable + retention - recoverable - advance", "proven": true}
Result<Json> journal_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);

// The trial balance up to and with a period, by account and by contract: {"bureau","bureau_name","bureaus":[{"id",
// "name"}] to choose
// from,"period","accounts":[{"account","debit","credit"}],"debit","credit","total","items":[{"contract","number","agency",
// <account code>: signed amount, ..., "due","owed"}],"next"}. `bureau` 0: the actor's first. 100 contracts a page,
// `after`: id of the contract after which the page begins.
struct BalanceRequest {
  std::int64_t bureau_id = 0;
  std::string period;
  std::int64_t after = 0;
};
Result<Json> journal_balances(Gate& gate, const domain::Actor& actor, const BalanceRequest& request);

// {"bureau","bureau_name","next_period", "items":[{"period","transactions","debit","closed","closed_by","closed_at",
//  "digest"}], "bureaus", "proof": null or {"id","created_at","contracts","transactions","differences","finding"}},
//  newest first.
Result<Json> journal_periods(Gate& gate, const domain::Actor& actor, std::int64_t bureau_id);
// Body: {"period","bureau"?}. Answers the period with its balances. Refuses what domain::close_period refuses.
Result<Json> close_journal_period(Gate& gate, const domain::Actor& actor, const Json& body);
Outcome may_close_period(Gate& gate, const domain::Actor& actor, std::int64_t bureau_id, const std::string& period);

// Body: {"occurred_on","reason"}. Answers the correction.
Result<Json> draft_journal_correction(Gate& gate, const domain::Actor& actor, std::int64_t transaction_id,
                                      const Json& body);
Result<Json> confirm_journal_correction(Gate& gate, const domain::Actor& actor, std::int64_t correction_id,
                                        std::int64_t version);
Result<Json> drop_journal_correction(Gate& gate, const domain::Actor& actor, std::int64_t correction_id,
                                     std::int64_t version);
Outcome may_confirm_correction(Gate& gate, const domain::Actor& actor, std::int64_t correction_id);

// The plain-text ledger of everything that the actor may see; year 0: all years.
// The same for the bureau with this code, "" for all. Refuses report.no_such_bureau.
Result<std::string> journal_ledger_of(Gate& gate, const domain::Actor& actor, const std::string& bureau_code,
                                      std::int64_t year);
Result<std::string> journal_ledger(Gate& gate, const domain::Actor& actor, std::int64_t bureau_id, std::int64_t year);

}  // namespace zhiheng::service
