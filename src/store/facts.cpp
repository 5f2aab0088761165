#include "store/facts.h"

#include "store/migration.h"

namespace zhiheng::store {

namespace {

// Parts whose permissions are those of the whole they belong to.
struct Part {
  std::string_view table;
  std::string_view column;
  std::string_view whole;
};
constexpr Part parts[] = {
    {"panel_member", "panel_id", "panel"},
    {"score_item", "sheet_id", "score_sheet"},
    {"statement_line", "statement_id", "statement"},
};

void load_members(Connection& connection, std::string_view table, std::int64_t id, domain::Facts& facts) {
  std::string panel;
  if (table == "panel") {
    panel = "?";
  } else if (table == "engagement") {
    panel = "(SELECT id FROM panel WHERE engagement_id = ?)";
  } else if (table == "score_sheet" || table == "result") {
    panel = "(SELECT panel_id FROM " + std::string(table) + " WHERE id = ?)";
  } else if (table == "deliverable") {
    panel =
        "(SELECT panel.id FROM panel INNER JOIN deliverable ON deliverable.engagement_id = panel.engagement_id "
        "WHERE deliverable.id = ?)";
  } else {
    return;
  }
  const auto rows = connection.query(
      "SELECT expert_id FROM panel_member WHERE recused = 0 AND left_at IS NULL AND panel_id = " + panel +
          " ORDER BY id",
      {id});
  for (const Row& row : rows) facts.expert_ids.push_back(integer_or(row[0]));
}

// Whose project a row is about: the engagement's unit or that of its project, the project's county or that of the unit.
constexpr std::string_view about_sql =
    "SELECT COALESCE(e.budget_unit_id, p.budget_unit_id), COALESCE(p.bureau_id, u.bureau_id) FROM engagement e "
    "LEFT JOIN project p ON p.id = e.project_id LEFT JOIN budget_unit u ON u.id = e.budget_unit_id WHERE e.id = ";

void load_about(Connection& connection, std::string_view stem, std::int64_t id, domain::Facts& facts) {
  std::string sql;
  if (stem == "bureau") {
    facts.about_bureau_id = id;
  } else if (stem == "budget_unit") {
    facts.budget_unit_id = id;
    facts.about_bureau_id = facts.bureau_id;
  } else if (stem == "project") {
    sql = "SELECT budget_unit_id, bureau_id FROM project WHERE id = ?";
  } else if (stem == "engagement") {
    sql = std::string(about_sql) + "?";
  } else if (has_column(stem, "engagement_id")) {
    sql = std::string(about_sql) + "(SELECT engagement_id FROM " + std::string(stem) + " WHERE id = ?)";
  }
  if (sql.empty()) return;
  const auto rows = connection.query(sql, {id});
  if (rows.empty()) return;
  facts.budget_unit_id = integer_or(rows[0][0]);
  facts.about_bureau_id = integer_or(rows[0][1]);
}

std::int64_t payment_booked_by(Connection& connection, std::int64_t id) {
  return integer_or(connection.query("SELECT booked_by FROM payment WHERE id = ?", {id}).at(0).at(0));
}

bool is_published(Connection& connection, std::string_view table, std::int64_t id) {
  std::string_view sql;
  if (table == "statement") {
    sql = "SELECT 1 FROM statement WHERE id = ? AND confirmed_at IS NOT NULL";
  } else if (table == "adjustment") {
    sql = "SELECT 1 FROM adjustment WHERE id = ? AND state = 'confirmed'";
  } else if (table == "payment_order") {
    sql = "SELECT 1 FROM payment_order WHERE id = ? AND state IN ('sent', 'paid', 'failed')";
  } else if (table == "policy") {
    sql = "SELECT 1 FROM policy WHERE id = ? AND state <> 'draft'";
  } else if (table == "result") {
    sql =
        "SELECT 1 FROM result INNER JOIN panel ON panel.id = result.panel_id "
        "WHERE result.id = ? AND panel.state = 'closed'";
  } else if (table == "credit_event") {
    sql = "SELECT 1 FROM credit_event WHERE id = ? AND confirmed_at IS NOT NULL";
  } else if (table == "rating") {
    sql = "SELECT 1 FROM rating WHERE id = ? AND state <> 'draft'";
  } else if (table == "contract_termination") {
    sql = "SELECT 1 FROM contract_termination WHERE id = ? AND state = 'decided'";
  } else if (table == "draw") {
    sql = "SELECT 1 FROM draw WHERE id = ? AND published_at IS NOT NULL";
  } else if (table == "expert_fee_line") {
    sql =
        "SELECT 1 FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id WHERE l.id = ? AND "
        "f.state IN ('confirmed', 'paid')";
  } else {
    return true;
  }
  return !connection.query(sql, {id}).empty();
}

// What an agency entered and has not submitted is its own alone; what the bureau accepted is for all bureaus to see.
void load_record_facts(Connection& connection, std::string_view stem, std::int64_t id, domain::Facts& facts) {
  if (stem != "agency_record_item") return;
  const auto rows = connection.query("SELECT state FROM agency_record_item WHERE id = ?", {id});
  const std::string state = rows.empty() ? "" : text_or_empty(rows[0][0]);
  if (state == "entered" || state == "dropped") facts.bureau_id = domain::no_bureau;
  facts.shared = state == "accepted" || state == "superseded";
}

}  // namespace

std::optional<domain::Facts> load_facts(Connection& connection, std::string_view stem, std::int64_t id) {
  for (const Part& part : parts) {
    if (part.table != stem) continue;
    const auto rows = connection.query(
        "SELECT " + std::string(part.column) + " FROM " + std::string(part.table) + " WHERE id = ?", {id});
    if (rows.empty()) return std::nullopt;
    auto facts = load_facts(connection, part.whole, integer_or(rows[0][0]));
    // Whose seat it is: he alone answers his invitation.
    if (facts && stem == "panel_member") {
      facts->expert_id = integer_or(connection.query("SELECT expert_id FROM panel_member WHERE id = ?", {id})[0][0]);
    }
    return facts;
  }
  if (!has_column(stem, "id")) return std::nullopt;
  constexpr std::string_view sides[] = {"bureau_id", "agency_id", "expert_id", "drafted_by", "account_id"};
  std::string sql = "SELECT id";
  for (const auto side : sides) sql.append(", ").append(has_column(stem, side) ? side : std::string_view("0"));
  const auto rows = connection.query(sql + " FROM " + std::string(stem) + " WHERE id = ?", {id});
  if (rows.empty()) return std::nullopt;
  domain::Facts facts;
  facts.bureau_id = integer_or(rows[0][1]);
  facts.agency_id = integer_or(rows[0][2]);
  facts.expert_id = integer_or(rows[0][3]);
  facts.drafted_by = integer_or(rows[0][4]);
  facts.account_id = integer_or(rows[0][5]);
  // Who booked a payment by hand is not the one who countersigns it.
  if (stem == "payment") facts.drafted_by = payment_booked_by(connection, id);
  if (stem == "bureau") facts.bureau_id = id;
  if (stem == "agency") facts.agency_id = id;
  if (stem == "expert") facts.expert_id = id;
  if (stem == "account") facts.account_id = id;
  facts.shared = stem == "agency" || stem == "lead_evaluator";
  // What belongs to an account belongs to the bureau that looks after the account.
  if (facts.bureau_id == 0 && facts.account_id != 0 && stem != "account") {
    const auto owner = connection.query("SELECT bureau_id FROM account WHERE id = ?", {facts.account_id});
    if (!owner.empty()) facts.bureau_id = integer_or(owner[0][0]);
  }
  // A shipped policy, an account of the whole installation and whatever else belongs to no bureau: reached by whoever
  // reaches everything; a shipped policy is seen by all bureaus and changed by none of them.
  if (facts.bureau_id == 0) {
    facts.bureau_id = domain::no_bureau;
    facts.shared = stem == "policy";
  }
  // What an agency has not filed is its own alone.
  if (stem == "objection" &&
      connection.query("SELECT 1 FROM objection WHERE id = ? AND filed_at IS NOT NULL", {id}).empty())
    facts.bureau_id = domain::no_bureau;
  load_record_facts(connection, stem, id, facts);
  load_about(connection, stem, id, facts);
  facts.published = is_published(connection, stem, id);
  // What is still a draft is not the expert's yet.
  if (stem == "expert_fee_line" && !facts.published) facts.expert_id = 0;
  load_members(connection, stem, id, facts);
  return facts;
}

}  // namespace zhiheng::store
