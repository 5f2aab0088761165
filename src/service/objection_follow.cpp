// Where a policy judges the agency's whole year, one corrected score moves the deductions of its other contracts too.
// An objection adjusts its own contract; the decision names the others whose confirmed statements no longer say what
// would be computed, with both amounts, so that nobody has to find them.
#include "service/heart_json.h"
#include "service/objection_parts.h"

namespace zhiheng::service {

namespace {

std::vector<store::ContractFacts> contracts_of_year(Tx& tx, std::int64_t contract_id) {
  std::vector<store::ContractFacts> all;
  for (const store::Row& row : tx.rows().query(
           "SELECT c.id FROM contract mine INNER JOIN contract c ON c.agency_id = mine.agency_id AND c.bureau_id = "
           "mine.bureau_id AND c.fiscal_year = mine.fiscal_year AND c.policy_id = mine.policy_id AND c.id <> mine.id "
           "WHERE mine.id = ? AND c.id IN (SELECT contract_id FROM statement WHERE state IN ('confirmed', 'settled')) "
           "ORDER BY c.number",
           {contract_id})) {
    all.push_back(*store::find_contract_facts(tx.rows(), integer_or(row[0])));
  }
  return all;
}

Money net_of(const domain::StatementOutcome& outcome) {
  return outcome.fee + outcome.bonus - outcome.deduction;
}

}  // namespace

Json followers_json(Tx& tx, const ContestedEngagement& engagement, const Figures& after) {
  Json list = Json::array();
  if (engagement.policy.rules->scope.score != domain::ScoreScope::agency_year) return list;
  const std::string code = engagement.contract.number + "/" + engagement.sources.engagement.code;
  for (const store::ContractFacts& contract : contracts_of_year(tx, engagement.contract.id)) {
    const Account account = load_account(tx, contract.id);
    const Drawing drawing = look_at_statement(tx, account);
    const bool complete = drawing.facts.missing_codes.empty() && drawing.policy.id == engagement.policy.id;
    if (!complete || drawing.facts.policies_differ) continue;
    auto others = other_results(tx.rows(), contract, drawing.policy);
    const auto derived = [&] {
      return derive(
          case_of_contract(drawing.sources, drawing.policy, contract.number, domain::paid_by(account.payments), others),
          drawing.policy);
    };
    const auto was = derived();
    for (domain::OtherResult& other : others) {
      if (other.code == code) other.final_score = after.outcome.final_score;
    }
    const auto becomes = derived();
    if (!was || !becomes) continue;
    const Money net_before = net_of(was->evaluation.statement);
    const Money net_after = net_of(becomes->evaluation.statement);
    if (net_before == net_after) continue;
    Json one = Json::object().set("contract", id_json(contract.id)).set("number", contract.number);
    list.push(one.set("net_before", net_before.text()).set("net_after", net_after.text()));
  }
  return list;
}

}  // namespace zhiheng::service
