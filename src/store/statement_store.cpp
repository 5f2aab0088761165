#include "store/statement_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view statement_columns =
    "SELECT s.id, s.bureau_id, s.agency_id, s.contract_id, s.number, s.sequence, s.state, s.fee_fen, s.bonus_fen, "
    "s.deduction_fen, s.paid_fen, s.payable_fen, s.recoverable_fen, s.case_document, s.result_document, "
    "s.drafted_by, s.confirmed_by, s.confirmed_at, s.settled_at, s.voided_at, s.void_reason, s.version "
    "FROM statement s ";
constexpr std::string_view adjustment_columns =
    "SELECT id, statement_id, sequence, amount_fen, corrects, reason, state, drafted_by, confirmed_by, confirmed_at, "
    "version FROM adjustment ";

domain::Statement statement_from(const Row& row) {
  RowReader cells(row);
  domain::Statement statement;
  statement.id = cells.integer();
  statement.bureau_id = cells.integer();
  statement.agency_id = cells.integer();
  statement.contract_id = cells.integer();
  statement.number = cells.text();
  statement.sequence = cells.small();
  statement.state = cells.text();
  statement.fee = cells.money();
  statement.bonus = cells.money();
  statement.deduction = cells.money();
  statement.paid = cells.money();
  statement.payable = cells.money();
  statement.recoverable = cells.money();
  statement.case_document = cells.text();
  statement.result_document = cells.text();
  statement.drafted_by = cells.integer();
  statement.confirmed_by = cells.integer();
  statement.confirmed_at = cells.text();
  statement.settled_at = cells.text();
  statement.voided_at = cells.text();
  statement.void_reason = cells.text();
  statement.version = cells.integer();
  return statement;
}

std::optional<domain::Statement> only(Connection& rows, const std::string& rest, std::int64_t id) {
  const auto found = rows.query(std::string(statement_columns) + rest, {id});
  if (found.empty()) return std::nullopt;
  domain::Statement statement = statement_from(found.front());
  const auto lines = rows.query(
      "SELECT l.engagement_id, l.result_id, l.fee_fen, l.bonus_fen, l.deduction_fen FROM statement_line l "
      "JOIN engagement e ON e.id = l.engagement_id WHERE l.statement_id = ? ORDER BY e.code",
      {statement.id});
  for (const Row& row : lines) {
    RowReader cells(row);
    domain::StatementLine line;
    line.engagement_id = cells.integer();
    line.result_id = cells.integer();
    line.fee = cells.money();
    line.bonus = cells.money();
    line.deduction = cells.money();
    statement.lines.push_back(line);
  }
  return statement;
}

void insert_lines(Connection& rows, std::int64_t statement_id, const std::vector<domain::StatementLine>& lines) {
  if (lines.empty()) return;
  std::string sql =
      "INSERT INTO statement_line (statement_id, engagement_id, result_id, fee_fen, bonus_fen, deduction_fen) VALUES ";
  Parameters parameters;
  for (const domain::StatementLine& line : lines) {
    sql += parameters.empty() ? "(?,?,?,?,?,?)" : ",(?,?,?,?,?,?)";
    parameters.insert(parameters.end(), {statement_id, line.engagement_id, line.result_id, line.fee.fen(),
                                         line.bonus.fen(), line.deduction.fen()});
  }
  rows.execute(sql, parameters);
}

domain::Adjustment adjustment_from(const Row& row) {
  RowReader cells(row);
  domain::Adjustment adjustment;
  adjustment.id = cells.integer();
  adjustment.statement_id = cells.integer();
  adjustment.sequence = cells.small();
  adjustment.amount = cells.money();
  adjustment.corrects = cells.text();
  adjustment.reason = cells.text();
  adjustment.state = cells.text();
  adjustment.drafted_by = cells.integer();
  adjustment.confirmed_by = cells.integer();
  adjustment.confirmed_at = cells.text();
  adjustment.version = cells.integer();
  return adjustment;
}

}  // namespace

std::optional<domain::Statement> find_statement(Connection& rows, std::int64_t id) {
  return only(rows, "WHERE s.id = ?", id);
}

std::optional<domain::Statement> standing_statement(Connection& rows, std::int64_t contract_id) {
  return only(rows, "WHERE s.contract_id = ? AND s.state <> 'voided' ORDER BY s.sequence DESC LIMIT 1", contract_id);
}

std::vector<domain::Statement> statements_of(Connection& rows, std::int64_t contract_id) {
  std::vector<domain::Statement> all;
  const std::string sql = std::string(statement_columns) + "WHERE s.contract_id = ? ORDER BY s.sequence DESC";
  for (const Row& row : rows.query(sql, {contract_id})) all.push_back(statement_from(row));
  return all;
}

