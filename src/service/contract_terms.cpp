#include "service/contract_terms.h"

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::service {

namespace {

std::optional<domain::ProcurementLimit> limit_of(Tx& tx, std::int64_t bureau_id, std::int64_t year) {
  const auto rows = tx.rows().query(
      "SELECT p.id, b.name, p.fiscal_year, p.decentralised_limit_fen, p.open_tender_limit_fen, p.methods_below, "
      "p.methods_between, p.methods_above, p.source FROM procurement_limit p INNER JOIN bureau b ON b.id = p.bureau_id "
      "WHERE p.bureau_id = ? AND p.fiscal_year = ?",
      {bureau_id, year});
  if (rows.empty()) return std::nullopt;
  const store::Row& row = rows[0];
  domain::ProcurementLimit limit;
  limit.id = integer_or(row[0]);
  limit.bureau = text_or_empty(row[1]);
  limit.fiscal_year = integer_or(row[2]);
  limit.decentralised = Money::fen(integer_or(row[3]));
  limit.open_tender = Money::fen(integer_or(row[4]));
  limit.below = text_or_empty(row[5]);
  limit.between = text_or_empty(row[6]);
  limit.above = text_or_empty(row[7]);
  limit.source = text_or_empty(row[8]);
  return limit;
}

// The units whose projects the engagements are about, by project.
std::map<std::int64_t, std::int64_t> units_of_projects(Tx& tx, const std::vector<Record>& engagements) {
  store::Parameters projects;
  for (const Record& one : engagements) {
    if (one.integer("project") != 0) projects.emplace_back(one.integer("project"));
  }
  std::map<std::int64_t, std::int64_t> units;
  if (projects.empty()) return units;
  for (const store::Row& row : tx.rows().query(
           "SELECT id, budget_unit_id FROM project WHERE id IN (" + store::placeholders(projects.size()) + ")",
           projects)) {
    units[integer_or(row[0])] = integer_or(row[1]);
  }
  return units;
}

}  // namespace

std::optional<domain::ProcurementLimit> load_procurement_limit(Tx& tx, std::int64_t bureau_id, std::int64_t year) {
  for (const std::int64_t id : store::bureau_and_above(tx.rows(), bureau_id)) {
    if (auto limit = limit_of(tx, id, year)) return limit;
  }
  return std::nullopt;
}

// Units that are the bureau itself: a finance bureau is a budget unit like any other.
const std::set<std::int64_t>& TermsReader::own_units(std::int64_t bureau_id) {
  const auto [place, fresh] = own_units_.try_emplace(bureau_id);
  if (fresh) {
    for (const store::Row& row : tx_.rows().query(
             "SELECT u.id FROM budget_unit u INNER JOIN bureau b ON b.name = u.name WHERE b.id = ?", {bureau_id})) {
      place->second.insert(integer_or(row[0]));
    }
  }
  return place->second;
}

void TermsReader::fill(const domain::ContractForm& form, const Record* before, domain::ContractFacts& facts) {
  const Record& contract = form.contract;
  const std::int64_t bureau_id = contract.integer("bureau");
  const std::int64_t principal = contract.integer("principal_unit");
  const std::set<std::int64_t>& own = own_units(bureau_id);
  facts.evaluated_is_principal.assign(form.engagements.size(), false);
  if (principal != 0 || !own.empty()) {
    auto units = units_of_projects(tx_, form.engagements);
    for (std::size_t i = 0; i < form.engagements.size(); ++i) {
      const Record& engagement = form.engagements[i];
      for (const std::int64_t unit : {engagement.integer("budget_unit"), units[engagement.integer("project")]}) {
        const bool same = unit != 0 && (principal != 0 ? unit == principal : own.contains(unit));
        if (same) facts.evaluated_is_principal[i] = true;
      }
    }
  }
  facts.procurement_is_new = before == nullptr || before->get("fee") != contract.get("fee") ||
                             before->get("procurement_method") != contract.get("procurement_method") ||
                             before->get("fiscal_year") != contract.get("fiscal_year");
  if (!facts.procurement_is_new) return;
  const auto key = std::make_pair(bureau_id, contract.integer("fiscal_year"));
  const auto [place, fresh] = limits_.try_emplace(key);
  if (fresh) place->second = load_procurement_limit(tx_, key.first, key.second);
  facts.limit = place->second;
}

}  // namespace zhiheng::service
