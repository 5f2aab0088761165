#include "store/recusal_store.h"

#include <map>
#include <set>

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::size_t most_parameters = 500;

constexpr std::string_view source_sql =
    "SELECT e.id, e.contract_id, e.bureau_id, e.agency_id, e.budget_unit_id, p.budget_unit_id, COALESCE(p.bureau_id, "
    "u.bureau_id), e.project_id, COALESCE(panel.policy_id, c.policy_id), panel.id, panel.state, panel.updated_at, "
    "c.fiscal_year, e.name, a.name, u.name, pu.name FROM engagement e INNER JOIN contract c ON c.id = e.contract_id "
    "INNER JOIN agency a ON a.id = e.agency_id LEFT JOIN project p ON p.id = e.project_id LEFT JOIN budget_unit u ON "
    "u.id = e.budget_unit_id LEFT JOIN budget_unit pu ON pu.id = p.budget_unit_id LEFT JOIN panel ON "
    "panel.engagement_id = e.id WHERE e.id IN (";

// Runs the text with its IN list in portions that both engines take.
template <class Body>
void each_portion(Connection& rows, const std::string& before, const std::string& after,
                  const std::vector<std::int64_t>& ids, Body body) {
  for (std::size_t at = 0; at < ids.size(); at += most_parameters) {
    const std::size_t end = std::min(ids.size(), at + most_parameters);
    const Parameters some(ids.begin() + static_cast<std::ptrdiff_t>(at),
                          ids.begin() + static_cast<std::ptrdiff_t>(end));
    for (const Row& row : rows.query(before + placeholders(some.size()) + after, some)) body(row);
  }
}

struct Read {
  RecusalSource source;
  std::int64_t project_id = 0;
};

Read source_from(const Row& row) {
  RowReader cells(row);
  Read read;
  domain::RecusalCase& about = read.source.about;
  about.engagement_id = cells.integer();
  about.contract_id = cells.integer();
  about.bureau_id = cells.integer();
  about.agency_id = cells.integer();
  const std::int64_t unit = cells.integer();
  const std::int64_t project_unit = cells.integer();
  if (unit != 0) about.units.push_back(unit);
  if (project_unit != 0 && project_unit != unit) about.units.push_back(project_unit);
  const std::int64_t county = cells.integer();
  if (county != about.bureau_id) about.county_id = county;
  read.project_id = cells.integer();
  read.source.policy_id = cells.integer();
  read.source.panel_id = cells.integer();
  read.source.panel_state = cells.text();
  read.source.panel_changed_at = cells.text();
  read.source.fiscal_year = cells.integer();
  read.source.engagement_name = cells.text();
  read.source.agency_name = cells.text();
  read.source.unit_name = cells.text();
  read.source.project_unit_name = unit == project_unit ? std::string() : (cells.text());
  return read;
}

// Agencies of the same lot, by contract.
std::map<std::int64_t, std::set<std::int64_t>> lots_of(Connection& rows, const std::vector<std::int64_t>& contracts) {
  std::map<std::int64_t, std::set<std::int64_t>> found;
  each_portion(rows,
               "SELECT own.contract_id, other.agency_id FROM lot_party own INNER JOIN lot_party other ON "
               "other.bureau_id = own.bureau_id AND other.lot = own.lot WHERE other.agency_id <> own.agency_id AND "
               "own.contract_id IN (",
               ")", contracts, [&](const Row& row) { found[integer_or(row[0])].insert(integer_or(row[1])); });
  return found;
}

// Engagements of the same project by the same agency under other contracts or earlier ids.
std::map<std::int64_t, std::vector<std::int64_t>> earlier_of(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::map<std::int64_t, std::vector<std::int64_t>> found;
  each_portion(rows,
               "SELECT own.id, other.id FROM engagement own INNER JOIN engagement other ON other.project_id = "
               "own.project_id AND other.agency_id = own.agency_id WHERE other.id <> own.id AND own.id IN (",
               ") ORDER BY own.id, other.id", ids,
               [&](const Row& row) { found[integer_or(row[0])].push_back(integer_or(row[1])); });
  return found;
}

domain::Party party(RowReader& cells) {
  domain::Party read;
  const auto kind = domain::party_kind_named(cells.text());
  ensure(kind.has_value(), "a relation's side is of a known kind");
  read.kind = *kind;
  read.id = cells.integer();
  read.name = cells.text();
  return read;
}

}  // namespace

