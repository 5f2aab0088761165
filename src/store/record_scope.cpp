// Which rows of a table a scope reaches. The same knowledge for single rows is in facts.cpp.
#include "store/migration.h"
#include "store/record_store.h"

namespace zhiheng::store {

namespace {

// The panels in which the expert is a member, by the column that leads there.
constexpr std::string_view own_panels =
    "(SELECT panel_id FROM panel_member WHERE expert_id = ? AND recused = 0 AND "
    "left_at IS NULL)";
constexpr std::string_view own_engagements =
    "(SELECT panel.engagement_id FROM panel INNER JOIN panel_member ON panel_member.panel_id = panel.id "
    "WHERE panel_member.expert_id = ? AND panel_member.recused = 0 AND panel_member.left_at IS NULL)";

std::string in_bureaus(const std::string& column, const std::vector<std::int64_t>& bureaus, Parameters& parameters) {
  std::string sql = column + " IN (";
  for (const std::int64_t id : bureaus) {
    sql += sql.back() == '(' ? "?" : ", ?";
    parameters.emplace_back(id);
  }
  return sql + ")";
}

std::string bureau_part(const domain::Shape& shape, const std::vector<std::int64_t>& bureaus, Parameters& parameters) {
  // Agencies and their lead evaluators are one directory for all bureaus of an installation.
  if (shape.table == "agency" || shape.table == "lead_evaluator") return "1 = 1";
  if (shape.table == "bureau") return in_bureaus("id", bureaus, parameters);
  if (has_column(shape.table, "bureau_id")) {
    const std::string sql = in_bureaus("bureau_id", bureaus, parameters);
    if (shape.table == "agency_record_item") {
      return "(state IN ('accepted', 'superseded') OR (state IN ('submitted', 'returned') AND " + sql + "))";
    }
    if (shape.table == "objection") return "(" + sql + " AND filed_at IS NOT NULL)";
    return shape.table == "policy" ? "(" + sql + " OR bureau_id IS NULL)" : sql;
  }
  // What belongs to an account belongs to its bureau's administrators.
  if (!has_column(shape.table, "account_id")) return "";
  return "account_id IN (SELECT id FROM account WHERE " + in_bureaus("bureau_id", bureaus, parameters) + ")";
}

// The rows of the table that everybody outside the bureau may know of, "" when all of them.
std::string published_part(const domain::Shape& shape) {
  if (shape.table == "statement") return " AND confirmed_at IS NOT NULL";
  if (shape.table == "adjustment") return " AND state = 'confirmed'";
  if (shape.table == "policy") return " AND state <> 'draft'";
  if (shape.table == "credit_event") return " AND confirmed_at IS NOT NULL";
  if (shape.table == "rating") return " AND state <> 'draft'";
  if (shape.table == "contract_termination") return " AND state = 'decided'";
  if (shape.table == "draw") return " AND published_at IS NOT NULL";
  if (shape.table == "payment_order") return " AND state IN ('sent', 'paid', 'failed')";
  if (shape.table == "result") return " AND panel_id IN (SELECT id FROM panel WHERE state = 'closed')";
  return "";
}

std::string agency_part(const domain::Shape& shape, std::int64_t agency_id, Parameters& parameters) {
  std::string sql;
  if (shape.table == "agency") {
    sql = "id = ?";
  } else if (has_column(shape.table, "agency_id")) {
    sql = "agency_id = ?";
  } else {
    return "";
  }
  parameters.emplace_back(agency_id);
  return "(" + sql + published_part(shape) + ")";
}

// An engagement is about its budget unit, or about that of its project; its county is that of the project, or of the
// unit. `engagements` is a condition on that table.
std::string about_part(const domain::Shape& shape, const std::string& engagements) {
  if (shape.table == "engagement") return "(" + engagements + ")";
  if (!has_column(shape.table, "engagement_id")) return "";
  return "(engagement_id IN (SELECT id FROM engagement WHERE " + engagements + ")" + published_part(shape) + ")";
}

std::string unit_part(const domain::Shape& shape, std::int64_t unit_id, Parameters& parameters) {
  if (shape.table == "budget_unit" || shape.table == "project") {
    parameters.emplace_back(unit_id);
    return shape.table == "project" ? "budget_unit_id = ?" : "id = ?";
  }
  const std::string sql = about_part(
      shape,
      "budget_unit_id = ? OR (budget_unit_id IS NULL AND project_id IN (SELECT id FROM project WHERE budget_unit_id = "
      "?))");
  if (!sql.empty()) parameters.insert(parameters.end(), {Value(unit_id), Value(unit_id)});
  return sql;
}

std::string county_part(const domain::Shape& shape, const std::vector<std::int64_t>& bureaus, Parameters& parameters) {
  if (shape.table == "bureau") return in_bureaus("id", bureaus, parameters);
  if (shape.table == "budget_unit" || shape.table == "project") return in_bureaus("bureau_id", bureaus, parameters);
  if (shape.table != "engagement" && !has_column(shape.table, "engagement_id")) return "";
  const std::string projects = in_bureaus("bureau_id", bureaus, parameters);
  const std::string units = in_bureaus("bureau_id", bureaus, parameters);
  return about_part(shape, "project_id IN (SELECT id FROM project WHERE " + projects +
                               ") OR (project_id IS NULL AND budget_unit_id IN (SELECT id FROM budget_unit WHERE " +
                               units + "))");
}

std::string account_part(const domain::Shape& shape, std::int64_t account_id, Parameters& parameters) {
  const bool itself = shape.table == "account";
  if (!itself && !has_column(shape.table, "account_id")) return "";
  parameters.emplace_back(account_id);
  return itself ? "id = ?" : "account_id = ?";
}

std::string expert_part(const domain::Shape& shape, std::int64_t expert_id, Parameters& parameters) {
  std::string sql;
  if (shape.table == "expert") {
    sql = "id = ?";
  } else if (shape.table == "score_sheet" || shape.table == "objection_review") {
    sql = "expert_id = ?";
  } else if (shape.table == "expert_fee_line") {
    sql = "(expert_id = ? AND fee_id IN (SELECT id FROM expert_fee WHERE state IN ('confirmed', 'paid')))";
  } else if (shape.table == "panel") {
    sql = "id IN " + std::string(own_panels);
  } else if (shape.table == "panel_member") {
    sql = "panel_id IN " + std::string(own_panels);
  } else if (shape.table == "engagement") {
    sql = "id IN " + std::string(own_engagements);
  } else if (shape.table == "deliverable") {
    sql = "engagement_id IN " + std::string(own_engagements);
  } else if (shape.table == "result") {
    sql = "(panel_id IN " + std::string(own_panels) + " AND panel_id IN (SELECT id FROM panel WHERE state = 'closed'))";
  } else {
    return "";
  }
  parameters.emplace_back(expert_id);
  return sql;
}

}  // namespace

std::string scope_condition(const domain::Shape& shape, const domain::Scope& scope, Parameters& parameters) {
  if (scope.everything) return "1 = 1";
  std::vector<std::string> parts;
  if (!scope.nothing) {
    if (!scope.bureaus.empty()) parts.push_back(bureau_part(shape, scope.bureaus, parameters));
    if (scope.agency_id != 0) parts.push_back(agency_part(shape, scope.agency_id, parameters));
    if (scope.expert_id != 0) parts.push_back(expert_part(shape, scope.expert_id, parameters));
    if (scope.budget_unit_id != 0) parts.push_back(unit_part(shape, scope.budget_unit_id, parameters));
    if (!scope.about_bureaus.empty()) parts.push_back(county_part(shape, scope.about_bureaus, parameters));
    if (scope.account_id != 0) parts.push_back(account_part(shape, scope.account_id, parameters));
    if (shape.table == "policy" && scope.any_published) parts.push_back("state <> 'draft'");
  }
  std::string sql;
  for (const std::string& part : parts) {
    if (!part.empty()) sql += (sql.empty() ? "" : " OR ") + part;
  }
  return sql.empty() ? "1 = 0" : "(" + sql + ")";
}

}  // namespace zhiheng::store
