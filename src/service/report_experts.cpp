// The yearly assessment of experts as a table: every figure with what was counted, "not enough data" as an empty cell.
#include <charconv>

#include "domain/expert_library_shapes.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

table::DatasetShape assessment_shape() {
  return {"expert_assessment",
          {{"code", CellType::text},
           {"name", CellType::text},
           {"category", CellType::text},
           {"grade", CellType::text},
           {"attendance", CellType::text},
           {"attended", CellType::text},
           {"timeliness", CellType::text},
           {"on_time", CellType::text},
           {"reasons", CellType::text},
           {"explained", CellType::text},
           {"deviation", CellType::text},
           {"distance", CellType::text},
           {"compared", CellType::text},
           {"complaints", CellType::text},
           {"advice", CellType::text},
           {"state", CellType::text}},
          {},
          {"year"}};
}

// The figure and what it was counted from; empty where there is no data.
std::pair<Value, Value> line_of(const Json& document, std::string_view item) {
  for (const Json& line : document.at("lines").items()) {
    if (line.text_at("item") != item) continue;
    const std::string figure = line.text_at("figure");
    return {figure.empty() ? Value() : Value(figure), Value(line.text_at("counted"))};
  }
  return {};
}

Cells cells_of(const store::Row& row, Language language) {
  const auto document = parse_json(text_or_empty(row[6]));
  ensure(document.ok(), "a stored assessment is JSON");
  Cells cells{row[0], row[1], choice_text("expert_category", row[2], language),
              choice_text("expert_grade", row[3], language)};
  for (const char* item : {"attendance", "timeliness", "reasons"}) {
    const auto [figure, counted] = line_of(*document, item);
    cells.push_back(figure);
    cells.push_back(counted);
  }
  cells.push_back(line_of(*document, "deviation").first);
  const auto [distance, sheets] = line_of(*document, "distance");
  cells.push_back(distance);
  cells.push_back(sheets);
  cells.push_back(line_of(*document, "complaints").second);
  cells.push_back(text_or_empty(row[4]) == "none" ? Value() : Value(choice_text("expert_advice", row[4], language)));
  cells.push_back(choice_text("expert_assessment_state", row[5], language));
  return cells;
}

Result<std::int64_t> year_of(ReportContext& context) {
  const std::string text = context.param("year");
  if (text.empty()) return std::int64_t{context.tx.today().year()};
  std::int64_t year = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), year);
  if (fault != std::errc() || end != text.data() + text.size() || text.size() != 4) {
    return refusal("report.bad_year", "year", {{"value", text}});
  }
  return year;
}

}  // namespace

std::vector<Dataset> expert_datasets() {
  Dataset dataset;
  dataset.shape = assessment_shape();
  dataset.action = Action::see_statistics;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const auto year = year_of(context);
    if (!year) return year.problems();
    store::Parameters parameters{*year};
    const std::string scope = store::scope_condition(
        domain::expert_assessment_shape(), domain::scope(context.tx.actor(), Action::see_statistics), parameters);
    std::vector<Cells> rows;
    context.tx.rows().each(
        "SELECT e.code, e.name, e.category, a.grade, a.advice, a.state, a.document FROM expert_assessment a INNER JOIN "
        "expert e ON e.id = a.expert_id WHERE a.year = ? AND a.id IN (SELECT id FROM expert_assessment WHERE " +
            scope + ") ORDER BY e.code, a.id",
        parameters, [&](const store::Row& row) {
          rows.push_back(cells_of(row, context.language));
          return true;
        });
    table::SheetData data;
    data.rows = table::rows_of(std::move(rows));
    return data;
  };
  return {dataset};
}

}  // namespace zhiheng::service
