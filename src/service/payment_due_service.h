// The payment clock for people: what is to be paid until when, everywhere the same.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "domain/access.h"
#include "domain/payment_due.h"
#include "service/gate.h"
#include "service/job_service.h"
#include "store/billing_store.h"
#include "store/task_store.h"

namespace zhiheng::service {

struct DueQuery {
  std::string q;         // words that must all occur in contract, agency or label
  std::string state;     // stopped, running, due_soon, overdue; "" for all
  std::string kind;      // instalment, statement, adjustment, retention, claim; "" for all
  std::string contract;  // an id
  std::string sort;      // due_on (the usual one), amount, contract, agency, days_left, each also with "-" before it
  std::string cursor;    // how many come before the page
  int limit = 50;
};

// {"items":[{"contract","contract_number","contract_title","agency","agency_name","kind","side":"pay"|"claim",
//  "reference","label","amount","since","due_on","due_before_stop","stopped_days","days_left","overdue_days","state",
//  "calendar_years":["2031"]}],"next","total","sum"}, of the contracts in reach. `calendar_years`: years without a
// holiday notice, counted by weekends alone. Refuses list.bad_filter, list.bad_sort, list.bad_cursor, list.bad_limit.
Result<Json> list_dues(Gate& gate, const domain::Actor& actor, const DueQuery& query);
// {"items":[...]} of one contract.
Result<Json> dues_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id);

struct ContractDues {
  store::BillingRow contract;
  std::vector<domain::Due> dues;
};
// Of the contracts for which `where` is true; contracts without a due are left out.
std::vector<ContractDues> dues_in(store::Connection& rows, const std::string& where,
                                  const store::Parameters& parameters, Date today);

// Tasks of the clerk: payment_due, payment_overdue, claim_due, claim_overdue.
std::vector<store::Waiting> waiting_dues(store::Connection& rows, const domain::Scope& scope, Date today);
// Task of the agency: repay_claim, what it was paid too much and has to give back, whenever it is due.
std::vector<store::Waiting> claims_to_repay(store::Connection& rows, const domain::Scope& scope, Date today);
// ... send_deduction_notice, where the contract's policy asks for one.
std::vector<store::Waiting> waiting_notices(store::Connection& rows, const domain::Scope& scope);

// The job "payment_clock": expires notices that nobody answered, tells bureau and agency of what comes due, is overdue,
// or may be released.
class PaymentClock {
 public:
  static Result<JobCounts> run(Gate& gate, Timestamp now);
};

}  // namespace zhiheng::service