std::vector<RecusalSource> recusal_sources(Connection& rows, const std::vector<std::int64_t>& engagement_ids) {
  std::vector<RecusalSource> all;
  std::vector<std::int64_t> contracts, with_project;
  each_portion(rows, std::string(source_sql), ") ORDER BY e.id", engagement_ids, [&](const Row& row) {
    Read read = source_from(row);
    contracts.push_back(read.source.about.contract_id);
    if (read.project_id != 0) with_project.push_back(read.source.about.engagement_id);
    all.push_back(std::move(read.source));
  });
  const auto lots = lots_of(rows, contracts);
  const auto earlier = earlier_of(rows, with_project);
  for (RecusalSource& source : all) {
    if (const auto at = lots.find(source.about.contract_id); at != lots.end()) {
      source.about.competitors.assign(at->second.begin(), at->second.end());
    }
    if (const auto at = earlier.find(source.about.engagement_id); at != earlier.end())
      source.about.earlier = at->second;
  }
  return all;
}

std::vector<RecusalExpert> recusal_experts(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::vector<RecusalExpert> all;
  each_portion(rows,
               "SELECT id, bureau_id, employer_unit_id, employer_agency_id, code, name, employer FROM expert WHERE id "
               "IN (",
               ") ORDER BY id", ids, [&](const Row& row) {
                 RowReader cells(row);
                 RecusalExpert one;
                 one.id = cells.integer();
                 one.bureau_id = cells.integer();
                 one.employer_unit_id = cells.integer();
                 one.employer_agency_id = cells.integer();
                 one.code = cells.text();
                 one.name = cells.text();
                 one.employer = cells.text();
                 all.push_back(std::move(one));
               });
  return all;
}

std::vector<NamedParty> agencies_bureaus_units(Connection& rows) {
  using domain::PartyKind;
  std::vector<NamedParty> all;
  const auto read = [&](PartyKind kind, std::string_view sql) {
    for (const Row& row : rows.query(sql, {})) {
      RowReader cells(row);
      NamedParty one;
      one.party.kind = kind;
      one.party.id = cells.integer();
      one.party.name = cells.text();
      one.bureau_id = cells.integer();
      one.legal_representative = cells.text();
      all.push_back(std::move(one));
    }
  };
  read(PartyKind::agency, "SELECT id, name, 0, legal_representative FROM agency ORDER BY id");
  read(PartyKind::bureau, "SELECT id, name, id, '' FROM bureau ORDER BY id");
  read(PartyKind::budget_unit, "SELECT id, name, bureau_id, '' FROM budget_unit ORDER BY id");
  return all;
}

std::vector<domain::RelationEdge> lead_evaluator_edges(Connection& rows, const std::vector<std::int64_t>& agency_ids) {
  std::vector<domain::RelationEdge> all;
  each_portion(rows,
               "SELECT lead_evaluator.name, agency.id, agency.name FROM lead_evaluator INNER JOIN agency ON agency.id "
               "= lead_evaluator.agency_id WHERE lead_evaluator.status = 'active' AND agency.id IN (",
               ") ORDER BY lead_evaluator.id", agency_ids, [&](const Row& row) {
                 RowReader cells(row);
                 domain::RelationEdge edge;
                 edge.relation = "lead_evaluator_of";
                 edge.from = {domain::PartyKind::person, 0, cells.text()};
                 edge.to.kind = domain::PartyKind::agency;
                 edge.to.id = cells.integer();
                 edge.to.name = cells.text();
                 all.push_back(std::move(edge));
               });
  return all;
}

std::vector<domain::RelationEdge> relation_edges(Connection& rows, std::int64_t bureau_id) {
  std::vector<domain::RelationEdge> all;
  for (const Row& row :
       rows.query("SELECT relation.relation, relation.from_kind, relation.from_id, relation.from_name, "
                  "relation.to_kind, relation.to_id, relation.to_name, relation.since_on, "
                  "relation.until_on FROM relation INNER JOIN bureau ON bureau.id = "
                  "relation.bureau_id WHERE relation.bureau_id = ? OR INSTR(bureau.path, ?) > 0",
                  {bureau_id, "/" + std::to_string(bureau_id) + "/"})) {
    RowReader cells(row);
    domain::RelationEdge edge;
    edge.relation = cells.text();
    edge.from = party(cells);
    edge.to = party(cells);
    edge.since = cells.optional_date();
    edge.until = cells.optional_date();
    all.push_back(std::move(edge));
  }
  return all;
}

}  // namespace zhiheng::store
