// What the heart needs to know of a contract, its engagements, instalments and policy; records of them are edited
// elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "domain/panel.h"
#include "domain/payment.h"
#include "store/sql.h"

namespace zhiheng::store {

struct ContractFacts {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, policy_id = 0;
  std::string number, title, state;
  Date signed_on;
  Money fee;
  std::int64_t version = 1;
  std::string agency_name, agency_uscc, bureau_name, bureau_code;
};

struct EngagementFacts {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, contract_id = 0;
  std::string code, name;
  Money fee, fixed_deduction;
  std::optional<Date> plan_due_on, report_due_on;
  bool cancelled = false;  // by a termination: not scored, owes nothing
};

std::optional<ContractFacts> find_contract_facts(Connection& rows, std::int64_t contract_id);
std::vector<std::int64_t> contract_ids_numbered(Connection& rows, const std::string& number);
std::optional<EngagementFacts> find_engagement_facts(Connection& rows, std::int64_t engagement_id);
std::vector<EngagementFacts> engagement_facts_of(Connection& rows, std::int64_t contract_id);  // by code
std::vector<domain::InstalmentFacts> instalment_facts_of(Connection& rows, std::int64_t contract_id);

// Every act that moves a contract's account takes the contract this way: the row is locked and must be the one that
// was read. Throws SqlError{busy} when somebody else was there meanwhile, upon which the gate runs the act again.
void take_contract(Connection& rows, const ContractFacts& contract, Timestamp now);
void save_contract_state(Connection& rows, std::int64_t contract_id, const std::string& state);

std::string policy_document(Connection& rows, std::int64_t policy_id);  // Defect when absent
std::string policy_digest(Connection& rows, std::int64_t policy_id);    // Defect when absent
std::vector<domain::ExpertFacts> expert_facts(Connection& rows, const std::vector<std::int64_t>& ids);

// Current results of the agency's engagements of the same year, bureau and policy under other contracts.
struct OtherEngagement {
  std::string code;  // "contract number/engagement code"
  Money fee;
  Score final_score;
};
std::vector<OtherEngagement> other_engagements_of_year(Connection& rows, std::int64_t contract_id);

}  // namespace zhiheng::store
