// Workbooks (.xlsx) read as a stream of rows, with every promise of the file distrusted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace zhiheng::table {

enum class SheetCellKind { empty, text, number, boolean, error, date };

// One cell as it was written; what it means is for the reader of the column to say.
//   text     the characters, rich text joined, phonetic hints left out, _x0001_ decoded
//   number   a plain decimal: no exponent, no blank, at most 15 significant digits ("1234.5600000000001" is 1234.56)
//   boolean  "TRUE" or "FALSE"
//   error    "#REF!"
//   date     "2022-10-08", "2022-10-08 09:30:00", or "09:30:00" for a time without a day
struct SheetCell {
  SheetCellKind kind = SheetCellKind::empty;
  std::string text;
  bool formula = false;    // the value is the last result of a formula; empty when it was never calculated
  bool imprecise = false;  // a number of more than 15 whole digits: the file no longer holds what was typed
};

// `cells[0]` is column A. Columns without a cell are SheetCellKind::empty; nothing follows the last filled one.
struct SheetRow {
  std::uint32_t number = 0;  // 1-based, as people see it
  std::vector<SheetCell> cells;

  const SheetCell& at(std::size_t column) const;  // an empty cell beyond the end
  bool blank() const;                             // no cell with anything but white space
};

// "C12" of column 2 and row 12; "C" of column 2.
std::string cell_reference(std::size_t column, std::uint32_t row);
std::string column_letters(std::size_t column);

// Rows 1-based, columns 0-based, all inclusive.
struct MergedRange {
  std::uint32_t first_row = 0;
  std::uint32_t last_row = 0;
  std::size_t first_column = 0;
  std::size_t last_column = 0;
};

struct SheetSummary {
  std::uint64_t rows = 0;           // rows handed on
  std::vector<MergedRange> merged;  // at most 10,000 are kept
};

struct WorkbookLimits {
  std::uint64_t file_bytes = 64ull << 20;
  std::uint64_t inflated_bytes = 1ull << 30;  // of all parts together, as really inflated
  std::uint64_t ratio = 250;                  // inflated : packed of one part, once it exceeds 8 MiB
  std::uint32_t entries = 4096;
  std::uint64_t string_bytes = 96ull << 20;  // of the shared strings, kept in memory
};

// Open checks the container and reads what every sheet needs (names, styles, shared strings).
// Refuses (kind unsupported or too_large, field = the part or the cell): workbook.absent, workbook.not_a_workbook,
// workbook.old_format (.xls), workbook.encrypted, workbook.too_large, workbook.too_many_parts,
// workbook.suspicious_ratio, workbook.duplicate_part, workbook.missing_part, workbook.damaged (the zip),
// workbook.broken_xml, workbook.doctype, workbook.broken_content, workbook.text_too_long.
class WorkbookReader {
 public:
  static Result<WorkbookReader> open(const std::string& path, const WorkbookLimits& limits = {});
  static Result<WorkbookReader> open_bytes(std::string_view bytes, const WorkbookLimits& limits = {});
  WorkbookReader(WorkbookReader&&) noexcept;
  WorkbookReader& operator=(WorkbookReader&&) noexcept;
  ~WorkbookReader();

  struct SheetName {
    std::string name;
    bool hidden = false;
  };
  const std::vector<SheetName>& sheets() const;
  // Position of the sheet; sheets().size() when there is none of that name.
  std::size_t find_sheet(std::string_view name) const;

  // Calls `on_row` for every row that has a cell, in order; stops early (without a refusal) when it answers
  // false. The row is reused: copy what is to be kept. A sheet can be read again.
  Result<SheetSummary> read(std::size_t sheet, const std::function<bool(const SheetRow&)>& on_row);

 private:
  struct State;
  explicit WorkbookReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace zhiheng::table
