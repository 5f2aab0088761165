#include "store/deduction_notice_store.h"

#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, contract_id, statement_id, number, sequence, state, deduction_fen, document, "
    "sent_on, answer_due_on, drafted_by, answer, answer_text, answer_lines, answered_by, answered_at, decision, "
    "decision_text, decided_by, decided_at, withdrawn_reason, closed_on, version FROM deduction_notice ";

std::vector<domain::ContestedLine> read_lines(const std::string& text) {
  std::vector<domain::ContestedLine> lines;
  const auto document = parse_json(text);
  ensure(document.ok(), "the answer to a notice is JSON");
  for (const Json& line : document->items()) {
    lines.push_back({static_cast<int>(line.at("line").integer().value_or(0)), line.text_at("reason")});
  }
  return lines;
}

std::string write_lines(const std::vector<domain::ContestedLine>& lines) {
  Json list = Json::array();
  for (const domain::ContestedLine& line : lines) {
    list.push(Json::object().set("line", line.line).set("reason", line.reason));
  }
  return write_json(list);
}

domain::DeductionNotice from_row(const Row& row) {
  RowReader cells(row);
  domain::DeductionNotice notice;
  for (std::int64_t* id : {&notice.id, &notice.bureau_id, &notice.agency_id, &notice.contract_id, &notice.statement_id})
    *id = cells.integer();
  notice.number = cells.text();
  notice.sequence = cells.small();
  notice.state = cells.text();
  notice.deduction = cells.money();
  notice.document = cells.text();
  notice.sent_on = cells.date();
  notice.answer_due_on = cells.date();
  notice.drafted_by = cells.integer();
  notice.answer = cells.text();
  notice.answer_text = cells.text();
  notice.lines = read_lines(cells.text());
  notice.answered_by = cells.integer();
  notice.answered_at = cells.text();
  notice.decision = cells.text();
  notice.decision_text = cells.text();
  notice.decided_by = cells.integer();
  notice.decided_at = cells.text();
  notice.withdrawn_reason = cells.text();
  notice.closed_on = cells.optional_date();
  notice.version = cells.integer();
  return notice;
}

std::vector<domain::DeductionNotice> several(Connection& rows, const std::string& where, std::int64_t id) {
  std::vector<domain::DeductionNotice> all;
  for (const Row& row : rows.query(std::string(columns) + where, {id})) all.push_back(from_row(row));
  return all;
}

std::optional<domain::DeductionNotice> first(std::vector<domain::DeductionNotice> all) {
  if (all.empty()) return std::nullopt;
  return std::move(all.front());
}

Waiting waiting_from(const Row& row, const char* kind, const char* stem) {
  Waiting one;
  one.kind = kind;
  one.stem = stem;
  one.id = integer_or(row[0]);
  one.title = text_or_empty(row[1]);
  one.due_on = text_or_empty(row[2]);
  return one;
}

std::vector<Waiting> notices_in(Connection& rows, const char* kind, const std::string& condition,
                                const domain::Scope& scope, Parameters parameters) {
  std::vector<Waiting> all;
  const std::string sql = "SELECT id, number, answer_due_on FROM deduction_notice WHERE " + condition + " AND " +
                          scope_condition(domain::deduction_notice_shape(), scope, parameters) +
                          " ORDER BY answer_due_on, id LIMIT " + std::to_string(most_waiting);
  for (const Row& row : rows.query(sql, parameters)) all.push_back(waiting_from(row, kind, "deduction_notice"));
  return all;
}

}  // namespace

std::optional<domain::DeductionNotice> find_deduction_notice(Connection& rows, std::int64_t id) {
  return first(several(rows, "WHERE id = ?", id));
}

std::vector<domain::DeductionNotice> deduction_notices_of(Connection& rows, std::int64_t contract_id) {
  return several(rows, "WHERE contract_id = ? ORDER BY sequence", contract_id);
}

std::optional<domain::DeductionNotice> newest_deduction_notice(Connection& rows, std::int64_t statement_id) {
  return first(
      several(rows, "WHERE statement_id = ? AND state <> 'withdrawn' ORDER BY sequence DESC LIMIT 1", statement_id));
}

int last_notice_sequence(Connection& rows, std::int64_t contract_id) {
  const auto found = rows.query("SELECT MAX(sequence) FROM deduction_notice WHERE contract_id = ?", {contract_id});
  return static_cast<int>(integer_or(found[0][0]));
}

std::int64_t insert_deduction_notice(Connection& rows, const domain::DeductionNotice& notice, Timestamp now) {
  rows.execute(
      "INSERT INTO deduction_notice (bureau_id, agency_id, contract_id, statement_id, number, sequence, state, "
      "deduction_fen, document, sent_on, answer_due_on, drafted_by, answer_lines, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {notice.bureau_id, notice.agency_id, notice.contract_id, notice.statement_id, notice.number,
       small(notice.sequence), notice.state, notice.deduction.fen(), notice.document, notice.sent_on.text(),
       notice.answer_due_on.text(), notice.drafted_by, write_lines(notice.lines), now.utc(), now.utc()});
  return rows.last_id();
}

bool save_deduction_notice(Connection& rows, const domain::DeductionNotice& notice, Timestamp now) {
  return rows.execute(
             "UPDATE deduction_notice SET state = ?, answer = ?, answer_text = ?, answer_lines = ?, answered_by = ?, "
             "answered_at = ?, decision = ?, decision_text = ?, decided_by = ?, decided_at = ?, withdrawn_reason = ?, "
             "closed_on = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {notice.state, notice.answer, notice.answer_text, write_lines(notice.lines),
              id_or_null(notice.answered_by), text_or_null(notice.answered_at), notice.decision, notice.decision_text,
              id_or_null(notice.decided_by), text_or_null(notice.decided_at), notice.withdrawn_reason,
              date_or_null(notice.closed_on), now.utc(), notice.id, notice.version}) == 1;
}

std::vector<std::int64_t> notices_past_their_day(Connection& rows, Date today) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows.query(
           "SELECT id FROM deduction_notice WHERE state = 'sent' AND answer_due_on < ? ORDER BY id", {today.text()})) {
    ids.push_back(integer_or(row[0]));
  }
  return ids;
}

std::vector<Waiting> notices_to_answer(Connection& rows, const domain::Scope& scope) {
  return notices_in(rows, "answer_deduction", "state = 'sent'", scope, {});
}

std::vector<Waiting> notices_to_decide(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  return notices_in(rows, "decide_deduction", "state = 'contested' AND drafted_by <> ?", scope, {account_id});
}

std::vector<DraftToTell> drafts_to_tell(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string reach = scope_condition(*domain::find_shape("statement"), scope, parameters);
  std::vector<DraftToTell> all;
  for (const Row& row : rows.query(
           "SELECT s.id, s.number, '', c.policy_id FROM statement s INNER JOIN contract c ON c.id = s.contract_id "
           "WHERE s.state = 'draft' AND s.deduction_fen > 0 AND s.id IN (SELECT id FROM statement WHERE " +
               reach +
               ") AND NOT EXISTS (SELECT 1 FROM deduction_notice n WHERE n.statement_id = s.id AND "
               "n.state <> 'withdrawn' AND n.decision <> 'redraw' AND n.deduction_fen = s.deduction_fen) "
               "ORDER BY s.id LIMIT " +
               std::to_string(most_waiting),
           parameters)) {
    all.push_back({waiting_from(row, "send_deduction_notice", "statement"), integer_or(row[3])});
  }
  return all;
}

}  // namespace zhiheng::store
