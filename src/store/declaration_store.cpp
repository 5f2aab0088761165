#include "store/declaration_store.h"

#include <algorithm>

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view declaration_columns =
    "SELECT id, bureau_id, agency_id, panel_id, expert_id, list_document, list_digest, answer, detail, declared_at "
    "FROM "
    "recusal_declaration ";

DeclarationRow declaration_from(const Row& row) {
  RowReader cells(row);
  DeclarationRow read;
  read.id = cells.integer();
  read.bureau_id = cells.integer();
  read.agency_id = cells.integer();
  read.panel_id = cells.integer();
  read.expert_id = cells.integer();
  read.list = cells.text();
  read.list_digest = cells.text();
  read.answer = cells.text();
  read.detail = cells.text();
  read.declared_at = cells.text();
  return read;
}

std::vector<domain::ListedParty> listed(const std::vector<Row>& rows, domain::PartyKind kind) {
  std::vector<domain::ListedParty> all;
  for (const Row& row : rows) {
    RowReader cells(row);
    domain::ListedParty one;
    one.party.kind = kind;
    one.party.id = cells.integer();
    one.party.name = cells.text();
    one.head = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

Parameters parameters_of(const std::vector<std::int64_t>& ids) {
  return Parameters(ids.begin(), ids.end());
}

}  // namespace

std::optional<PanelDuty> find_panel_duty(Connection& rows, std::int64_t panel_id) {
  const auto found = rows.query(
      "SELECT engagement_id, bureau_id, agency_id, policy_id, version, state, name, declarations_required FROM panel "
      "WHERE id = ?",
      {panel_id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  PanelDuty duty;
  duty.engagement_id = cells.integer();
  duty.bureau_id = cells.integer();
  duty.agency_id = cells.integer();
  duty.policy_id = cells.integer();
  duty.version = cells.integer();
  duty.state = cells.text();
  duty.name = cells.text();
  duty.declarations_required = cells.flag();
  return duty;
}

void require_declarations(Connection& rows, std::int64_t panel_id) {
  rows.execute("UPDATE panel SET declarations_required = 1 WHERE id = ?", {panel_id});
}

std::int64_t panel_id_of(Connection& rows, std::int64_t engagement_id) {
  const auto found = rows.query("SELECT id FROM panel WHERE engagement_id = ?", {engagement_id});
  return found.empty() ? 0 : integer_or(found[0][0]);
}

std::int64_t insert_declaration(Connection& rows, const DeclarationRow& row, Timestamp now) {
  rows.execute(
      "INSERT INTO recusal_declaration (bureau_id, agency_id, panel_id, expert_id, list_document, list_digest, answer, "
      "detail, declared_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {row.bureau_id, row.agency_id, row.panel_id, row.expert_id, row.list, row.list_digest, row.answer, row.detail,
       now.utc(), now.utc(), now.utc()});
  return rows.last_id();
}

std::optional<DeclarationRow> latest_declaration(Connection& rows, std::int64_t panel_id, std::int64_t expert_id) {
  const auto found =
      rows.query(std::string(declaration_columns) + "WHERE panel_id = ? AND expert_id = ? ORDER BY id DESC LIMIT 1",
                 {panel_id, expert_id});
  if (found.empty()) return std::nullopt;
  return declaration_from(found.front());
}

std::vector<DeclarationRow> latest_declarations(Connection& rows, std::int64_t panel_id) {
  std::vector<DeclarationRow> all;
  for (const Row& row :
       rows.query(std::string(declaration_columns) + "WHERE panel_id = ? ORDER BY expert_id, id DESC", {panel_id})) {
    DeclarationRow one = declaration_from(row);
    if (all.empty() || all.back().expert_id != one.expert_id) all.push_back(std::move(one));
  }
  return all;
}

std::vector<domain::ListedParty> agencies_of_year(Connection& rows, std::int64_t bureau_id, std::int64_t fiscal_year) {
  return listed(
      rows.query(
          "SELECT id, name, legal_representative FROM agency WHERE status = 'active' OR id IN (SELECT agency_id FROM "
          "contract WHERE bureau_id = ? AND fiscal_year = ?) OR id IN (SELECT bidder.agency_id FROM "
          "lot_party bidder INNER JOIN lot_party winner ON winner.bureau_id = bidder.bureau_id AND "
          "winner.lot = bidder.lot INNER JOIN contract ON contract.id = winner.contract_id WHERE "
          "contract.bureau_id = ? AND contract.fiscal_year = ?) ORDER BY id",
          {bureau_id, fiscal_year, bureau_id, fiscal_year}),
      domain::PartyKind::agency);
}

std::vector<domain::ListedParty> agencies_listed(Connection& rows, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  return listed(rows.query("SELECT id, name, legal_representative FROM agency WHERE id IN (" +
                               placeholders(ids.size()) + ") ORDER BY id",
                           parameters_of(ids)),
                domain::PartyKind::agency);
}

std::vector<domain::ListedParty> units_listed(Connection& rows, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  return listed(
      rows.query("SELECT id, name, '' FROM budget_unit WHERE id IN (" + placeholders(ids.size()) + ") ORDER BY id",
                 parameters_of(ids)),
      domain::PartyKind::budget_unit);
}

}  // namespace zhiheng::store
