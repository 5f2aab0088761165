#include "store/notice_store.h"

#include "domain/shape.h"
#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view notice_columns =
    "SELECT id, account_id, kind, subject, subject_id, params, due_on, dedupe_key, way, created_at, read_at, mailed_at "
    "FROM notice WHERE account_id = ? AND ";

NoticeRow notice_of(const Row& row) {
  RowReader cells(row);
  NoticeRow notice;
  notice.id = cells.integer();
  notice.account_id = cells.integer();
  notice.kind = cells.text();
  notice.subject = cells.text();
  notice.subject_id = cells.integer();
  notice.params = cells.text();
  notice.due_on = cells.text();
  notice.dedupe_key = cells.text();
  notice.way = cells.text();
  notice.created_at = cells.text();
  notice.read_at = cells.text();
  notice.mailed_at = cells.text();
  return notice;
}

std::vector<std::int64_t> ids_of(const std::vector<Row>& rows) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows) ids.push_back(integer_or(row[0]));
  return ids;
}

std::string filter_of(const NoticeQuery& query, Parameters& parameters) {
  std::string condition = "1 = 1";
  if (!query.kind.empty()) {
    condition += " AND kind = ?";
    parameters.emplace_back(query.kind);
  }
  if (query.unread_only) condition += " AND read_at IS NULL";
  return condition;
}

// The words for the rows of a stem, by id; the condition names the ids.
std::string titles_sql(const std::string& stem) {
  const auto through = [](const char* table) {
    return std::string("SELECT x.id, e.name FROM ") + table +
           " x JOIN engagement e ON e.id = x.engagement_id WHERE x.id";
  };
  if (stem == "panel") return through("panel");
  if (stem == "deliverable") return through("deliverable");
  if (stem == "result") return through("result");
  if (stem == "draw") return through("draw");
  if (stem == "contract") return "SELECT x.id, x.number FROM contract x WHERE x.id";
  if (stem == "deduction_notice") return "SELECT x.id, x.number FROM deduction_notice x WHERE x.id";
  if (stem == "retention") {
    return "SELECT x.id, c.number FROM retention x JOIN contract c ON c.id = x.contract_id WHERE x.id";
  }
  if (stem == "objection") return "SELECT x.id, x.number FROM objection x WHERE x.id";
  if (stem == "objection_review") {
    return "SELECT x.id, e.name FROM objection_review x JOIN objection o ON o.id = x.objection_id JOIN engagement e ON "
           "e.id = o.engagement_id WHERE x.id";
  }
  if (stem == "score_sheet") {
    return "SELECT x.id, e.name FROM score_sheet x JOIN panel p ON p.id = x.panel_id JOIN engagement e ON e.id = "
           "p.engagement_id WHERE x.id";
  }
  if (stem == "expert") return "SELECT x.id, x.name FROM expert x WHERE x.id";
  if (stem == "engagement") return "SELECT x.id, x.name FROM engagement x WHERE x.id";
  if (stem == "payment_order") return "SELECT x.id, x.number FROM payment_order x WHERE x.id";
  if (stem == "expert_fee") return "SELECT x.id, x.number FROM expert_fee x WHERE x.id";
  if (stem == "expert_fee_line") return "SELECT x.id, x.month FROM expert_fee_line x WHERE x.id";
  if (stem == "invoice") return "SELECT x.id, x.number FROM invoice x WHERE x.id";
  if (stem == "statement") return "SELECT x.id, x.number FROM statement x WHERE x.id";
  if (stem == "payment") {
    return "SELECT x.id, c.title FROM payment x JOIN contract c ON c.id = x.contract_id WHERE x.id";
  }
  if (stem == "agency_record_item") return "SELECT x.id, x.title FROM agency_record_item x WHERE x.id";
  if (stem == "agency") return "SELECT x.id, x.name FROM agency x WHERE x.id";
  if (stem == "lead_change") {
    return "SELECT x.id, c.number FROM lead_change x JOIN contract c ON c.id = x.contract_id WHERE x.id";
  }
  if (stem == "contract_termination") {
    return "SELECT x.id, c.number FROM contract_termination x JOIN contract c ON c.id = x.contract_id WHERE x.id";
  }
  if (stem == "rating" || stem == "rating_run") {
    return "SELECT x.id, CAST(x.fiscal_year AS CHAR) FROM " + stem + " x WHERE x.id";
  }
  if (stem == "journal_proof") {
    return "SELECT x.id, b.name FROM journal_proof x JOIN bureau b ON b.id = x.bureau_id WHERE x.id";
  }
  if (stem == "rating_objection") return "SELECT x.id, x.number FROM rating_objection x WHERE x.id";
  if (stem == "consequence" || stem == "credit_event") {
    return "SELECT x.id, a.name FROM " + stem + " x JOIN agency a ON a.id = x.agency_id WHERE x.id";
  }
  ensure(stem == "policy", "a notice is about a row of a known kind");
  return "SELECT x.id, x.title FROM policy x WHERE x.id";
}

