#include "store/retention_store.h"

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, contract_id, statement_id, state, amount_fen, kept_fen, held_on, release_due_on, "
    "reason, evidence, drafted_by, confirmed_by, released_on, adjustment_id, version FROM retention ";

domain::Retention from_row(const Row& row) {
  RowReader cells(row);
  domain::Retention one;
  for (std::int64_t* id : {&one.id, &one.bureau_id, &one.agency_id, &one.contract_id, &one.statement_id})
    *id = cells.integer();
  one.state = cells.text();
  one.amount = cells.money();
  one.kept = cells.money();
  one.held_on = cells.date();
  one.release_due_on = cells.date();
  one.reason = cells.text();
  one.evidence = cells.text();
  one.drafted_by = cells.integer();
  one.confirmed_by = cells.integer();
  one.released_on = cells.optional_date();
  one.adjustment_id = cells.integer();
  one.version = cells.integer();
  return one;
}

std::vector<domain::Retention> several(Connection& rows, const std::string& where, std::int64_t id) {
  std::vector<domain::Retention> all;
  for (const Row& row : rows.query(std::string(columns) + where, {id})) all.push_back(from_row(row));
  return all;
}

std::optional<domain::Retention> first(std::vector<domain::Retention> all) {
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

std::vector<Waiting> waiting(Connection& rows, const char* kind, const std::string& condition,
                             const domain::Scope& scope, Parameters parameters) {
  std::vector<Waiting> all;
  const std::string reach = scope_condition(domain::retention_shape(), scope, parameters);
  for (const Row& row :
       rows.query("SELECT r.id, c.number, r.release_due_on FROM retention r INNER JOIN contract c ON c.id = "
                  "r.contract_id WHERE " +
                      condition + " AND r.id IN (SELECT id FROM retention WHERE " + reach +
                      ") ORDER BY r.release_due_on, r.id LIMIT " + std::to_string(most_waiting),
                  parameters)) {
    Waiting one;
    one.kind = kind;
    one.stem = "retention";
    one.id = integer_or(row[0]);
    one.title = text_or_empty(row[1]);
    one.due_on = text_or_empty(row[2]);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::optional<domain::Retention> find_retention(Connection& rows, std::int64_t id) {
  return first(several(rows, "WHERE id = ?", id));
}

std::optional<domain::Retention> retention_of_statement(Connection& rows, std::int64_t statement_id) {
  return first(several(rows, "WHERE statement_id = ?", statement_id));
}

std::vector<domain::Retention> retentions_of(Connection& rows, std::int64_t contract_id) {
  return several(rows, "WHERE contract_id = ? ORDER BY id", contract_id);
}

std::int64_t insert_retention(Connection& rows, const domain::Retention& retention, Timestamp now) {
  rows.execute(
      "INSERT INTO retention (bureau_id, agency_id, contract_id, statement_id, state, amount_fen, held_on, "
      "release_due_on, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {retention.bureau_id, retention.agency_id, retention.contract_id, retention.statement_id, retention.state,
       retention.amount.fen(), retention.held_on.text(), retention.release_due_on.text(), now.utc(), now.utc()});
  return rows.last_id();
}

bool save_retention(Connection& rows, const domain::Retention& retention, Timestamp now) {
  return rows.execute(
             "UPDATE retention SET state = ?, kept_fen = ?, reason = ?, evidence = ?, drafted_by = ?, confirmed_by = "
             "?, "
             "released_on = ?, adjustment_id = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {retention.state, retention.kept.fen(), retention.reason, retention.evidence,
              id_or_null(retention.drafted_by), id_or_null(retention.confirmed_by), date_or_null(retention.released_on),
              id_or_null(retention.adjustment_id), now.utc(), retention.id, retention.version}) == 1;
}

std::optional<Date> last_report_accepted_on(Connection& rows, std::int64_t contract_id) {
  const auto found = rows.query(
      "SELECT MAX(d.accepted_on) FROM deliverable d INNER JOIN engagement e ON e.id = d.engagement_id "
      "WHERE e.contract_id = ? AND d.kind = 'report' AND d.state = 'accepted'",
      {contract_id});
  return RowReader(found.front()).optional_date();
}

std::vector<DueRetention> retentions_due(Connection& rows, Date until) {
  std::vector<DueRetention> all;
  for (const Row& row :
       rows.query("SELECT id, release_due_on FROM retention WHERE state = 'held' AND release_due_on <= ? ORDER BY id",
                  {until.text()})) {
    RowReader cells(row);
    const std::int64_t id = cells.integer();
    all.push_back({id, cells.date()});
  }
  return all;
}

std::vector<Waiting> retentions_to_release(Connection& rows, const domain::Scope& scope, Date until) {
  return waiting(rows, "release_retention", "r.state = 'held' AND r.release_due_on <= ?", scope, {until.text()});
}

std::vector<Waiting> retentions_to_approve(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  return waiting(rows, "approve_retention", "r.state = 'requested' AND r.drafted_by <> ?", scope, {account_id});
}

}  // namespace zhiheng::store
