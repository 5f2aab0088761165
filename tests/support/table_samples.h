// Tables that several tests print.
#pragma once

#include "table/table.h"

namespace table_test {

zhiheng::table::Column column(std::string key, std::string title, zhiheng::table::CellType type);
// Three engagements of two agencies, with formulas, a group and sums; the last deduction is fixed by hand.
zhiheng::table::Table statement_form();
// One row of every type, and one of nothing.
zhiheng::table::Table every_type();
// One column of texts.
zhiheng::table::Table texts(const std::vector<std::string>& values);
zhiheng::table::Workbook workbook_of(zhiheng::table::Table table);

}  // namespace table_test