void add_missing(Connection& rows, const char* kind, Date from, Date until, std::vector<Deadline>& all) {
  const std::string due = std::string(kind) + "_due_on";
  const std::string sql = "SELECT e.id, e." + due +
                          " FROM engagement e JOIN contract c ON c.id = e.contract_id WHERE c.state = 'active' AND e." +
                          due + " >= ? AND e." + due +
                          " <= ? AND NOT EXISTS (SELECT 1 FROM deliverable d WHERE d.engagement_id = e.id AND d.kind = "
                          "? AND d.state <> 'returned') ORDER BY e.id";
  for (const Row& row : rows.query(sql, {from.text(), until.text(), std::string(kind)})) {
    all.push_back({"engagement", integer_or(row[0]), kind, 0, text_or_empty(row[1])});
  }
}

}  // namespace

std::vector<std::int64_t> accounts_of_agency(Connection& rows, std::int64_t agency_id) {
  if (agency_id == 0) return {};
  return ids_of(
      rows.query("SELECT id FROM account WHERE status = 'active' AND agency_id = ? ORDER BY id", {agency_id}));
}

std::vector<std::int64_t> accounts_of_experts(Connection& rows, const std::vector<std::int64_t>& expert_ids) {
  if (expert_ids.empty()) return {};
  return ids_of(rows.query("SELECT id FROM account WHERE status = 'active' AND expert_id IN (" +
                               placeholders(expert_ids.size()) + ") ORDER BY id",
                           Parameters(expert_ids.begin(), expert_ids.end())));
}

std::vector<std::int64_t> accounts_of_bureau(Connection& rows, std::int64_t bureau_id) {
  // Whose bureau's path is a beginning of this one's: the bureau itself and all above it.
  return ids_of(
      rows.query("SELECT a.id FROM account a JOIN bureau above ON above.id = a.bureau_id "
                 "JOIN bureau here ON INSTR(here.path, above.path) = 1 "
                 "WHERE a.status = 'active' AND here.id = ? AND a.agency_id IS NULL AND a.expert_id IS NULL "
                 "ORDER BY a.id",
                 {bureau_id}));
}

std::int64_t insert_notice(Connection& rows, const NoticeRow& notice) {
  rows.execute(
      "INSERT INTO notice (account_id, kind, subject, subject_id, params, due_on, dedupe_key, way, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {notice.account_id, notice.kind, notice.subject, notice.subject_id, notice.params, text_or_null(notice.due_on),
       notice.dedupe_key, notice.way, notice.created_at});
  return rows.last_id();
}

bool is_told(Connection& rows, const std::string& dedupe_key) {
  return !rows.query("SELECT 1 FROM notice WHERE dedupe_key = ?", {dedupe_key}).empty();
}

void read_reminders(Connection& rows, const std::string& subject, std::int64_t subject_id, Timestamp now) {
  rows.execute(
      "UPDATE notice SET read_at = ? WHERE subject = ? AND subject_id = ? AND kind IN ('due_soon', 'overdue', "
      "'deadline_moved') AND read_at IS NULL",
      {now.utc(), subject, subject_id});
}

std::vector<NoticeRow> list_notices(Connection& rows, std::int64_t account_id, const NoticeQuery& query) {
  Parameters parameters{account_id};
  std::string sql = std::string(notice_columns) + filter_of(query, parameters);
  const std::string unread = "CASE WHEN read_at IS NULL THEN 1 ELSE 0 END";
  if (query.after_id != 0) {
    sql += " AND (" + unread + " < ? OR (" + unread + " = ? AND id < ?))";
    parameters.insert(parameters.end(), {small(query.after_unread), small(query.after_unread), Value(query.after_id)});
  }
  sql += " ORDER BY " + unread + " DESC, id DESC LIMIT " + std::to_string(query.limit);
  std::vector<NoticeRow> all;
  for (const Row& row : rows.query(sql, parameters)) all.push_back(notice_of(row));
  return all;
}

