// The register of instalments: when each may be paid, until when, what was asked for, invoiced and paid.
#include <algorithm>

#include "base/calendar.h"
#include "domain/due_day.h"
#include "domain/trigger.h"
#include "service/billing_parts.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

namespace {

using domain::Action;
using table::CellType;

const std::vector<table::DatasetColumn>& instalment_columns() {
  static const std::vector<table::DatasetColumn> columns{
      {"contract", CellType::text},    {"title", CellType::text},      {"agency", CellType::text},
      {"sequence", CellType::integer}, {"instalment", CellType::text}, {"condition", CellType::text},
      {"evidence_on", CellType::date}, {"due_on", CellType::date},     {"orders", CellType::text},
      {"ordered", CellType::money},    {"invoiced", CellType::money},  {"amount", CellType::money},
      {"paid", CellType::money},       {"left", CellType::money}};
  return columns;
}

std::map<std::int64_t, store::BillingRow> billing_by_contract(Tx& tx, const std::string& in_ids,
                                                              const store::Parameters& ids) {
  std::map<std::int64_t, store::BillingRow> all;
  for (store::BillingRow& row :
       billing_of(tx.rows(), "id IN (SELECT contract_id FROM instalment WHERE id " + in_ids + ")", ids)) {
    all.emplace(row.contract_id, std::move(row));
  }
  return all;
}

// Numbers and sums of the orders that stand, by instalment.
std::map<std::int64_t, std::pair<std::string, std::int64_t>> orders_by_instalment(Tx& tx, const std::string& in_ids,
                                                                                  const store::Parameters& ids) {
  std::map<std::int64_t, std::pair<std::string, std::int64_t>> all;
  tx.rows().each(
      "SELECT instalment_id, number, amount_fen FROM payment_order WHERE state NOT IN ('failed', "
      "'cancelled') AND instalment_id " +
          in_ids + " ORDER BY number",
      ids, [&](const store::Row& row) {
        auto& [numbers, sum] = all[integer_or(row[0])];
        numbers += (numbers.empty() ? "" : " ") + text_or_empty(row[1]);
        sum += integer_or(row[2]);
        return true;
      });
  return all;
}

std::map<std::int64_t, std::int64_t> sums(Tx& tx, const std::string& sql, const store::Parameters& ids) {
  std::map<std::int64_t, std::int64_t> all;
  tx.rows().each(sql, ids, [&](const store::Row& row) {
    all[integer_or(row[0])] += integer_or(row[1]);
    return true;
  });
  return all;
}

void load_rows(Tx& tx, const std::string& in_ids, const store::Parameters& ids, Language language,
               std::vector<Cells>& rows) {
  const auto billing = billing_by_contract(tx, in_ids, ids);
  const auto orders = orders_by_instalment(tx, in_ids, ids);
  // Invoices name no instalment: what the contract has is laid to its instalments in their order.
  const auto invoiced =
      sums(tx,
           "SELECT contract_id, gross_fen FROM invoice WHERE state IN ('accepted', 'reversed') AND contract_id IN "
           "(SELECT contract_id FROM instalment WHERE id " +
               in_ids + ")",
           ids);
  const auto paid = sums(tx,
                         "SELECT instalment_id, CASE WHEN kind = 'refund' THEN -amount_fen ELSE amount_fen END FROM "
                         "payment WHERE instalment_id " +
                             in_ids,
                         ids);
  const auto amount_at = [](const std::map<std::int64_t, std::int64_t>& map, std::int64_t id) {
    const auto found = map.find(id);
    return found == map.end() ? std::int64_t{0} : found->second;
  };
  tx.rows().each(
      "SELECT i.id, i.contract_id, c.number, c.title, agency.name, i.sequence, i.name, i.due_condition, i.due_on, "
      "i.amount_fen, (SELECT COALESCE(CAST(SUM(j.amount_fen) AS SIGNED), 0) FROM instalment j WHERE j.contract_id = "
      "i.contract_id AND j.sequence < i.sequence) FROM instalment i INNER JOIN contract c ON c.id = i.contract_id "
      "INNER JOIN agency ON agency.id = "
      "c.agency_id WHERE i.id " +
          in_ids + " ORDER BY c.number, i.sequence, i.id",
      ids, [&](const store::Row& row) {
        const std::int64_t id = integer_or(row[0]), contract = integer_or(row[1]), amount = integer_or(row[9]);
        Cells cells(row.begin() + 2, row.begin() + 7);
        cells.push_back(choice_text("due_condition", row[7], language));
        Value evidence, due;
        if (const auto known = billing.find(contract); known != billing.end()) {
          const domain::DueFacts& facts = known->second.facts;
          std::optional<Date> agreed;
          if (!is_null(row[8])) agreed = *read_date(text_or_empty(row[8]), "");
          const auto trigger = domain::trigger_of(text_or_empty(row[7]), agreed, facts.signed_on, facts.acceptances);
          if (trigger.since) {
            evidence = trigger.since->text();
            due = domain::due_day(*trigger.since, facts.payment_days, Calendar::shipped()).value.text();
          }
        }
        cells.push_back(evidence);
        cells.push_back(due);
        const auto order = orders.find(id);
        cells.push_back(order == orders.end() ? Value() : Value(order->second.first));
        cells.emplace_back(order == orders.end() ? std::int64_t{0} : order->second.second);
        const std::int64_t before = integer_or(row[10]);
        cells.emplace_back(std::clamp<std::int64_t>(amount_at(invoiced, contract) - before, 0, amount));
        cells.emplace_back(amount);
        cells.emplace_back(amount_at(paid, id));
        cells.emplace_back(amount - amount_at(paid, id));
        rows.push_back(std::move(cells));
        return true;
      });
}

}  // namespace

std::vector<Dataset> instalment_datasets() {
  Dataset dataset;
  dataset.shape = {"instalment_register", instalment_columns(), {}, {"year", "bureau"}};
  dataset.action = Action::see_payments;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("instalment"), Action::see_payments, "contract_id, sequence");
    if (!ids) return ids.problems();
    const Language language = context.language;
    table::SheetData data;
    data.rows =
        rows_of_ids(context.tx, std::move(*ids),
                    [language](Tx& tx, const std::string& in_ids, const store::Parameters& parameters,
                               std::vector<Cells>& rows) { load_rows(tx, in_ids, parameters, language, rows); });
    return data;
  };
  return {dataset};
}

}  // namespace zhiheng::service
