// Relations and lots as rows that people enter.
#include "store/recusal_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

domain::Party read_party(RowReader& cells) {
  domain::Party party;
  const auto kind = domain::party_kind_named(cells.text());
  ensure(kind.has_value(), "a relation's side is of a known kind");
  party.kind = *kind;
  party.id = cells.integer();
  party.name = cells.text();
  return party;
}

Value kind_of(const domain::Party& party) {
  return std::string(domain::name_of(party.kind));
}

}  // namespace

std::optional<RelationRow> find_relation(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT id, bureau_id, relation, from_kind, from_id, from_name, to_kind, to_id, to_name, since_on, until_on, "
      "evidence, source, entered_by, version FROM relation WHERE id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  RelationRow row;
  row.id = cells.integer();
  row.bureau_id = cells.integer();
  row.edge.relation = cells.text();
  row.edge.from = read_party(cells);
  row.edge.to = read_party(cells);
  row.edge.since = cells.optional_date();
  row.edge.until = cells.optional_date();
  row.evidence = cells.text();
  row.source = cells.text();
  row.entered_by = cells.integer();
  row.version = cells.integer();
  return row;
}

std::int64_t insert_relation(Connection& rows, const RelationRow& row, Timestamp now) {
  const domain::RelationEdge& edge = row.edge;
  rows.execute(
      "INSERT INTO relation (bureau_id, relation, from_kind, from_id, from_name, to_kind, to_id, to_name, since_on, "
      "until_on, evidence, source, entered_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?)",
      {row.bureau_id, edge.relation, kind_of(edge.from), edge.from.id, edge.from.name, kind_of(edge.to), edge.to.id,
       edge.to.name, date_or_null(edge.since), date_or_null(edge.until), row.evidence, row.source,
       id_or_null(row.entered_by), now.utc(), now.utc()});
  return rows.last_id();
}

bool save_relation_end(Connection& rows, const RelationRow& row, Timestamp now) {
  return rows.execute(
             "UPDATE relation SET until_on = ?, evidence = ?, updated_at = ?, version = version + 1 WHERE id = ? AND "
             "version = ?",
             {date_or_null(row.edge.until), row.evidence, now.utc(), row.id, row.version}) > 0;
}

bool has_relation(Connection& rows, std::int64_t bureau_id, const domain::RelationEdge& edge) {
  return !rows.query(
                  "SELECT id FROM relation WHERE bureau_id = ? AND relation = ? AND from_kind = ? AND from_id = ? AND "
                  "to_kind = ? AND to_id = ? AND (from_id <> 0 OR from_name = ?) AND (to_id <> 0 OR to_name = ?) AND "
                  "until_on IS NULL LIMIT 1",
                  {bureau_id, edge.relation, kind_of(edge.from), edge.from.id, kind_of(edge.to), edge.to.id,
                   edge.from.name, edge.to.name})
              .empty();
}

Lot lot_of_contract(Connection& rows, std::int64_t contract_id) {
  Lot lot;
  for (const Row& row : rows.query(
           "SELECT other.lot, other.agency_id, other.contract_id, agency.name, agency.uscc FROM lot_party own INNER "
           "JOIN lot_party other ON other.bureau_id = own.bureau_id AND other.lot = own.lot INNER JOIN agency ON "
           "agency.id = other.agency_id WHERE own.contract_id = ? ORDER BY agency.name, other.id",
           {contract_id})) {
    RowReader cells(row);
    lot.name = cells.text();
    LotParty party;
    party.agency_id = cells.integer();
    party.contract_id = cells.integer();
    party.agency_name = cells.text();
    party.agency_uscc = cells.text();
    lot.parties.push_back(std::move(party));
  }
  return lot;
}

void save_lot(Connection& rows, std::int64_t bureau_id, std::int64_t contract_id, std::int64_t agency_id,
              const std::string& lot, const std::vector<std::int64_t>& bidders, Timestamp now) {
  rows.execute("DELETE FROM lot_party WHERE contract_id = ?", {contract_id});
  if (lot.empty()) return;
  rows.execute("DELETE FROM lot_party WHERE bureau_id = ? AND lot = ? AND contract_id IS NULL", {bureau_id, lot});
  const auto insert = [&](std::int64_t agency, const Value& contract) {
    rows.execute("INSERT INTO lot_party (bureau_id, lot, agency_id, contract_id, created_at) VALUES (?, ?, ?, ?, ?)",
                 {bureau_id, lot, agency, contract, now.utc()});
  };
  insert(agency_id, contract_id);
  for (const std::int64_t bidder : bidders) insert(bidder, Value());
}

std::vector<std::int64_t> engagements_of_lot(Connection& rows, std::int64_t contract_id) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows.query(
           "SELECT id FROM engagement WHERE contract_id = ? OR contract_id IN (SELECT other.contract_id FROM lot_party "
           "own INNER JOIN lot_party other ON other.bureau_id = own.bureau_id AND other.lot = own.lot WHERE "
           "own.contract_id = ? AND other.contract_id IS NOT NULL) ORDER BY id",
           {contract_id, contract_id})) {
    ids.push_back(integer_or(row[0]));
  }
  return ids;
}

}  // namespace zhiheng::store
