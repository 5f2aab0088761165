#include "service/year_service.h"

#include "base/money.h"
#include "domain/shape.h"
#include "store/record_store.h"
#include "store/row_reader.h"
#include "store/standing.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr const char* standing = "state IN ('confirmed', 'settled')";

std::string within(const domain::Actor& actor, const char* stem, Action action, store::Parameters& parameters) {
  return store::scope_condition(*domain::find_shape(stem), domain::scope(actor, action), parameters);
}

Json years_of(Tx& tx) {
  store::Parameters parameters;
  const std::string seen = within(tx.actor(), "contract", Action::see_contracts, parameters);
  Json years = Json::array();
  for (const store::Row& row : tx.rows().query(
           "SELECT DISTINCT fiscal_year FROM contract WHERE " + seen + " ORDER BY fiscal_year DESC", parameters)) {
    years.push(integer_or(row[0]));
  }
  return years;
}

std::int64_t year_to_show(Tx& tx, const Json& years) {
  store::Parameters parameters;
  std::string sql = "SELECT MAX(fiscal_year) FROM contract WHERE ";
  sql += within(tx.actor(), "contract", Action::see_contracts, parameters);
  sql += std::string(" AND id IN (SELECT contract_id FROM statement WHERE ") + standing + " AND ";
  sql += within(tx.actor(), "statement", Action::see_statements, parameters) + ")";
  const auto rows = tx.rows().query(sql, parameters);
  if (!rows.empty() && !is_null(rows[0][0])) return integer_or(rows[0][0]);
  return years.items().empty() ? tx.today().year() : years.items().front().integer().value_or(0);
}

void add_contracts(Tx& tx, std::int64_t year, Json& figures) {
  store::Parameters parameters{year};
  const std::string seen = within(tx.actor(), "contract", Action::see_contracts, parameters);
  const auto rows = tx.rows().query(
      "SELECT COUNT(*), CAST(COALESCE(SUM(fee_fen), 0) AS SIGNED) FROM contract WHERE fiscal_year = ? AND " + seen,
      parameters);
  store::RowReader cells(rows.at(0));
  figures.set("contracts", cells.integer());
  figures.set("fee", cells.money().text());
}

void add_statements(Tx& tx, std::int64_t year, Json& figures) {
  if (domain::scope(tx.actor(), Action::see_statements).nothing) return;
  store::Parameters parameters{year};
  const std::string seen = within(tx.actor(), "statement", Action::see_statements, parameters);
  const auto rows = tx.rows().query(
      std::string("SELECT COUNT(*), CAST(COALESCE(SUM(deduction_fen), 0) AS SIGNED), CAST(COALESCE(SUM(payable_fen), "
                  "0) AS SIGNED) FROM statement WHERE ") +
          standing + " AND contract_id IN (SELECT id FROM contract WHERE fiscal_year = ?) AND " + seen,
      parameters);
  store::RowReader cells(rows.at(0));
  figures.set("statements", cells.integer());
  figures.set("deduction", cells.money().text());
  figures.set("payable", cells.money().text());
}

bool sees(const Tx& tx, Action action) {
  return !domain::scope(tx.actor(), action).nothing;
}

// Sheets are the bureau's affair; an expert has his own list of them.
bool is_of_bureau(const Tx& tx, Action action) {
  const domain::Scope scope = domain::scope(tx.actor(), action);
  return scope.everything || !scope.bureaus.empty();
}

std::int64_t count_standing(Tx& tx, const char* stem, const char* name, Action list, std::int64_t year) {
  const store::Standing* standing = store::find_standing(stem, name);
  ensure(standing != nullptr, "a figure counts a standing that there is");
  const domain::Shape& shape = *domain::find_shape(stem);
  store::Parameters parameters;
  std::string sql = "SELECT COUNT(*) FROM " + shape.table + " WHERE " + within(tx.actor(), stem, list, parameters);
  sql += " AND (" + store::standing_condition(*standing, tx.actor(), tx.today(), parameters) + ")";
  sql += " AND (" + store::year_condition(shape, year, parameters) + ")";
  return integer_or(tx.rows().query(sql, parameters).at(0).at(0));
}

void add_waiting(Tx& tx, std::int64_t year, Json& figures) {
  if (sees(tx, Action::see_deliverables)) {
    figures.set("due", count_standing(tx, "engagement", "due", Action::see_contracts, year));
    figures.set("late", count_standing(tx, "engagement", "late", Action::see_contracts, year));
  }
  if (is_of_bureau(tx, Action::see_sheets)) {
    figures.set("missing_sheets", count_standing(tx, "score_sheet", "missing", Action::see_sheets, year));
  }
  if (sees(tx, Action::see_results)) {
    figures.set("under_line", count_standing(tx, "result", "under_line", Action::see_results, year));
  }
}

constexpr const char* of_year = "contract_id IN (SELECT id FROM contract WHERE fiscal_year = ?) AND ";
constexpr const char* net_amount = "CASE WHEN kind = 'refund' THEN -amount_fen ELSE amount_fen END";

