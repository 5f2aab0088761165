#include "store/task_store.h"

#include "store/row_reader.h"
#include "store/standing.h"

namespace zhiheng::store {

namespace {

// Of rows with bureau_id and agency_id, named by their alias.
std::string within(const std::string& alias, const domain::Scope& scope, Parameters& parameters) {
  if (scope.nothing) return "1 = 0";
  if (scope.everything) return "1 = 1";
  std::string condition;
  if (!scope.bureaus.empty()) {
    condition = alias + ".bureau_id IN (" + placeholders(scope.bureaus.size()) + ")";
    parameters.insert(parameters.end(), scope.bureaus.begin(), scope.bureaus.end());
  }
  if (scope.agency_id != 0) {
    condition += (condition.empty() ? "" : " OR ") + alias + ".agency_id = ?";
    parameters.emplace_back(scope.agency_id);
  }
  return condition.empty() ? "1 = 0" : "(" + condition + ")";
}

std::string limited(std::string sql, const std::string& order) {
  return std::move(sql) + " ORDER BY " + order + " LIMIT " + std::to_string(most_waiting);
}

// Rows of: id, title, due_on.
std::vector<Waiting> waiting(Connection& rows, const char* kind, const char* stem, const std::string& sql,
                             const Parameters& parameters) {
  std::vector<Waiting> all;
  for (const Row& row : rows.query(sql, parameters)) {
    RowReader cells(row);
    Waiting one;
    one.kind = kind;
    one.stem = stem;
    one.id = cells.integer();
    one.title = cells.text();
    one.due_on = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

void add_missing(Connection& rows, const char* kind, const domain::Scope& scope, Date today, Date until,
                 std::vector<Waiting>& all) {
  const std::string due = std::string(kind) + "_due_on";
  Parameters parameters{until.text()};
  std::string sql = "SELECT e.id, e.name, e." + due + " FROM engagement e JOIN contract c ON c.id = e.contract_id " +
                    "WHERE c.state = 'active' AND e." + due + " <= ? AND " + within("e", scope, parameters) +
                    " AND NOT EXISTS (SELECT 1 FROM deliverable d WHERE d.engagement_id = e.id AND d.kind = ?)";
  parameters.emplace_back(std::string(kind));
  for (Waiting& one : waiting(rows, "", "engagement", limited(std::move(sql), "e." + due + ", e.id"), parameters)) {
    one.kind = (one.due_on < today.text() ? "deliverable_late_" : "deliverable_due_") + std::string(kind);
    all.push_back(std::move(one));
  }
}

}  // namespace

std::vector<Waiting> waiting_sheets(Connection& rows, std::int64_t expert_id) {
  const std::string sql =
      "SELECT s.id, e.name, p.deadline_on, s.state, s.component FROM score_sheet s JOIN panel p ON p.id = s.panel_id "
      "JOIN panel_member m ON m.id = s.member_id JOIN engagement e ON e.id = p.engagement_id "
      "WHERE s.expert_id = ? AND s.state IN ('draft', 'returned') AND p.state = 'open' AND m.recused = 0 "
      "AND m.left_at IS NULL";
  std::vector<Waiting> all;
  for (const Row& row : rows.query(limited(sql, "p.deadline_on, s.id"), {expert_id})) {
    RowReader cells(row);
    Waiting one;
    one.stem = "score_sheet";
    one.id = cells.integer();
    one.title = cells.text();
    one.due_on = cells.text();
    one.kind = cells.text() == "returned" ? "sheet_returned" : "fill_sheet";
    one.component = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Waiting> waiting_invitations(Connection& rows, std::int64_t expert_id) {
  const std::string sql =
      "SELECT p.id, e.name, m.answer_on FROM panel_member m JOIN panel p ON p.id = m.panel_id "
      "JOIN engagement e ON e.id = p.engagement_id WHERE m.expert_id = ? AND m.invitation = 'invited' "
      "AND m.recused = 0 AND m.left_at IS NULL AND p.state = 'open'";
  return waiting(rows, "answer_invitation", "panel", limited(sql, "m.answer_on, p.id"), {expert_id});
}

std::vector<Waiting> waiting_declarations(Connection& rows, std::int64_t expert_id) {
  const std::string sql =
      "SELECT p.id, e.name, p.deadline_on FROM panel_member m JOIN panel p ON p.id = m.panel_id "
      "JOIN engagement e ON e.id = p.engagement_id WHERE m.expert_id = ? AND m.recused = 0 AND m.left_at IS NULL "
      "AND m.invitation <> 'invited' AND p.state = 'open' AND p.declarations_required = 1 AND NOT EXISTS "
      "(SELECT 1 FROM recusal_declaration d WHERE d.panel_id = p.id AND d.expert_id = m.expert_id)";
  return waiting(rows, "declare_relations", "panel", limited(sql, "p.deadline_on, p.id"), {expert_id});
}

std::vector<Waiting> waiting_experts(Connection& rows, const char* kind, const char* standing,
                                     const domain::Actor& actor, Date today) {
  const Standing* known = find_standing("expert", standing);
  ensure(known != nullptr, "a task about experts has a standing");
  const std::string_view name = standing;
  const std::string due = name == "term_ending" ? "term_until"
                          : name == "qualification_ending"
                              ? "(SELECT MIN(q.expires_on) FROM expert_qualification q WHERE q.expert_id = expert.id "
                                "AND q.state = 'held')"
                              : "NULL";
  Parameters parameters;
  const std::string condition = standing_condition(*known, actor, today, parameters);
  const std::string sql = "SELECT id, name, " + due + " AS due FROM expert WHERE " + condition;
  return waiting(rows, kind, "expert", limited(sql, "due, id"), parameters);
}

std::vector<Waiting> waiting_panels(Connection& rows, const domain::Scope& scope, Date today) {
  Parameters parameters;
  const std::string sql =
      "SELECT p.id, p.name, p.deadline_on, (SELECT COUNT(*) FROM score_sheet s JOIN panel_member m ON m.id = "
      "s.member_id "
      "WHERE s.panel_id = p.id AND m.recused = 0 AND m.left_at IS NULL AND s.state IN ('draft', 'returned')) FROM "
      "panel p "
      "WHERE p.state = 'open' AND EXISTS (SELECT 1 FROM score_sheet h JOIN panel_member g ON g.id = h.member_id "
      "WHERE h.panel_id = p.id AND g.recused = 0) AND " +
      within("p", scope, parameters);
  std::vector<Waiting> all;
  for (const Row& row : rows.query(limited(sql, "p.deadline_on, p.id"), parameters)) {
    RowReader cells(row);
    Waiting one;
    one.stem = "panel";
    one.id = cells.integer();
    one.title = cells.text();
    one.due_on = cells.text();
    one.count = cells.integer();
    if (one.count > 0 && one.due_on >= today.text()) continue;
    one.kind = one.count == 0 ? "close_panel" : "panel_overdue";
    if (one.count == 0) one.count = 1;
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Waiting> waiting_contracts(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql =
      "SELECT c.id, c.title, '' FROM contract c WHERE c.state = 'active' AND " + within("c", scope, parameters) +
      " AND EXISTS (SELECT 1 FROM engagement e WHERE e.contract_id = c.id) "
      "AND NOT EXISTS (SELECT 1 FROM engagement e WHERE e.contract_id = c.id AND NOT EXISTS "
      "(SELECT 1 FROM result r WHERE r.engagement_id = e.id AND r.state = 'current')) "
      "AND NOT EXISTS (SELECT 1 FROM statement t WHERE t.contract_id = c.id AND t.state <> 'voided')";
  return waiting(rows, "draft_statement", "contract", limited(sql, "c.id"), parameters);
}

std::vector<Waiting> waiting_versions(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql =
      "SELECT d.id, e.name, '' FROM deliverable d JOIN engagement e ON e.id = d.engagement_id "
      "WHERE d.state = 'received' AND " +
      within("d", scope, parameters);
  return waiting(rows, "judge_deliverable", "deliverable", limited(sql, "d.received_at, d.id"), parameters);
}

std::vector<Waiting> waiting_deliverables(Connection& rows, const domain::Scope& scope, Date today, Date until) {
  std::vector<Waiting> all;
  add_missing(rows, "plan", scope, today, until, all);
  add_missing(rows, "report", scope, today, until, all);
  return all;
}

std::vector<Waiting> returned_deliverables(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql =
      "SELECT d.id, e.name, '' FROM deliverable d JOIN engagement e ON e.id = d.engagement_id "
      "WHERE d.state = 'returned' AND " +
      within("d", scope, parameters) +
      " AND NOT EXISTS (SELECT 1 FROM deliverable n WHERE n.engagement_id = d.engagement_id AND n.kind = d.kind "
      "AND n.revision > d.revision)";
  return waiting(rows, "deliverable_returned", "deliverable", limited(sql, "d.id"), parameters);
}

std::vector<Waiting> waiting_payments(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string sql =
      "SELECT statement.id, statement.number, '' FROM statement WHERE statement.state = 'confirmed' AND " +
      std::string(not_only_retention_is_left) + " AND " + within("statement", scope, parameters);
  return waiting(rows, "pay_statement", "statement", limited(sql, "statement.id"), parameters);
}

std::vector<Waiting> waiting_statements(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  Parameters parameters{account_id};
  const std::string sql =
      "SELECT t.id, t.number, '' FROM statement t WHERE t.state = 'draft' AND t.drafted_by <> ? AND " +
      within("t", scope, parameters);
  return waiting(rows, "confirm_statement", "statement", limited(sql, "t.id"), parameters);
}

std::vector<Waiting> waiting_adjustments(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  Parameters parameters{account_id};
  const std::string sql =
      "SELECT a.id, t.number, '' FROM adjustment a JOIN statement t ON t.id = a.statement_id "
      "WHERE a.state = 'draft' AND a.drafted_by <> ? AND " +
      within("a", scope, parameters);
  return waiting(rows, "confirm_adjustment", "adjustment", limited(sql, "a.id"), parameters);
}

std::vector<Waiting> waiting_policies(Connection& rows, const domain::Scope& scope) {
  std::string reach = "1 = 1";
  Parameters parameters;
  if (!scope.everything) {
    if (scope.bureaus.empty()) return {};
    reach = "(p.bureau_id IS NULL OR p.bureau_id IN (" + placeholders(scope.bureaus.size()) + "))";
    parameters.assign(scope.bureaus.begin(), scope.bureaus.end());
  }
  const std::string sql = "SELECT p.id, p.title, '' FROM policy p WHERE p.state = 'draft' AND " + reach;
  return waiting(rows, "approve_policy", "policy", limited(sql, "p.id"), parameters);
}

std::vector<Waiting> waiting_expert_fees(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  Parameters parameters;
  const std::string reach = within("f", scope, parameters);
  parameters.emplace_back(account_id);
  const std::string sql =
      "SELECT f.id, f.title, '' FROM expert_fee f WHERE " + reach +
      " AND f.state = 'draft' AND f.drafted_by <> ? AND EXISTS (SELECT 1 FROM expert_fee_line l WHERE l.fee_id = f.id) "
      "AND NOT EXISTS (SELECT 1 FROM expert_fee_line u WHERE u.fee_id = f.id AND u.unfinished = 1)";
  return waiting(rows, "confirm_expert_fee", "expert_fee", limited(sql, "f.id"), parameters);
}

std::vector<Waiting> waiting_fee_schemes(Connection& rows, const domain::Scope& scope, std::int64_t account_id) {
  Parameters parameters;
  const std::string reach = within("s", scope, parameters);
  parameters.emplace_back(account_id);
  const std::string sql =
      "SELECT s.id, s.title, '' FROM fee_scheme s WHERE " + reach + " AND s.state = 'draft' AND s.drafted_by <> ?";
  return waiting(rows, "approve_fee_scheme", "fee_scheme", limited(sql, "s.id"), parameters);
}

}  // namespace zhiheng::store
