// A year's experts by severity as a table: too few sheets are an empty cell with its reason, not a nought.
#include "base/money.h"
#include "service/report_statistics.h"
#include "service/statistics_parts.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

// A number as JSON writes it, in units of its last digit: "-3.33" is -333.
Value units_of(const Json& number, int digits) {
  if (!number.is_number()) return Value();
  const std::string text = number.number();
  const bool below = text.starts_with('-');
  const Result<std::int64_t> units = read_decimal(below ? text.substr(1) : text, digits, "");
  if (!units) return Value();
  return below ? -*units : *units;
}

Dataset expert_severity() {
  Dataset dataset;
  dataset.shape = {"expert_severity",
                   {{"code", CellType::text},
                    {"name", CellType::text},
                    {"sheets", CellType::integer},
                    {"severity", CellType::score},
                    {"low", CellType::score},
                    {"high", CellType::score},
                    {"note", CellType::text}},
                   {},
                   {"year"}};
  dataset.action = Action::see_statistics;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const std::string text = context.param("year");
    const Result<std::int64_t> year = read_decimal(text.empty() ? "0" : text, 0, "");
    if (!year || (!text.empty() && text.size() != 4)) return refusal("report.bad_year", "year", {{"value", text}});
    const Json statistics = year_statistics(context.tx, static_cast<int>(*year));
    std::vector<Cells> rows;
    for (const Json& one : statistics.at("experts").items()) {
      const Json& interval = one.at("interval");
      const bool known = one.at("severity").is_number();
      rows.push_back({one.text_at("expert_code"), one.text_at("expert_label"), units_of(one.at("sheets"), 0),
                      units_of(one.at("severity"), digits_of_points),
                      interval.is_array() ? units_of(interval.items()[0], digits_of_points) : Value(),
                      interval.is_array() ? units_of(interval.items()[1], digits_of_points) : Value(),
                      known ? Value() : Value(say("statistics.too_few_sheets", context.language))});
    }
    table::SheetData data;
    data.rows = table::rows_of(std::move(rows));
    return data;
  };
  return dataset;
}

}  // namespace zhiheng::service
