// Who changes under another policy, row by row; the workbook adds up what it costs.
#include "service/report_datasets.h"
#include "service/what_if_service.h"

namespace zhiheng::service {

using table::CellType;

namespace {

Value score_cell(const store::BookedFigures& booked) {
  return booked.score ? Value(std::int64_t{booked.score->hundredths()}) : Value();
}

// A rating costs nothing by itself, and what a result costs stands in the row of its statement where there is one;
// nought keeps the column's formula and its sum whole.
Value money_cell(const WhatIfChange& change, Money amount) {
  return change.counted ? Value(amount.fen()) : Value(std::int64_t{0});
}

Result<int> year_of(const std::string& text) {
  if (text.empty()) return 0;
  const auto year = text.size() == 4 ? read_decimal(text, 0, "")
                                     : Result<std::int64_t>(refusal("report.bad_year", "year", {{"value", text}}));
  if (!year) return refusal("report.bad_year", "year", {{"value", text}});
  return static_cast<int>(*year);
}

Result<table::SheetData> load(ReportContext& context) {
  WhatIfRequest request;
  // A policy that is stored nowhere comes as its whole text.
  if (std::string policy = context.param("policy"); policy.starts_with("{")) {
    auto document = parse_json(policy);
    if (!document) return document.problems();
    request.document = std::move(*document);
  } else {
    request.policy = std::move(policy);
  }
  for (const auto& [name, year] : {std::pair{"from", &request.from}, std::pair{"to", &request.to}}) {
    const auto given = year_of(context.param(name));
    if (!given) return given.problems();
    *year = *given;
  }
  request.bureau = context.param("bureau");
  const auto report = what_if_report(context.tx, request);
  if (!report) return report.problems();
  std::vector<Cells> rows;
  for (const WhatIfChange& change : report->changes) {
    const auto& [before, after, counted] = change;
    rows.push_back({say("what_if.kind_" + before.kind, {}, context.language), before.label, before.agency,
                    std::int64_t{before.year}, score_cell(before), score_cell(after), before.grade, after.grade,
                    std::int64_t{counted}, money_cell(change, before.deduction), money_cell(change, after.deduction),
                    money_cell(change, before.bonus), money_cell(change, after.bonus),
                    money_cell(change, (after.bonus - after.deduction) - (before.bonus - before.deduction))});
  }
  table::SheetData data;
  data.rows = table::rows_of(std::move(rows));
  return data;
}

}  // namespace

std::vector<Dataset> what_if_datasets() {
  Dataset dataset;
  dataset.shape = {"what_if",
                   {{"kind", CellType::text},
                    {"label", CellType::text},
                    {"agency", CellType::text},
                    {"year", CellType::integer},
                    {"score_before", CellType::score},
                    {"score_after", CellType::score},
                    {"grade_before", CellType::text},
                    {"grade_after", CellType::text},
                    {"counted", CellType::flag},
                    {"deduction_before", CellType::money},
                    {"deduction_after", CellType::money},
                    {"bonus_before", CellType::money},
                    {"bonus_after", CellType::money},
                    {"difference", CellType::money}},
                   {},
                   {"policy", "from", "to", "bureau"}};
  dataset.action = domain::Action::try_policy;
  dataset.load = load;
  return {dataset};
}

}  // namespace zhiheng::service
