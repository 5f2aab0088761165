// The audit as a list: filters in SQL, newest first, paged by key.
#include "store/row_reader.h"
#include "store/security_store.h"

namespace zhiheng::store {

namespace {

struct Condition {
  std::string sql;
  Parameters parameters;
};

Condition condition_of(const AuditQuery& query, bool with_page) {
  Condition condition{" WHERE 1 = 1", {}};
  const auto add = [&](const char* sql, Value value) {
    condition.sql += sql;
    condition.parameters.push_back(std::move(value));
  };
  if (!query.login.empty()) add(" AND login = ?", query.login);
  if (!query.action.empty()) add(" AND action = ?", query.action);
  if (!query.subject.empty()) add(" AND subject = ?", query.subject);
  if (query.subject_id != 0) add(" AND subject_id = ?", query.subject_id);
  if (!query.request_id.empty()) add(" AND request_id = ?", query.request_id);
  if (!query.from.empty()) add(" AND at >= ?", query.from);
  if (!query.until.empty()) add(" AND at < ?", query.until);
  if (!query.words.empty()) add(" AND INSTR(detail, ?) > 0", query.words);
  if (query.words_in_open_only)
    condition.sql += " AND subject IN ('account', 'session', 'security', 'api_token', 'job', 'backup', 'audit')";
  if (!query.bureaus.empty()) {
    std::string marks;
    for (const std::int64_t id : query.bureaus) {
      marks += marks.empty() ? "?" : ", ?";
      condition.parameters.emplace_back(id);
    }
    condition.sql += " AND bureau_id IN (" + marks + ")";
  }
  if (with_page && query.before > 0) add(" AND id < ?", query.before);
  return condition;
}

}  // namespace

std::vector<AuditRow> list_audit(Connection& connection, const AuditQuery& query) {
  const Condition condition = condition_of(query, true);
  std::vector<AuditRow> list;
  for (const Row& row :
       connection.query("SELECT id, account_id, subject_id, bureau_id, at, login, action, subject, detail, request_id "
                        "FROM audit" +
                            condition.sql + " ORDER BY id DESC LIMIT " + std::to_string(query.limit),
                        condition.parameters)) {
    RowReader cells(row);
    AuditRow one;
    for (std::int64_t* number : {&one.id, &one.account_id, &one.subject_id, &one.bureau_id}) *number = cells.integer();
    for (std::string* text : {&one.at, &one.login, &one.action, &one.subject, &one.detail, &one.request_id})
      *text = cells.text();
    list.push_back(std::move(one));
  }
  return list;
}

std::int64_t count_audit(Connection& connection, const AuditQuery& query) {
  const Condition condition = condition_of(query, false);
  return integer_or(connection.query("SELECT COUNT(*) FROM audit" + condition.sql, condition.parameters)[0][0]);
}

}  // namespace zhiheng::store
