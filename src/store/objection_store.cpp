#include "store/objection_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, contract_id, engagement_id, result_id, number, sequence, level, appeal_of_id, "
    "deciding_bureau_id, state, note, file_due_on, filed_by, filed_at, answer_due_on, received_at, returned_ground, "
    "returned_reason, expert_statement, drafted_by, prepared_at, decided_by, decided_at, decision_note, outcome, "
    "appeal_due_on, closed_at, withdrawn_reason, new_result_id, statement_id, adjustment_id, net_before_fen, "
    "net_after_fen, effect, version FROM objection ";

std::optional<std::int64_t> optional_integer(RowReader& cells) {
  const Value& value = cells.next();
  if (is_null(value)) return std::nullopt;
  return integer_or(value);
}

Value integer_or_null(const std::optional<std::int64_t>& number) {
  return number ? Value(*number) : Value();
}

domain::Objection objection_of(const Row& row) {
  RowReader cells(row);
  domain::Objection one;
  one.id = cells.integer();
  one.bureau_id = cells.integer();
  one.agency_id = cells.integer();
  one.contract_id = cells.integer();
  one.engagement_id = cells.integer();
  one.result_id = cells.integer();
  one.number = cells.text();
  one.sequence = cells.small();
  one.level = cells.small();
  one.appeal_of_id = cells.integer();
  one.deciding_bureau_id = cells.integer();
  one.state = cells.text();
  one.note = cells.text();
  one.file_due_on = cells.date();
  one.filed_by = cells.integer();
  one.filed_at = cells.text();
  one.answer_due_on = cells.optional_date();
  one.received_at = cells.text();
  one.returned_ground = cells.text();
  one.returned_reason = cells.text();
  one.expert_statement = cells.text();
  one.drafted_by = cells.integer();
  one.prepared_at = cells.text();
  one.decided_by = cells.integer();
  one.decided_at = cells.text();
  one.decision_note = cells.text();
  one.outcome = cells.text();
  one.appeal_due_on = cells.optional_date();
  one.closed_at = cells.text();
  one.withdrawn_reason = cells.text();
  one.new_result_id = cells.integer();
  one.statement_id = cells.integer();
  one.adjustment_id = cells.integer();
  one.net_before_fen = optional_integer(cells);
  one.net_after_fen = optional_integer(cells);
  one.effect = cells.text();
  one.version = cells.integer();
  return one;
}

domain::ObjectionRow row_of(const Row& row) {
  RowReader cells(row);
  domain::ObjectionRow one;
  one.id = cells.integer();
  one.sequence = cells.small();
  one.target = cells.text();
  one.kind = cells.text();
  one.component = cells.text();
  one.item = cells.text();
  one.place = cells.small();
  one.sheet_id = cells.integer();
  one.original = cells.integer();
  one.ground = cells.text();
  one.statement = cells.text();
  one.evidence = cells.text();
  one.pages = cells.text();
  one.remedy = cells.text();
  one.wanted = optional_integer(cells);
  one.proposal = cells.text();
  one.proposed = optional_integer(cells);
  one.opinion = cells.text();
  one.opinion_evidence = cells.text();
  one.outcome = cells.text();
  one.decided = optional_integer(cells);
  one.reason = cells.text();
  return one;
}

void insert_row(Connection& rows, const domain::Objection& objection, const domain::ObjectionRow& row, int sequence) {
  rows.execute(
      "INSERT INTO objection_row (bureau_id, agency_id, objection_id, sequence, target, kind, component, item, place, "
      "sheet_id, original, ground, statement, evidence, pages, remedy, wanted) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {objection.bureau_id, objection.agency_id, objection.id, small(sequence), row.target, row.kind, row.component,
       row.item, small(row.place), id_or_null(row.sheet_id), row.original, row.ground, row.statement, row.evidence,
       row.pages, row.remedy, integer_or_null(row.wanted)});
}

}  // namespace

std::optional<domain::Objection> find_objection(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(columns) + "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  domain::Objection one = objection_of(found.front());
  for (const Row& row : rows.query(
           "SELECT id, sequence, target, kind, component, item, place, sheet_id, original, ground, statement, "
           "evidence, pages, remedy, wanted, proposal, proposed, opinion, opinion_evidence, outcome, decided, reason "
           "FROM objection_row WHERE objection_id = ? ORDER BY sequence",
           {id})) {
    one.rows.push_back(row_of(row));
  }
  return one;
}

std::vector<domain::Objection> objections_of(Connection& rows, std::int64_t engagement_id) {
  std::vector<domain::Objection> all;
  for (const Row& row : rows.query(std::string(columns) + "WHERE engagement_id = ? ORDER BY sequence", {engagement_id}))
    all.push_back(objection_of(row));
  return all;
}

std::vector<std::string> contested_targets(Connection& rows, std::int64_t engagement_id, std::int64_t but_not_of) {
  std::vector<std::string> targets;
  for (const Row& row :
       rows.query("SELECT r.target FROM objection_row r INNER JOIN objection o ON o.id = r.objection_id "
                  "WHERE o.engagement_id = ? AND o.id <> ? AND o.state NOT IN ('draft', 'withdrawn', 'returned')",
                  {engagement_id, but_not_of})) {
    targets.push_back(text_or_empty(row[0]));
  }
  return targets;
}

