// The journal as a list of entries, and the reconciliation of every contract: statement, payments and journal side by
// side, with the differences as formulas.
#include "service/journal_parts.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

Cells entry_row(const store::Row& row, Language language) {
  domain::JournalTransaction one;
  one.year = integer_or(row[0]);
  one.number = integer_or(row[1]);
  const std::int64_t amount = integer_or(row[9]);
  return {one.name(),
          row[2],
          row[3],
          row[4],
          row[5],
          choice_text("journal_kind", row[6], language),
          row[7],
          say("journal.account." + text_or_empty(row[8]), language),
          amount > 0 ? Value(amount) : Value(),
          amount < 0 ? Value(0 - amount) : Value(),
          row[10]};
}

Dataset journal_entries() {
  return listed_dataset(
      "journal",
      {{"number", CellType::text},
       {"posted_on", CellType::date},
       {"occurred_on", CellType::date},
       {"contract", CellType::text},
       {"agency", CellType::text},
       {"kind", CellType::text},
       {"reference", CellType::text},
       {"account", CellType::text},
       {"debit", CellType::money},
       {"credit", CellType::money},
       {"reason", CellType::text}},
      Action::see_journal,
      {"journal_transaction", "posted_on",
       "SELECT t.year, t.number, t.posted_on, t.occurred_on, c.number, a.name, t.kind, t.reference, e.account, "
       "e.amount_fen, t.reason FROM journal_transaction t INNER JOIN journal_entry e ON e.transaction_id = t.id "
       "INNER JOIN contract c ON c.id = t.contract_id INNER JOIN agency a ON a.id = t.agency_id WHERE t.id ",
       "t.posted_on, t.id, e.sequence", entry_row});
}

// The statement that stands and what was paid, from their own rows; the journal's sums beside them.
const char* const reconciliation_sql =
    "SELECT c.id, c.number, a.name, c.original_fee_fen, c.fee_fen - c.original_fee_fen, s.bonus_fen, s.deduction_fen, "
    "(SELECT CAST(SUM(d.amount_fen) AS SIGNED) FROM adjustment d WHERE d.statement_id = s.id AND d.state = "
    "'confirmed'), "
    "(SELECT CAST(SUM(p.amount_fen) AS SIGNED) FROM payment p WHERE p.contract_id = c.id AND p.kind = 'payment'), "
    "(SELECT CAST(SUM(p.amount_fen) AS SIGNED) FROM payment p WHERE p.contract_id = c.id AND p.kind = 'refund'), "
    "s.id FROM contract c INNER JOIN agency a ON a.id = c.agency_id "
    "LEFT JOIN statement s ON s.contract_id = c.id AND s.state IN ('confirmed', 'settled') WHERE c.id ";

Cells reconciliation_row(const store::Row& row, const domain::JournalBalances& held) {
  const bool stands = !is_null(row[10]);
  const auto in = [&](const char* account) { return domain::balance_in(held, account).fen(); };
  Cells cells{row[1], row[2], row[3], row[4], stands ? Value(integer_or(row[5])) : Value(std::int64_t{0})};
  for (const char* account : {"quality_deduction", "lateness_deduction", "event_deduction", "fixed_deduction"}) {
    cells.emplace_back(0 - in(account));
  }
  cells.emplace_back(integer_or(row[6]));
  cells.emplace_back(integer_or(row[7]));
  cells.emplace_back(integer_or(row[8]));
  cells.emplace_back(integer_or(row[9]));
  cells.emplace_back(stands ? integer_or(row[3]) + integer_or(row[4]) : std::int64_t{0});
  cells.emplace_back(0 - in("payable"));
  cells.emplace_back(0 - in("retention"));
  cells.emplace_back(in("recoverable"));
  cells.emplace_back(in("advance"));
  return cells;
}

Dataset reconciliation() {
  Dataset dataset;
  dataset.shape = {"reconciliation",
                   {{"number", CellType::text},
                    {"agency", CellType::text},
                    {"original_fee", CellType::money},
                    {"amendments", CellType::money},
                    {"bonus", CellType::money},
                    {"quality", CellType::money},
                    {"lateness", CellType::money},
                    {"events", CellType::money},
                    {"fixed", CellType::money},
                    {"deduction", CellType::money},
                    {"adjustments", CellType::money},
                    {"paid", CellType::money},
                    {"refunds", CellType::money},
                    {"settled_fee", CellType::money},
                    {"payable", CellType::money},
                    {"retention", CellType::money},
                    {"recoverable", CellType::money},
                    {"advance", CellType::money}},
                   {},
                   {"year", "bureau"}};
  dataset.action = Action::see_journal;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("contract"), Action::see_journal, "number");
    if (!ids) return ids.problems();
    table::SheetData data;
    data.rows = rows_of_ids(
        context.tx, std::move(*ids),
        [](Tx& tx, const std::string& in_ids, const store::Parameters& parameters, std::vector<Cells>& rows) {
          std::map<std::int64_t, domain::JournalBalances> held;
          tx.rows().each(
              "SELECT t.contract_id, e.account, CAST(SUM(e.amount_fen) AS SIGNED) FROM journal_transaction t "
              "INNER JOIN journal_entry e ON e.transaction_id = t.id WHERE t.contract_id " +
                  in_ids + " GROUP BY t.contract_id, e.account",
              parameters, [&](const store::Row& row) {
                domain::add_to(held[integer_or(row[0])], {{text_or_empty(row[1]), Money::fen(integer_or(row[2]))}});
                return true;
              });
          tx.rows().each(reconciliation_sql + in_ids + " ORDER BY c.number, c.id", parameters,
                         [&](const store::Row& row) {
                           rows.push_back(reconciliation_row(row, held[integer_or(row[0])]));
                           return true;
                         });
        });
    return data;
  };
  return dataset;
}

}  // namespace

std::vector<Dataset> journal_datasets() {
  return {journal_entries(), reconciliation()};
}

}  // namespace zhiheng::service
