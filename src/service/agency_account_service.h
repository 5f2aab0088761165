// Where agencies are paid: entered by the agency or by a clerk, checked by another person, and never changed after
// that, only retired. The number lies sealed under the key file, bound to its row; it is shown by its last four digits.
#pragma once

#include "base/json.h"
#include "service/gate.h"
#include "store/payment_order_store.h"

namespace zhiheng::service {

// Body: {"agency","bank_name","account_name","account_number"}. Refuses bank_account.malformed at /account_number,
// agency_account.agency_unknown at /agency, security.key_*. Answers the account, masked, and "warnings".
Result<Json> enter_agency_account(Gate& gate, const domain::Actor& actor, const Json& body);
// By another person than who entered it. Refuses agency_account.not_entered.
Result<Json> check_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// No new order names it. Refuses agency_account.retired_already.
Result<Json> retire_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"purpose"}: {"account_number","bank_name","account_name"}. The audit row stays even when the request is only
// rehearsed. Refuses expert_secrets.purpose_missing, security.key_*, expert_secrets.key_differs.
Result<Json> reveal_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body);
Outcome may_check_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id);
Outcome may_retire_agency_account(Gate& gate, const domain::Actor& actor, std::int64_t id);

// The number in clear, for the file to the bank; the caller leaves the trace.
Result<std::string> open_account_number(const store::AgencyAccount& account);

}  // namespace zhiheng::service
