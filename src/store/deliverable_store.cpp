#include "store/deliverable_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT d.id, d.bureau_id, d.agency_id, d.engagement_id, d.kind, d.revision, d.file_name, d.sha256, f.size, "
    "f.media_type, d.received_at, d.due_on, d.days_late, d.calendar_note, d.state, d.remark, d.version "
    "FROM deliverable d JOIN file f ON f.sha256 = d.sha256 ";

domain::Deliverable from_row(const Row& row) {
  RowReader cells(row);
  domain::Deliverable deliverable;
  deliverable.id = cells.integer();
  deliverable.bureau_id = cells.integer();
  deliverable.agency_id = cells.integer();
  deliverable.engagement_id = cells.integer();
  deliverable.kind = cells.text();
  deliverable.revision = cells.small();
  deliverable.file_name = cells.text();
  deliverable.sha256 = cells.text();
  deliverable.size = cells.integer();
  deliverable.media_type = cells.text();
  deliverable.received_at = timestamp_from_utc(cells.text());
  deliverable.due_on = cells.optional_date();
  deliverable.days_late = cells.small();
  deliverable.calendar_note = cells.text();
  deliverable.state = cells.text();
  deliverable.remark = cells.text();
  deliverable.version = cells.integer();
  return deliverable;
}

std::vector<domain::Deliverable> several(Connection& rows, const std::string& where, std::int64_t id) {
  std::vector<domain::Deliverable> all;
  for (const Row& row : rows.query(std::string(columns) + where, {id})) all.push_back(from_row(row));
  return all;
}

}  // namespace

std::vector<domain::Deliverable> deliverables_of(Connection& rows, std::int64_t engagement_id) {
  return several(rows, "WHERE d.engagement_id = ? ORDER BY d.kind, d.revision", engagement_id);
}

std::vector<domain::Deliverable> deliverables_of_contract(Connection& rows, std::int64_t contract_id) {
  return several(rows,
                 "JOIN engagement e ON e.id = d.engagement_id WHERE e.contract_id = ? "
                 "ORDER BY d.engagement_id, d.kind, d.revision",
                 contract_id);
}

std::optional<domain::Deliverable> find_deliverable(Connection& rows, std::int64_t id) {
  auto found = several(rows, "WHERE d.id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::int64_t insert_deliverable(Connection& rows, const domain::Deliverable& deliverable, Timestamp now) {
  rows.execute(
      "INSERT INTO deliverable (bureau_id, agency_id, engagement_id, kind, revision, file_name, sha256, received_at, "
      "due_on, days_late, calendar_note, state, remark, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {deliverable.bureau_id, deliverable.agency_id, deliverable.engagement_id, deliverable.kind,
       small(deliverable.revision), deliverable.file_name, deliverable.sha256, deliverable.received_at.utc(),
       date_or_null(deliverable.due_on), small(deliverable.days_late), deliverable.calendar_note, deliverable.state,
       deliverable.remark, now.utc(), now.utc()});
  return rows.last_id();
}

bool save_days(Connection& rows, const domain::Deliverable& deliverable, Timestamp now) {
  return rows.execute(
             "UPDATE deliverable SET due_on = ?, days_late = ?, calendar_note = ?, version = version + 1, "
             "updated_at = ? WHERE id = ? AND version = ?",
             {date_or_null(deliverable.due_on), small(deliverable.days_late), deliverable.calendar_note, now.utc(),
              deliverable.id, deliverable.version}) == 1;
}

bool save_judgement(Connection& rows, const domain::Deliverable& deliverable, Timestamp now) {
  return rows.execute(
             "UPDATE deliverable SET state = ?, remark = ?, accepted_on = ?, version = version + 1, updated_at = ? "
             "WHERE id = ? AND version = ?",
             {deliverable.state, deliverable.remark,
              deliverable.state == "accepted" ? Value(now.date().text()) : Value(), now.utc(), deliverable.id,
              deliverable.version}) == 1;
}

}  // namespace zhiheng::store
