// Relations, and what of other tables tells who is related to whom, as rows. What follows from them is decided in
// domain/recusal*.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/recusal.h"
#include "store/sql.h"

namespace zhiheng::store {

// An engagement with everybody who takes part in it, and the policy that says how far one looks back.
struct RecusalSource {
  domain::RecusalCase about;
  std::int64_t policy_id = 0;  // of the panel, or of the contract while there is no panel
  std::int64_t panel_id = 0;   // 0: none yet
  std::string panel_state;
  std::string panel_changed_at;  // UTC; of a closed panel: when it was closed
  std::int64_t fiscal_year = 0;
  std::string engagement_name, agency_name, unit_name, project_unit_name;
};
// Three queries, however many. An id without a row has no source.
std::vector<RecusalSource> recusal_sources(Connection& rows, const std::vector<std::int64_t>& engagement_ids);

struct RecusalExpert {
  std::int64_t id = 0, bureau_id = 0, employer_unit_id = 0, employer_agency_id = 0;
  std::string code, name, employer;
};
std::vector<RecusalExpert> recusal_experts(Connection& rows, const std::vector<std::int64_t>& ids);

// Everybody who could be somebody's employer, by id and name.
struct NamedParty {
  domain::Party party;
  std::int64_t bureau_id = 0;        // of a unit
  std::string legal_representative;  // of an agency
};
std::vector<NamedParty> agencies_bureaus_units(Connection& rows);
// Lead evaluators who work: person to agency.
std::vector<domain::RelationEdge> lead_evaluator_edges(Connection& rows, const std::vector<std::int64_t>& agency_ids);
// What was entered by the bureau and those below it.
std::vector<domain::RelationEdge> relation_edges(Connection& rows, std::int64_t bureau_id);

struct RelationRow {
  std::int64_t id = 0, bureau_id = 0;
  domain::RelationEdge edge;
  std::string evidence;
  std::string source = "bureau";  // declared, imported
  std::int64_t entered_by = 0;
  std::int64_t version = 1;
};
std::optional<RelationRow> find_relation(Connection& rows, std::int64_t id);
std::int64_t insert_relation(Connection& rows, const RelationRow& row, Timestamp now);
// False when somebody else saved first.
bool save_relation_end(Connection& rows, const RelationRow& row, Timestamp now);
// The same relation between the same parties that has not ended.
bool has_relation(Connection& rows, std::int64_t bureau_id, const domain::RelationEdge& edge);

struct LotParty {
  std::int64_t agency_id = 0, contract_id = 0;  // 0: a bidder that got no contract
  std::string agency_name, agency_uscc;
};
struct Lot {
  std::string name;  // "" where the contract belongs to none
  std::vector<LotParty> parties;
};
Lot lot_of_contract(Connection& rows, std::int64_t contract_id);
// The contract takes part in this lot ("": in none), and these bid beside it and got nothing.
void save_lot(Connection& rows, std::int64_t bureau_id, std::int64_t contract_id, std::int64_t agency_id,
              const std::string& lot, const std::vector<std::int64_t>& bidders, Timestamp now);
// Engagements whose contracts share a lot with the contract, itself included.
std::vector<std::int64_t> engagements_of_lot(Connection& rows, std::int64_t contract_id);

}  // namespace zhiheng::store
