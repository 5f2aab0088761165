// What a cell of a workbook means in its column: understood or refused by name, never guessed. Pure.
#pragma once

#include <string>
#include <vector>

#include "service/import_columns.h"
#include "table/workbook_reader.h"

namespace zhiheng::service {

enum class AmountUnit { yuan, ten_thousand_yuan };

// The value of a cell, as read_value would give it; a reference is its natural key as text. Blank cells give what an
// empty field holds, or import.required. Refuses import.error_cell, import.formula_without_value,
// import.number_lost_digits, import.is_a_date, import.not_a_number, import.negative, import.too_many_decimals,
// import.three_decimals (of an amount in yuan or a score), import.not_a_whole_number, import.not_a_date,
// import.no_such_day, import.date_with_time, import.not_a_choice and the refusals of read_value.
Result<Value> read_cell(const ImportColumn& column, AmountUnit unit, const table::SheetCell& cell);

// Which cell of a row belongs to which column.
struct HeaderMap {
  std::uint32_t row = 0;  // of the header; 0 while none was found
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> cell_of;  // by column: the cell, or none
  std::vector<AmountUnit> unit_of;   // by column
  bool has(std::size_t column) const { return cell_of[column] != none; }
};

struct HeaderProblem {
  std::size_t cell = 0;  // 0-based
  std::string value;
  Problem problem;
};

// Headers are found in either language, by title or key, in any order, with （元） or （万元） behind amounts (an
// amount without a unit is in yuan, as the instructions of the templates say). Problems: import.unknown_column,
// import.unknown_unit, import.header_twice, import.missing_column.
HeaderMap read_header(const ImportSheet& sheet, const table::SheetRow& row, Language language,
                      std::vector<HeaderProblem>& problems);

}  // namespace zhiheng::service
