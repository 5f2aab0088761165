// The steps that creating, changing, amending and importing a contract share inside a transaction.
#pragma once

#include <string>
#include <vector>

#include "domain/contract.h"
#include "service/record_parts.h"

namespace zhiheng::service {

// What happened to a contract since it was signed.
struct ContractUse {
  bool panels = false;
  bool results = false;     // current ones
  bool statements = false;  // draft, confirmed or settled
  bool payments = false;
  bool amendments = false;
  bool scored_or_paid() const { return panels || results || statements || payments; }
};
ContractUse load_contract_use(Tx& tx, std::int64_t contract_id);

domain::ContractForm load_contract(Tx& tx, const Record& contract);  // with its parts, engagements by id
// Facts of the rows that the form refers to; `before` is null for a new contract.
domain::ContractFacts load_contract_facts(Tx& tx, const domain::ContractForm& form, const Record* before);
// Body without its lists, and the items of one list; refuses contract.not_a_list.
Json without_lists(const Json& body);
std::vector<Json> items_of(const Json& body, std::string_view list, Problems& problems);

// Units and projects of a bureau that is not the contract's own or below it are refused: contract.unit_of_other_bureau.
void check_owners(Tx& tx, const Record& engagement, std::int64_t bureau_id, const std::string& where,
                  Problems& problems);
void insert_parts(Tx& tx, std::int64_t contract_id, domain::ContractForm& form);  // those without an id
Json contract_json(Tx& tx, std::int64_t id);
// The whole as {"contract":{...},"engagements":[...],"instalments":[...]}, for the audit.
Json contract_detail(const domain::ContractForm& form);

// What stands against a change after the contract was put to use: contract.not_active, contract.policy_frozen,
// contract.agency_frozen, contract.fees_frozen, contract.due_dates_frozen (once a statement stands),
// contract.engagement_removed, contract.instalment_removed.
Problems check_contract_change(const domain::ContractForm& before, const domain::ContractForm& after,
                               const ContractUse& use);
// Writes what differs, with one row of history. Refuses record.stale.
Outcome save_contract(Tx& tx, const domain::ContractForm& before, domain::ContractForm& after);

void append_problems(Problems& problems, const Problems& more);

}  // namespace zhiheng::service
