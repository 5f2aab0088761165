// Which rows of a table a scope reaches. The same knowledge for single rows is in facts.cpp.
#include "store/migration.h"
#include "store/record_store.h"

namespace zhiheng::store {

namespace {

// The panels in which the expert is a member, by the column that leads there.
constexpr std::string_view own_panels = "(SELECT panel_id FROM panel_member WHERE expert_id = ? AND recused = 0)";
constexpr std::string_view own_engagements =
    "(SELECT panel.engagement_id FROM panel INNER JOIN panel_member ON panel_member.panel_id = panel.id "
    "WHERE panel_member.expert_id = ? AND panel_member.recused = 0)";

std::string bureau_part(const domain::Shape& shape, const std::vector<std::int64_t>& bureaus, Parameters& parameters) {
  // Agencies and their lead evaluators are one directory for all bureaus of an installation.
  if (shape.table == "agency" || shape.table == "lead_evaluator") return "1 = 1";
  const std::string column = shape.table == "bureau" ? "id" : "bureau_id";
  if (shape.table != "bureau" && !has_column(shape.table, "bureau_id")) return "";
  std::string sql = column + " IN (";
  for (const std::int64_t id : bureaus) {
    sql += sql.back() == '(' ? "?" : ", ?";
    parameters.emplace_back(id);
  }
  sql += ")";
  return shape.table == "policy" ? "(" + sql + " OR bureau_id IS NULL)" : sql;
}

std::string agency_part(const domain::Shape& shape, std::int64_t agency_id, bool published_only,
                        Parameters& parameters) {
  std::string sql;
  if (shape.table == "agency") {
    sql = "id = ?";
  } else if (has_column(shape.table, "agency_id")) {
    sql = "agency_id = ?";
  } else {
    return "";
  }
  parameters.emplace_back(agency_id);
  if (!published_only) return sql;
  if (shape.table == "statement") sql += " AND confirmed_at IS NOT NULL";
  if (shape.table == "adjustment") sql += " AND state = 'confirmed'";
  if (shape.table == "result") sql += " AND panel_id IN (SELECT id FROM panel WHERE state = 'closed')";
  return "(" + sql + ")";
}

std::string expert_part(const domain::Shape& shape, std::int64_t expert_id, Parameters& parameters) {
  std::string sql;
  if (shape.table == "expert") {
    sql = "id = ?";
  } else if (shape.table == "score_sheet") {
    sql = "expert_id = ?";
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
    if (scope.agency_id != 0) parts.push_back(agency_part(shape, scope.agency_id, scope.published_only, parameters));
    if (scope.expert_id != 0) parts.push_back(expert_part(shape, scope.expert_id, parameters));
    if (shape.table == "policy" && scope.published_only) parts.push_back("state <> 'draft'");
  }
  std::string sql;
  for (const std::string& part : parts) {
    if (!part.empty()) sql += (sql.empty() ? "" : " OR ") + part;
  }
  return sql.empty() ? "1 = 0" : "(" + sql + ")";
}

}  // namespace zhiheng::store
