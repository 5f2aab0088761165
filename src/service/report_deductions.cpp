// The ledger of deductions: each deduction of the confirmed statements, how it was worked out, what the agency was told
// and answered, and what was adjusted afterwards.
#include "service/report_datasets.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

table::DatasetShape ledger_shape() {
  return {"deduction_ledger",
          {{"bureau", CellType::text},         {"agency", CellType::text},
           {"contract", CellType::text},       {"fiscal_year", CellType::integer},
           {"statement", CellType::text},      {"confirmed_on", CellType::date},
           {"engagement", CellType::text},     {"engagement_name", CellType::text},
           {"score", CellType::score},         {"grade", CellType::text},
           {"kind", CellType::text},           {"event", CellType::text},
           {"base", CellType::money},          {"rate", CellType::percent},
           {"amount", CellType::money},        {"notice", CellType::text},
           {"notice_sent_on", CellType::date}, {"notice_answer", CellType::text},
           {"adjusted", CellType::money},      {"statement_sum", CellType::money}},
          {},
          {"year", "bureau"}};
}

// The last notice that was not withdrawn, and the sum of the adjustments, stand beside each statement.
constexpr std::string_view ledger_sql =
    "SELECT bureau.name, agency.name, c.number, c.fiscal_year, s.number, s.confirmed_at, s.case_document, "
    "s.result_document, n.number, n.sent_on, n.state, "
    "(SELECT CAST(COALESCE(SUM(a.amount_fen), 0) AS SIGNED) FROM adjustment a WHERE a.statement_id = s.id AND "
    "a.state = 'confirmed'), s.deduction_fen FROM statement s INNER JOIN contract c ON c.id = s.contract_id "
    "INNER JOIN bureau ON bureau.id = s.bureau_id INNER JOIN agency ON agency.id = s.agency_id "
    "LEFT JOIN deduction_notice n ON n.id = (SELECT MAX(m.id) FROM deduction_notice m WHERE m.statement_id = s.id AND "
    "m.state <> 'withdrawn') WHERE s.state IN ('confirmed', 'settled') AND s.deduction_fen > 0 AND s.id ";

Value text_or_nothing(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

// Adjustments and the sum of a statement stand in its first row alone, so that a column can be added up.
void add_rows(const store::Row& row, Language language, std::vector<Cells>& rows) {
  const auto given = parse_json(text_or_empty(row[6]), JsonLimits{64, 64u << 20});
  const auto computed = parse_json(text_or_empty(row[7]), JsonLimits{64, 64u << 20});
  ensure(given.ok() && computed.ok(), "the documents of a statement are JSON");
  const auto& cases = given->at("engagements").items();
  const auto& outcomes = computed->at("engagements").items();
  bool first = true;
  for (std::size_t i = 0; i < outcomes.size() && i < cases.size(); ++i) {
    for (const Json& one : outcomes[i].at("deductions").items()) {
      const Json* rate = one.find("rate");
      const std::string kind = say("web.deduction." + one.text_at("kind"), language);
      Cells cells(row.begin(), row.begin() + 5);
      cells.emplace_back(timestamp_from_utc(text_or_empty(row[5])).date().text());
      cells.insert(cells.end(), {outcomes[i].text_at("code"), cases[i].text_at("title"),
                                 amount_of(outcomes[i].find("final_score")), outcomes[i].text_at("grade"), kind});
      cells.push_back(text_or_nothing(one.text_at("code")));
      cells.push_back(amount_of(one.find("base")));
      cells.push_back(rate && rate->is_string() ? basis_points(rate->string()) : Value());
      cells.push_back(amount_of(one.find("amount")));
      cells.push_back(row[8]);
      cells.push_back(row[9]);
      cells.push_back(is_null(row[10]) ? Value() : Value(choice_text("deduction_notice_state", row[10], language)));
      cells.push_back(first ? row[11] : Value(std::int64_t{0}));
      cells.push_back(first ? row[12] : Value(std::int64_t{0}));
      first = false;
      rows.push_back(std::move(cells));
    }
  }
}

}  // namespace

std::vector<Dataset> deduction_datasets() {
  Dataset dataset;
  dataset.shape = ledger_shape();
  dataset.action = Action::see_statements;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("statement"), Action::see_statements, "number");
    if (!ids) return ids.problems();
    const Language language = context.language;
    table::SheetData data;
    data.rows = rows_of_ids(
        context.tx, std::move(*ids),
        [language](Tx& tx, const std::string& in_ids, const store::Parameters& parameters, std::vector<Cells>& rows) {
          tx.rows().each(std::string(ledger_sql) + in_ids + " ORDER BY s.number, s.id", parameters,
                         [&](const store::Row& row) {
                           add_rows(row, language, rows);
                           return true;
                         });
        });
    return data;
  };
  return {dataset};
}

}  // namespace zhiheng::service