std::int64_t insert_objection(Connection& rows, const domain::Objection& given, Timestamp now) {
  rows.execute(
      "INSERT INTO objection (bureau_id, agency_id, contract_id, engagement_id, result_id, number, sequence, level, "
      "appeal_of_id, deciding_bureau_id, note, file_due_on, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {given.bureau_id, given.agency_id, given.contract_id, given.engagement_id, given.result_id, given.number,
       small(given.sequence), small(given.level), id_or_null(given.appeal_of_id), given.deciding_bureau_id, given.note,
       given.file_due_on.text(), now.utc(), now.utc()});
  domain::Objection objection = given;
  objection.id = rows.last_id();
  replace_rows(rows, objection);
  return objection.id;
}

bool save_objection(Connection& rows, const domain::Objection& one, Timestamp now) {
  return rows.execute(
             "UPDATE objection SET result_id = ?, state = ?, note = ?, file_due_on = ?, filed_by = ?, filed_at = ?, "
             "answer_due_on = ?, received_at = ?, returned_ground = ?, returned_reason = ?, expert_statement = ?, "
             "drafted_by = ?, prepared_at = ?, decided_by = ?, decided_at = ?, decision_note = ?, outcome = ?, "
             "appeal_due_on = ?, closed_at = ?, withdrawn_reason = ?, new_result_id = ?, statement_id = ?, "
             "adjustment_id = ?, net_before_fen = ?, net_after_fen = ?, effect = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ?",
             {one.result_id,
              one.state,
              one.note,
              one.file_due_on.text(),
              id_or_null(one.filed_by),
              text_or_null(one.filed_at),
              date_or_null(one.answer_due_on),
              text_or_null(one.received_at),
              one.returned_ground,
              one.returned_reason,
              one.expert_statement,
              id_or_null(one.drafted_by),
              text_or_null(one.prepared_at),
              id_or_null(one.decided_by),
              text_or_null(one.decided_at),
              one.decision_note,
              one.outcome,
              date_or_null(one.appeal_due_on),
              text_or_null(one.closed_at),
              one.withdrawn_reason,
              id_or_null(one.new_result_id),
              id_or_null(one.statement_id),
              id_or_null(one.adjustment_id),
              integer_or_null(one.net_before_fen),
              integer_or_null(one.net_after_fen),
              text_or_null(one.effect),
              now.utc(),
              one.id,
              one.version}) > 0;
}

void replace_rows(Connection& rows, const domain::Objection& objection) {
  rows.execute("DELETE FROM objection_row WHERE objection_id = ?", {objection.id});
  int sequence = 0;
  for (const domain::ObjectionRow& row : objection.rows) insert_row(rows, objection, row, ++sequence);
}

void save_answers(Connection& rows, const domain::Objection& objection) {
  for (const domain::ObjectionRow& row : objection.rows) {
    rows.execute(
        "UPDATE objection_row SET proposal = ?, proposed = ?, opinion = ?, opinion_evidence = ?, outcome = ?, "
        "decided = ?, reason = ? WHERE id = ?",
        {row.proposal, integer_or_null(row.proposed), row.opinion, row.opinion_evidence, row.outcome,
         integer_or_null(row.decided), row.reason, row.id});
  }
}

bool has_open_objection(Connection& rows, std::int64_t contract_id) {
  return !rows.query(
                  "SELECT 1 FROM objection WHERE contract_id = ? AND state IN ('filed', 'received', 'prepared', "
                  "'reviewing', 'reviewed', 'decided') LIMIT 1",
                  {contract_id})
              .empty();
}

std::optional<Timestamp> result_published_at(Connection& rows, std::int64_t engagement_id) {
  const auto found = rows.query(
      "SELECT r.created_at FROM result r INNER JOIN panel p ON p.id = r.panel_id WHERE r.engagement_id = ? "
      "AND p.state = 'closed' AND NOT EXISTS (SELECT 1 FROM objection o WHERE o.new_result_id = r.id) "
      "ORDER BY r.sequence DESC LIMIT 1",
      {engagement_id});
  if (found.empty()) return std::nullopt;
  return timestamp_from_utc(text_or_empty(found[0][0]));
}

std::int64_t parent_bureau(Connection& rows, std::int64_t bureau_id) {
  const auto found = rows.query("SELECT parent_id FROM bureau WHERE id = ?", {bureau_id});
  return found.empty() ? 0 : integer_or(found[0][0]);
}

std::vector<ObjectionFile> files_of(Connection& rows, std::int64_t objection_id) {
  std::vector<ObjectionFile> all;
  for (const Row& row : rows.query(
           "SELECT f.id, f.file_name, f.sha256, file.media_type, file.size FROM objection_file f INNER JOIN file ON "
           "file.sha256 = f.sha256 WHERE f.objection_id = ? ORDER BY f.id",
           {objection_id})) {
    RowReader cells(row);
    ObjectionFile one;
    one.id = cells.integer();
    one.file_name = cells.text();
    one.sha256 = cells.text();
    one.media_type = cells.text();
    one.size = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

void insert_objection_file(Connection& rows, const domain::Objection& objection, const ObjectionFile& file,
                           Timestamp now) {
  rows.execute(
      "INSERT INTO objection_file (bureau_id, agency_id, objection_id, file_name, sha256, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {objection.bureau_id, objection.agency_id, objection.id, file.file_name, file.sha256, now.utc()});
}

}  // namespace zhiheng::store