std::int64_t count_notices(Connection& rows, std::int64_t account_id, const NoticeQuery& query) {
  Parameters parameters{account_id};
  const std::string sql = "SELECT COUNT(*) FROM notice WHERE account_id = ? AND " + filter_of(query, parameters);
  return integer_or(rows.query(sql, parameters)[0][0]);
}

std::int64_t count_unread(Connection& rows, std::int64_t account_id) {
  return integer_or(
      rows.query("SELECT COUNT(*) FROM notice WHERE account_id = ? AND read_at IS NULL", {account_id})[0][0]);
}

std::optional<NoticeRow> find_notice(Connection& rows, std::int64_t account_id, std::int64_t id) {
  const auto found = rows.query(std::string(notice_columns) + "id = ?", {account_id, id});
  return found.empty() ? std::nullopt : std::optional(notice_of(found[0]));
}

std::int64_t mark_read(Connection& rows, std::int64_t account_id, std::int64_t id, Timestamp now) {
  return rows.execute("UPDATE notice SET read_at = ? WHERE account_id = ? AND id = ? AND read_at IS NULL",
                      {now.utc(), account_id, id});
}

std::int64_t mark_all_read(Connection& rows, std::int64_t account_id, const std::string& kind, Timestamp now) {
  if (kind.empty()) {
    return rows.execute("UPDATE notice SET read_at = ? WHERE account_id = ? AND read_at IS NULL",
                        {now.utc(), account_id});
  }
  return rows.execute("UPDATE notice SET read_at = ? WHERE account_id = ? AND kind = ? AND read_at IS NULL",
                      {now.utc(), account_id, kind});
}

std::map<std::int64_t, std::string> visible_titles(Connection& rows, const std::string& stem,
                                                   const std::vector<std::int64_t>& ids, const domain::Scope& scope) {
  std::map<std::int64_t, std::string> titles;
  if (ids.empty() || scope.nothing) return titles;
  // Parts of a whole have no shape of their own; their scope needs only the table.
  domain::Shape part;
  part.stem = part.table = stem;
  const domain::Shape* known = domain::find_shape(stem);
  const domain::Shape& shape = known ? *known : part;
  Parameters parameters(ids.begin(), ids.end());
  const std::string among = " IN (" + placeholders(ids.size()) + ")";
  const std::string condition = scope_condition(shape, scope, parameters);
  const auto seen =
      ids_of(rows.query("SELECT id FROM " + shape.table + " WHERE id" + among + " AND " + condition, parameters));
  if (seen.empty()) return titles;
  const auto named =
      rows.query(titles_sql(stem) + " IN (" + placeholders(seen.size()) + ")", Parameters(seen.begin(), seen.end()));
  for (const Row& row : named) titles[integer_or(row[0])] = text_or_empty(row[1]);
  return titles;
}

std::vector<Deadline> open_invitations(Connection& rows, Date from, Date until) {
  std::vector<Deadline> all;
  const auto seats = rows.query(
      "SELECT p.id, m.expert_id, m.answer_on FROM panel p JOIN panel_member m ON m.panel_id = p.id "
      "WHERE p.state = 'open' AND m.invitation = 'invited' AND m.recused = 0 AND m.left_at IS NULL "
      "AND m.answer_on >= ? AND m.answer_on <= ? ORDER BY p.id, m.id",
      {from.text(), until.text()});
  for (const Row& row : seats) {
    all.push_back({"panel", integer_or(row[0]), "", integer_or(row[1]), text_or_empty(row[2])});
  }
  return all;
}

std::vector<Deadline> open_deadlines(Connection& rows, Date from, Date until) {
  std::vector<Deadline> all;
  const auto sheets = rows.query(
      "SELECT DISTINCT p.id, s.expert_id, p.deadline_on FROM panel p JOIN score_sheet s ON s.panel_id = p.id "
      "JOIN panel_member m ON m.id = s.member_id WHERE p.state = 'open' AND m.recused = 0 AND m.left_at IS NULL "
      "AND s.state IN ('draft', 'returned') AND p.deadline_on >= ? AND p.deadline_on <= ? ORDER BY p.id, s.expert_id",
      {from.text(), until.text()});
  for (const Row& row : sheets) {
    all.push_back({"panel", integer_or(row[0]), "", integer_or(row[1]), text_or_empty(row[2])});
  }
  add_missing(rows, "plan", from, until, all);
  add_missing(rows, "report", from, until, all);
  return all;
}

}  // namespace zhiheng::store
