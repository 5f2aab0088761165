// Files of rows that others send us, CSV or XLSX alike: cells as text under the names of the header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace zhiheng::table {

struct FileRow {
  std::uint32_t number = 0;  // 1-based, as people see it in the file
  std::vector<std::string> cells;
};

struct RowFile {
  std::vector<std::string> header;  // of the first row that is not blank
  std::vector<FileRow> rows;        // blank rows left out; each as long as the header
};

// A workbook by its first bytes, CSV otherwise: UTF-8 with or without a byte order mark, or GB18030 as banks write it.
// Refuses row_file.empty, row_file.not_text, row_file.malformed, row_file.too_many_rows, and what the workbook reader
// refuses.
Result<RowFile> read_row_file(std::string_view bytes, std::size_t most_rows = 100'000);

}  // namespace zhiheng::table