int last_statement_sequence(Connection& rows, std::int64_t contract_id) {
  const auto found =
      rows.query("SELECT sequence FROM statement WHERE contract_id = ? ORDER BY sequence DESC LIMIT 1", {contract_id});
  return found.empty() ? 0 : static_cast<int>(integer_or(found.front()[0]));
}

std::int64_t insert_statement(Connection& rows, const domain::Statement& statement, Timestamp now) {
  rows.execute(
      "INSERT INTO statement (bureau_id, agency_id, contract_id, number, sequence, state, fee_fen, bonus_fen, "
      "deduction_fen, paid_fen, payable_fen, recoverable_fen, case_document, result_document, drafted_by, created_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {statement.bureau_id, statement.agency_id, statement.contract_id, statement.number, small(statement.sequence),
       statement.fee.fen(), statement.bonus.fen(), statement.deduction.fen(), statement.paid.fen(),
       statement.payable.fen(), statement.recoverable.fen(), statement.case_document, statement.result_document,
       statement.drafted_by, now.utc(), now.utc()});
  const std::int64_t id = rows.last_id();
  insert_lines(rows, id, statement.lines);
  return id;
}

bool redraw_statement(Connection& rows, const domain::Statement& statement, Timestamp now) {
  const auto matched = rows.execute(
      "UPDATE statement SET fee_fen = ?, bonus_fen = ?, deduction_fen = ?, paid_fen = ?, payable_fen = ?, "
      "recoverable_fen = ?, case_document = ?, result_document = ?, drafted_by = ?, version = version + 1, "
      "updated_at = ? WHERE id = ? AND version = ? AND state = 'draft'",
      {statement.fee.fen(), statement.bonus.fen(), statement.deduction.fen(), statement.paid.fen(),
       statement.payable.fen(), statement.recoverable.fen(), statement.case_document, statement.result_document,
       statement.drafted_by, now.utc(), statement.id, statement.version});
  if (matched != 1) return false;
  rows.execute("DELETE FROM statement_line WHERE statement_id = ?", {statement.id});
  insert_lines(rows, statement.id, statement.lines);
  return true;
}

bool save_statement_state(Connection& rows, const domain::Statement& statement, Timestamp now) {
  return rows.execute(
             "UPDATE statement SET state = ?, confirmed_by = ?, confirmed_at = ?, settled_at = ?, "
             "version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {statement.state, id_or_null(statement.confirmed_by), text_or_null(statement.confirmed_at),
              text_or_null(statement.settled_at), now.utc(), statement.id, statement.version}) == 1;
}

void save_void(Connection& rows, const domain::Statement& statement, std::int64_t voided_by) {
  rows.execute("UPDATE statement SET voided_by = ?, voided_at = ?, void_reason = ? WHERE id = ?",
               {id_or_null(voided_by), statement.voided_at, statement.void_reason, statement.id});
}

std::string account_name(Connection& rows, std::int64_t account_id) {
  const auto found = rows.query("SELECT display_name FROM account WHERE id = ?", {account_id});
  return found.empty() ? std::string() : text_or_empty(found.front()[0]);
}

std::optional<domain::Adjustment> find_adjustment(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(adjustment_columns) + "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return adjustment_from(found.front());
}

std::vector<domain::Adjustment> adjustments_of(Connection& rows, std::int64_t statement_id) {
  std::vector<domain::Adjustment> all;
  const std::string sql = std::string(adjustment_columns) + "WHERE statement_id = ? ORDER BY sequence";
  for (const Row& row : rows.query(sql, {statement_id})) all.push_back(adjustment_from(row));
  return all;
}

std::int64_t insert_adjustment(Connection& rows, const domain::Statement& statement,
                               const domain::Adjustment& adjustment, Timestamp now) {
  rows.execute(
      "INSERT INTO adjustment (bureau_id, agency_id, statement_id, sequence, amount_fen, corrects, reason, drafted_by, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {statement.bureau_id, statement.agency_id, statement.id, small(adjustment.sequence), adjustment.amount.fen(),
       adjustment.corrects, adjustment.reason, adjustment.drafted_by, now.utc(), now.utc()});
  return rows.last_id();
}

bool save_adjustment(Connection& rows, const domain::Adjustment& adjustment, Timestamp now) {
  return rows.execute(
             "UPDATE adjustment SET state = ?, confirmed_by = ?, confirmed_at = ?, version = version + 1, "
             "updated_at = ? WHERE id = ? AND version = ?",
             {adjustment.state, id_or_null(adjustment.confirmed_by), text_or_null(adjustment.confirmed_at), now.utc(),
              adjustment.id, adjustment.version}) == 1;
}

}  // namespace zhiheng::store