void add_payments(Tx& tx, std::int64_t year, Json& figures) {
  if (!sees(tx, Action::see_payments)) return;
  store::Parameters parameters{year};
  std::string sql =
      std::string("SELECT COUNT(*), CAST(COALESCE(SUM(") + net_amount + "), 0) AS SIGNED) FROM payment WHERE ";
  sql += of_year + within(tx.actor(), "payment", Action::see_payments, parameters);
  const auto paid = tx.rows().query(sql, parameters);
  store::RowReader cells(paid.at(0));
  figures.set("payments", cells.integer());
  figures.set("paid", cells.money().text());
  if (!sees(tx, Action::see_statements)) return;
  store::Parameters owed_parameters{year};
  sql = std::string(
            "SELECT CAST(fee_fen + bonus_fen - deduction_fen + COALESCE((SELECT SUM(amount_fen) FROM adjustment WHERE "
            "adjustment.statement_id = statement.id AND adjustment.state = 'confirmed'), 0) - "
            "COALESCE((SELECT SUM(") +
        net_amount +
        ") FROM payment WHERE payment.contract_id = statement.contract_id), 0) AS SIGNED) FROM statement WHERE " +
        of_year + "state = 'confirmed' AND " + std::string(store::not_only_retention_is_left) + " AND " +
        within(tx.actor(), "statement", Action::see_statements, owed_parameters);
  Money to_pay;
  const auto owed = tx.rows().query(sql, owed_parameters);
  for (const store::Row& row : owed) {
    const std::int64_t fen = integer_or(row.at(0));
    if (fen > 0) to_pay = to_pay + Money::fen(fen);
  }
  figures.set("to_pay_statements", static_cast<std::int64_t>(owed.size()));
  figures.set("to_pay", to_pay.text());
}

Json grades_of(Tx& tx, std::int64_t year) {
  Json grades = Json::array();
  if (!sees(tx, Action::see_results)) return grades;
  const domain::Shape& shape = *domain::find_shape("result");
  store::Parameters parameters;
  std::string sql = "SELECT grade, COUNT(*), MIN(final_score) FROM result WHERE state = 'current' AND " +
                    within(tx.actor(), "result", Action::see_results, parameters);
  sql += " AND " + store::year_condition(shape, year, parameters) + " GROUP BY grade ORDER BY 3 DESC";
  for (const store::Row& row : tx.rows().query(sql, parameters)) {
    store::RowReader cells(row);
    Json one = Json::object();
    one.set("grade", cells.text());
    one.set("count", cells.integer());
    grades.push(std::move(one));
  }
  return grades;
}

Json agencies_of(Tx& tx, std::int64_t year) {
  Json agencies = Json::array();
  if (!is_of_bureau(tx, Action::see_statements)) return agencies;
  store::Parameters parameters{year};
  std::string sql =
      "SELECT agency.name, CAST(SUM(one.fee_fen) AS SIGNED) AS fees, CAST(SUM(one.deduction_fen) AS SIGNED) FROM "
      "(SELECT agency_id, fee_fen, deduction_fen FROM statement WHERE ";
  sql +=
      of_year + std::string(standing) + " AND " + within(tx.actor(), "statement", Action::see_statements, parameters);
  sql +=
      ") AS one JOIN agency ON agency.id = one.agency_id GROUP BY agency.id, agency.name ORDER BY fees DESC, "
      "agency.name LIMIT 12";
  for (const store::Row& row : tx.rows().query(sql, parameters)) {
    store::RowReader cells(row);
    Json one = Json::object();
    one.set("agency", cells.text());
    one.set("fee", cells.money().text());
    one.set("deduction", cells.money().text());
    agencies.push(std::move(one));
  }
  return agencies;
}

Json months_of(Tx& tx, std::int64_t year) {
  Json months = Json::array();
  if (!sees(tx, Action::see_payments)) return months;
  store::Parameters parameters{year};
  std::string sql =
      std::string("SELECT month_of, CAST(SUM(net) AS SIGNED) FROM (SELECT SUBSTR(paid_on, 1, 7) AS month_of, ") +
      net_amount + " AS net FROM payment WHERE " + of_year +
      within(tx.actor(), "payment", Action::see_payments, parameters) + ") AS one GROUP BY month_of ORDER BY month_of";
  for (const store::Row& row : tx.rows().query(sql, parameters)) {
    store::RowReader cells(row);
    Json one = Json::object();
    one.set("month", cells.text());
    one.set("paid", cells.money().text());
    months.push(std::move(one));
  }
  return months;
}

}  // namespace

Result<Json> year_charts(Gate& gate, const domain::Actor& actor, int year) {
  return gate.read(actor, Action::see_contracts, {"contract", 0}, [&](Tx& tx) -> Result<Json> {
    Json charts = Json::object();
    charts.set("grades", grades_of(tx, year));
    charts.set("agencies", agencies_of(tx, year));
    charts.set("months", months_of(tx, year));
    return charts;
  });
}

Result<Json> year_figures(Gate& gate, const domain::Actor& actor, int year) {
  return gate.read(actor, Action::see_contracts, {"contract", 0}, [&](Tx& tx) -> Result<Json> {
    Json years = years_of(tx);
    const std::int64_t shown = year != 0 ? year : year_to_show(tx, years);
    Json figures = Json::object();
    figures.set("year", shown).set("years", std::move(years));
    add_contracts(tx, shown, figures);
    add_waiting(tx, shown, figures);
    add_statements(tx, shown, figures);
    add_payments(tx, shown, figures);
    return figures;
  });
}

}  // namespace zhiheng::service
