// The register of invoices: what was accepted, blue and red, with its tax.
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

Cells invoice_row(const store::Row& row, Language language) {
  const std::int64_t gross_fen = integer_or(row[7]);
  const bool red = gross_fen < 0;
  Cells cells(row.begin(), row.begin() + 6);
  cells[2] = choice_text("invoice_kind", row[2], language);
  cells.push_back(choice_text("invoice_rate", row[6], language));
  cells.emplace_back(red ? std::int64_t{0} : gross_fen);
  cells.emplace_back(red ? -gross_fen : std::int64_t{0});
  cells.emplace_back(gross_fen);
  cells.push_back(row[8]);
  cells.emplace_back(gross_fen - integer_or(row[8]));
  cells.push_back(choice_text("invoice_state", row[9], language));
  return cells;
}

Dataset invoice_register() {
  return listed_dataset("invoice_register",
                        {{"issued_on", CellType::date},
                         {"number", CellType::text},
                         {"kind", CellType::text},
                         {"contract", CellType::text},
                         {"agency", CellType::text},
                         {"item", CellType::text},
                         {"rate", CellType::text},
                         {"blue", CellType::money},
                         {"red", CellType::money},
                         {"gross", CellType::money},
                         {"tax", CellType::money},
                         {"net", CellType::money},
                         {"state", CellType::text}},
                        Action::see_invoices,
                        {"invoice", "issued_on",
                         "SELECT i.issued_on, i.number, i.kind, c.number, agency.name, i.item, i.rate, i.gross_fen, "
                         "i.tax_fen, i.state FROM invoice i INNER JOIN contract c ON c.id = i.contract_id INNER JOIN "
                         "agency ON agency.id = i.agency_id WHERE i.state IN ('accepted', 'reversed') AND i.id ",
                         "i.issued_on, i.id", invoice_row});
}

}  // namespace

std::vector<Dataset> invoice_datasets() {
  return {invoice_register()};
}

}  // namespace zhiheng::service
