// The header of a table with groups, as a grid: which titles stand beside and above each other.
#pragma once

#include <string>
#include <vector>

#include "table/table.h"

namespace zhiheng::table {

struct HeaderCell {
  std::string title;
  std::size_t first_column = 0;
  std::size_t last_column = 0;
  std::size_t rows = 1;  // how far down it reaches
};

// One vector per header row, outermost groups first; the last one holds the columns' own titles unless they reach
// down from above.
std::vector<std::vector<HeaderCell>> header_rows(const std::vector<Column>& columns);

// For a single header row: "得分 方案 40%".
std::string full_title(const Column& column);

}  // namespace zhiheng::table
