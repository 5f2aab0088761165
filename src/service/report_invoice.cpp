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
  Dataset dataset;
  dataset.shape = {"invoice_register",
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
                   {},
                   {"year", "bureau"}};
  dataset.action = Action::see_invoices;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("invoice"), Action::see_invoices, "issued_on");
    if (!ids) return ids.problems();
    const Language language = context.language;
    table::SheetData data;
    data.rows = rows_of_ids(
        context.tx, std::move(*ids),
        [language](Tx& tx, const std::string& in_ids, const store::Parameters& parameters, std::vector<Cells>& rows) {
          tx.rows().each(
              "SELECT i.issued_on, i.number, i.kind, c.number, agency.name, i.item, i.rate, i.gross_fen, "
              "i.tax_fen, i.state FROM invoice i INNER JOIN contract c ON c.id = i.contract_id INNER JOIN "
              "agency ON agency.id = i.agency_id WHERE i.state IN ('accepted', 'reversed') AND i.id " +
                  in_ids + " ORDER BY i.issued_on, i.id",
              parameters, [&](const store::Row& row) {
                rows.push_back(invoice_row(row, language));
                return true;
              });
        });
    return data;
  };
  return dataset;
}

}  // namespace

std::vector<Dataset> invoice_datasets() {
  return {invoice_register()};
}

}  // namespace zhiheng::service
