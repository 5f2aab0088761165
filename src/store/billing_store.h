// What the payment clock looks at, of one contract or of many at once: a fixed number of queries.
#pragma once

#include <string>
#include <vector>

#include "domain/payment_due.h"
#include "store/sql.h"

namespace zhiheng::store {

struct BillingRow {
  std::int64_t contract_id = 0, bureau_id = 0, agency_id = 0, policy_id = 0;
  std::string number, title, agency_name;
  domain::DueFacts facts;  // payment_days is the contract's own, 0 where the policy says; warn_days is the policy's
};

// Of the contracts for which `where` is true, a condition on their columns with its parameters, by number.
std::vector<BillingRow> billing_rows(Connection& rows, const std::string& where, const Parameters& parameters);

// When the newest plan and report of each engagement of the contract were accepted, by code.
std::vector<domain::Acceptance> acceptances_of(Connection& rows, std::int64_t contract_id);

}  // namespace zhiheng::store
