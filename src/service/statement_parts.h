// The account of a contract inside a transaction, shared by statements, adjustments and payments.
#pragma once

#include <vector>

#include "domain/payment.h"
#include "domain/retention.h"
#include "domain/statement_rules.h"
#include "service/gate.h"
#include "store/contract_facts.h"

namespace zhiheng::service {

struct Account {
  store::ContractFacts contract;
  std::optional<domain::Statement> statement;  // the newest that was not voided
  std::vector<domain::Adjustment> adjustments;
  std::vector<domain::Payment> payments;
  std::optional<domain::Retention> retention;  // of the statement

  Money held() const;  // ... as long as it is not released
  bool is_confirmed() const;        // or settled
  domain::Balance balance() const;  // of the statement, needs one
};
Account load_account(Tx& tx, std::int64_t contract_id);

// The statement and the contract are settled when nothing is to pay or to recover, and open again when an adjustment
// leaves something. `account` holds what stands after the act; answers the state.
std::string settle(Tx& tx, Account& account);

// Four eyes need a first pair: the operator of the machine has no account and drafts nothing. Refuses
// statement.drafter_unnamed.
Outcome drafter_is_named(const domain::Actor& actor);

Json statement_json(Tx& tx, const domain::Statement& statement);

}  // namespace zhiheng::service
