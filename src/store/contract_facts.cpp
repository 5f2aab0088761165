#include "store/contract_facts.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view contract_sql =
    "SELECT c.id, c.bureau_id, c.agency_id, c.policy_id, c.number, c.title, c.state, c.signed_on, c.fee_fen, "
    "c.version, "
    "a.name, a.uscc, b.name, b.code FROM contract c JOIN agency a ON a.id = c.agency_id JOIN bureau b ON b.id = "
    "c.bureau_id "
    "WHERE c.id = ?";
constexpr std::string_view engagement_columns =
    "SELECT id, bureau_id, agency_id, contract_id, code, name, fee_fen, fixed_deduction_fen, plan_due_on, "
    "report_due_on, cancelled "
    "FROM engagement ";
constexpr std::string_view instalment_sql =
    "SELECT id, sequence, name, amount_fen, due_condition, due_on FROM instalment WHERE contract_id = ? "
    "ORDER BY sequence";
constexpr std::string_view instalment_paid_sql =
    "SELECT instalment_id, kind, amount_fen FROM payment WHERE contract_id = ? AND instalment_id IS NOT NULL";

EngagementFacts engagement_from(const Row& row) {
  RowReader cells(row);
  EngagementFacts facts;
  facts.id = cells.integer();
  facts.bureau_id = cells.integer();
  facts.agency_id = cells.integer();
  facts.contract_id = cells.integer();
  facts.code = cells.text();
  facts.name = cells.text();
  facts.fee = cells.money();
  facts.fixed_deduction = cells.money();
  facts.plan_due_on = cells.optional_date();
  facts.report_due_on = cells.optional_date();
  facts.cancelled = cells.integer() != 0;
  return facts;
}

}  // namespace

std::optional<ContractFacts> find_contract_facts(Connection& rows, std::int64_t contract_id) {
  const auto found = rows.query(contract_sql, {contract_id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  ContractFacts facts;
  facts.id = cells.integer();
  facts.bureau_id = cells.integer();
  facts.agency_id = cells.integer();
  facts.policy_id = cells.integer();
  facts.number = cells.text();
  facts.title = cells.text();
  facts.state = cells.text();
  facts.signed_on = cells.date();
  facts.fee = cells.money();
  facts.version = cells.integer();
  facts.agency_name = cells.text();
  facts.agency_uscc = cells.text();
  facts.bureau_name = cells.text();
  facts.bureau_code = cells.text();
  return facts;
}

std::vector<std::int64_t> contract_ids_numbered(Connection& rows, const std::string& number) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows.query("SELECT id FROM contract WHERE number = ? ORDER BY id", {number})) {
    ids.push_back(integer_or(row[0]));
  }
  return ids;
}

std::optional<EngagementFacts> find_engagement_facts(Connection& rows, std::int64_t engagement_id) {
  const auto found = rows.query(std::string(engagement_columns) + "WHERE id = ?", {engagement_id});
  if (found.empty()) return std::nullopt;
  return engagement_from(found.front());
}

std::vector<EngagementFacts> engagement_facts_of(Connection& rows, std::int64_t contract_id) {
  std::vector<EngagementFacts> all;
  for (const Row& row :
       rows.query(std::string(engagement_columns) + "WHERE contract_id = ? ORDER BY code", {contract_id})) {
    all.push_back(engagement_from(row));
  }
  return all;
}

std::vector<domain::InstalmentFacts> instalment_facts_of(Connection& rows, std::int64_t contract_id) {
  std::vector<domain::InstalmentFacts> all;
  for (const Row& row : rows.query(instalment_sql, {contract_id})) {
    RowReader cells(row);
    domain::InstalmentFacts facts;
    facts.id = cells.integer();
    facts.sequence = cells.small();
    facts.name = cells.text();
    facts.amount = cells.money();
    facts.due_condition = cells.text();
    facts.due_on = cells.optional_date();
    all.push_back(std::move(facts));
  }
  for (const Row& row : rows.query(instalment_paid_sql, {contract_id})) {
    const Money amount = Money::fen(integer_or(row[2]));
    for (domain::InstalmentFacts& facts : all) {
      if (facts.id != integer_or(row[0])) continue;
      facts.paid = text_or_empty(row[1]) == "refund" ? facts.paid - amount : facts.paid + amount;
    }
  }
  return all;
}

void take_contract(Connection& rows, const ContractFacts& contract, Timestamp now) {
  const auto matched =
      rows.execute("UPDATE contract SET version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
                   {now.utc(), contract.id, contract.version});
  if (matched != 1) throw SqlError(Fault::busy, "the contract's account moved meanwhile");
}

void save_contract_state(Connection& rows, std::int64_t contract_id, const std::string& state) {
  rows.execute("UPDATE contract SET state = ? WHERE id = ?", {state, contract_id});
}

std::string policy_document(Connection& rows, std::int64_t policy_id) {
  const auto found = rows.query("SELECT document FROM policy WHERE id = ?", {policy_id});
  ensure(!found.empty(), "a contract's policy exists");
  return text_or_empty(found.front()[0]);
}

std::string policy_digest(Connection& rows, std::int64_t policy_id) {
  const auto found = rows.query("SELECT digest FROM policy WHERE id = ?", {policy_id});
  ensure(!found.empty(), "a contract's policy exists");
  return text_or_empty(found.front()[0]);
}

std::vector<OtherEngagement> other_engagements_of_year(Connection& rows, std::int64_t contract_id) {
  std::vector<OtherEngagement> others;
  const auto found = rows.query(
      "SELECT c.number, e.code, e.fee_fen, r.final_score FROM contract mine "
      "JOIN contract c ON c.agency_id = mine.agency_id AND c.bureau_id = mine.bureau_id "
      "AND c.fiscal_year = mine.fiscal_year AND c.policy_id = mine.policy_id AND c.id <> mine.id "
      "JOIN engagement e ON e.contract_id = c.id "
      "JOIN result r ON r.engagement_id = e.id AND r.state = 'current' WHERE mine.id = ? ORDER BY c.number, e.code",
      {contract_id});
  for (const Row& row : found) {
    RowReader cells(row);
    OtherEngagement other;
    other.code = cells.text();
    other.code += "/" + cells.text();
    other.fee = cells.money();
    other.final_score = cells.score();
    others.push_back(std::move(other));
  }
  return others;
}

std::vector<domain::ExpertFacts> expert_facts(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::vector<domain::ExpertFacts> all;
  if (ids.empty()) return all;
  const Parameters parameters(ids.begin(), ids.end());
  const std::string sql =
      "SELECT id, bureau_id, name, status FROM expert WHERE id IN (" + placeholders(ids.size()) + ") ORDER BY id";
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    domain::ExpertFacts facts;
    facts.id = cells.integer();
    facts.bureau_id = cells.integer();
    facts.name = cells.text();
    facts.status = cells.text();
    all.push_back(std::move(facts));
  }
  return all;
}

}  // namespace zhiheng::store
