#include "service/year_service.h"

#include "base/money.h"
#include "domain/shape.h"
#include "store/record_store.h"
#include "store/row_reader.h"

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

}  // namespace

Result<Json> year_figures(Gate& gate, const domain::Actor& actor, int year) {
  return gate.read(actor, Action::see_contracts, {"contract", 0}, [&](Tx& tx) -> Result<Json> {
    Json years = years_of(tx);
    const std::int64_t shown = year != 0 ? year : year_to_show(tx, years);
    Json figures = Json::object();
    figures.set("year", shown).set("years", std::move(years));
    add_contracts(tx, shown, figures);
    add_statements(tx, shown, figures);
    return figures;
  });
}

}  // namespace zhiheng::service
