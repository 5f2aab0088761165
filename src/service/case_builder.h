// Builds the case document of a contract or of one engagement from rows. What is computed from it is stored together
// with it, so that every figure can be recomputed without this database.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "domain/case.h"
#include "domain/deliverable.h"
#include "domain/panel.h"
#include "domain/result.h"
#include "store/contract_facts.h"
#include "store/objection_store.h"

namespace zhiheng::service {

// A policy version as it stands in its row.
struct FrozenPolicy {
  std::int64_t id = 0;
  std::shared_ptr<const domain::Policy> rules;
  std::shared_ptr<const Json> document;
};
// Read once per content: an approved version never changes, and a changed draft has another digest.
FrozenPolicy load_policy(store::Connection& rows, std::int64_t policy_id);

// Everything that one engagement's figures depend on.
struct EngagementSources {
  store::EngagementFacts engagement;
  std::optional<domain::Panel> panel;
  std::vector<domain::ScoreSheet> sheets;
  std::vector<domain::ComponentScore> scores;
  std::vector<domain::Conduct> conduct;
  std::vector<domain::Deliverable> deliverables;
  std::vector<store::StoredCorrection> corrections;  // of upheld objections, as they were made
  std::optional<domain::StoredResult> result;  // the current one

  std::vector<std::string> components_by_sheet() const;
};

struct ContractSources {
  store::ContractFacts contract;
  std::vector<EngagementSources> engagements;  // by code
};
// A fixed number of queries, whatever the size of the contract.
ContractSources load_sources(store::Connection& rows, const store::ContractFacts& contract);
EngagementSources load_engagement_sources(store::Connection& rows, const store::EngagementFacts& engagement);

struct Derived {
  Json case_document;
  Json result_document;
  domain::Evaluation evaluation;
};
// Writes the case, reads it back as a stranger would and evaluates what was read. Refuses what read_case and
// evaluate refuse.
Result<Derived> derive(const domain::Case& input, const FrozenPolicy& policy);

// The engagement alone: its fee is the whole, nothing paid. Where the policy judges the contract or the year, the
// deduction is preliminary; the statement decides.
domain::Case case_of_engagement(const store::ContractFacts& contract, const EngagementSources& sources,
                                const FrozenPolicy& policy);
// `others` are the agency's other current results of the year, for policies that judge the agency-year.
domain::Case case_of_contract(const ContractSources& sources, const FrozenPolicy& policy, const std::string& label,
                              Money paid, std::vector<domain::OtherResult> others);
std::vector<domain::OtherResult> other_results(store::Connection& rows, const store::ContractFacts& contract,
                                               const FrozenPolicy& policy);

// Was the current result computed from what the rows say now? Names of engagements do not matter.
bool is_result_current(const domain::StoredResult& result, const store::ContractFacts& contract,
                       const EngagementSources& sources, const FrozenPolicy& policy);

}  // namespace zhiheng::service
