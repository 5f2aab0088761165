// Objections to ratings as rows.
#include "store/rating_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using domain::RatingObjection;
using domain::RatingObjectionRow;

std::vector<RatingObjection> objections_where(Connection& rows, std::string_view where, std::int64_t id) {
  std::vector<RatingObjection> all;
  for (const Row& row :
       rows.query(std::string("SELECT id, bureau_id, agency_id, rating_id, number, sequence, state, note, file_due_on, "
                              "answer_due_on, filed_by, drafted_by, decided_by, filed_at, decided_at, outcome, "
                              "decision_note, new_rating_id, version FROM rating_objection ")
                      .append(where),
                  {id})) {
    RowReader cells(row);
    RatingObjection one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.rating_id = cells.integer();
    one.number = cells.text();
    one.sequence = cells.small();
    one.state = cells.text();
    one.note = cells.text();
    one.file_due_on = cells.date();
    one.answer_due_on = cells.date();
    one.filed_by = cells.integer();
    one.drafted_by = cells.integer();
    one.decided_by = cells.integer();
    one.filed_at = cells.text();
    one.decided_at = cells.text();
    one.outcome = cells.text();
    one.decision_note = cells.text();
    one.new_rating_id = cells.integer();
    one.version = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::optional<RatingObjection> find_rating_objection(Connection& rows, std::int64_t id) {
  auto found = objections_where(rows, "WHERE id = ?", id);
  if (found.empty()) return std::nullopt;
  RatingObjection& one = found.front();
  for (const Row& row : rows.query("SELECT id, sequence, target, title, statement, evidence, outcome, reason FROM "
                                   "rating_objection_row WHERE objection_id = ? ORDER BY sequence",
                                   {id})) {
    RowReader cells(row);
    RatingObjectionRow read;
    read.id = cells.integer();
    read.sequence = cells.small();
    read.target = cells.text();
    read.title = cells.text();
    read.statement = cells.text();
    read.evidence = cells.text();
    read.outcome = cells.text();
    read.reason = cells.text();
    one.rows.push_back(std::move(read));
  }
  return std::move(one);
}

std::vector<RatingObjection> objections_of_rating(Connection& rows, std::int64_t rating_id) {
  return objections_where(rows, "WHERE rating_id = ? ORDER BY sequence", rating_id);
}

std::int64_t insert_rating_objection(Connection& rows, const RatingObjection& objection, Timestamp now) {
  rows.execute(
      "INSERT INTO rating_objection (bureau_id, agency_id, rating_id, number, sequence, note, file_due_on, "
      "answer_due_on, filed_by, filed_at, drafted_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?)",
      {objection.bureau_id, objection.agency_id, objection.rating_id, objection.number, small(objection.sequence),
       objection.note, objection.file_due_on.text(), objection.answer_due_on.text(), objection.filed_by, now.utc(),
       objection.drafted_by, now.utc(), now.utc()});
  const std::int64_t id = rows.last_id();
  int sequence = 0;
  for (const RatingObjectionRow& row : objection.rows) {
    rows.execute(
        "INSERT INTO rating_objection_row (objection_id, sequence, target, title, statement, evidence) VALUES (?, ?, "
        "?, ?, ?, ?)",
        {id, small(++sequence), row.target, row.title, row.statement, row.evidence});
  }
  return id;
}

bool save_rating_objection(Connection& rows, const RatingObjection& objection, Timestamp now) {
  const bool saved =
      rows.execute(
          "UPDATE rating_objection SET state = ?, outcome = ?, decided_by = ?, decided_at = ?, decision_note = ?, "
          "new_rating_id = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
          {objection.state, objection.outcome, id_or_null(objection.decided_by), text_or_null(objection.decided_at),
           objection.decision_note, id_or_null(objection.new_rating_id), now.utc(), objection.id, objection.version}) >
      0;
  if (!saved) return false;
  for (const RatingObjectionRow& row : objection.rows) {
    rows.execute("UPDATE rating_objection_row SET outcome = ?, reason = ? WHERE id = ?",
                 {row.outcome, row.reason, row.id});
  }
  return true;
}

}  // namespace zhiheng::store
