// Typed tables on their way to a file: what a report is before it becomes XLSX, CSV, HTML, JSON or aligned text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/messages.h"
#include "base/result.h"
#include "base/value.h"

namespace zhiheng::table {

// What the base Value of a column means: money is int64 fen, score int64 hundredths, percent int64 basis points
// (10000 = 100 %), flag 0 or 1, date "YYYY-MM-DD", timestamp UTC text as Timestamp::utc() writes it. A null
// Value is an empty cell in a column of any type; a column of type empty prints nothing (a box to fill by hand).
// A coefficient is int64 millionths (of an agreement, a correlation).
enum class CellType { text, integer, money, score, percent, coefficient, date, timestamp, flag, empty };

std::optional<CellType> find_cell_type(std::string_view name);
std::string_view name_of(CellType type);
bool is_numeric(CellType type);  // integer, money, score, percent, coefficient

enum class Total { none, sum };
enum class Unit { yuan, ten_thousand_yuan };  // 元, 万元: how a money column is shown; its values are fen in both

// "fee - deduction", "round(fee * rate)", "max(0, fee + bonus - deduction - paid)": there is no more than that.
// A product is money (or score) times percent, rounded half away from zero to the fen. "mean(score)" is the mean of the
// cells that are there, rounded half away from zero: an empty cell is nobody's nought.
struct FormulaTerm {
  int sign = 1;          // 1 or -1
  std::string key;       // a numeric column of the same table
  std::string rate_key;  // "" or a percent column: the term is round(key * rate_key)
};
struct Formula {
  std::vector<FormulaTerm> terms;
  bool not_below_zero = false;  // max(0, ...)
  bool mean = false;            // mean(...)
};

struct Column {
  std::string key;
  std::string title;
  std::vector<std::string> groups;  // titles above this one, outermost first; equal neighbours share a cell
  CellType type = CellType::text;
  int width = 0;  // characters of the width of a digit; 0 lets the printer choose by type
  Total total = Total::none;
  Unit unit = Unit::yuan;
  std::optional<Formula> formula;
};

// Fills `row` with one Value per column, in the order of the columns, and answers true; answers false when there
// are no more rows. The vector is reused from call to call. May throw (SqlError): printers leave no torn file.
using RowSource = std::function<bool(std::vector<Value>& row)>;
RowSource rows_of(std::vector<std::vector<Value>> rows);
RowSource rows_of(std::vector<Record> records, const std::vector<Column>& columns);
// Rows that come as Records, one at a time.
RowSource rows_of(std::function<bool(Record&)> next, const std::vector<Column>& columns);

enum class Layout {
  data,  // one header row and nothing above it; frozen, filtered, sortable; sums on a sheet of their own
  form,  // printable: title, head lines, table with borders, subtotals and totals, foot lines, signatures
};

struct PageSetup {
  std::string paper = "A4";  // A4 or A3
  bool landscape = false;
  bool repeat_head = true;  // the header row on every printed page
};

struct Table {
  std::string name;   // of the sheet, for people
  std::string key;    // of the sheet, for programs: the member name in JSON when a workbook has several sheets
  std::string title;  // above a form; caption of the HTML table
  Layout layout = Layout::data;
  std::vector<std::string> head;  // lines between title and table, printed two beside each other in a form
  std::vector<Column> columns;
  RowSource rows;                 // consumed by one printing
  std::string group_by;           // key of a column; rows with equal neighbours get a subtotal in a form. "" = none
  std::vector<std::string> foot;  // sentences under the table
  std::vector<std::string> signatures;  // "编制：", beside each other on one line
  PageSetup page;
};

// A sheet of prose: the derivation of a figure, the terms of a policy.
struct DocumentLine {
  enum class Kind { heading, pair, sentence, blank };
  Kind kind = Kind::sentence;
  std::string label;  // of a pair
  std::string text;   // of a heading or sentence; the value of a pair
};
struct Document {
  std::string name;
  std::string key;
  std::string title;
  std::vector<DocumentLine> lines;
  PageSetup page;
};

using Sheet = std::variant<Table, Document>;

struct Workbook {
  std::string title;
  std::vector<Sheet> sheets;
  Language language = Language::zh;  // of the printers' own words: 合计, 小计, 是, 否
  Timestamp created;                 // written into the file; the same workbook gives the same bytes
};

// What a formula yields for one row, exactly, in the unit of its column; nullopt when an operand is empty.
std::optional<std::int64_t> formula_value(const Formula& formula, const std::vector<Column>& columns,
                                          const std::vector<Value>& row);

enum class Format { xlsx, csv, html, json, text };

// By the ending of the file's name; refuses format.unknown.
Result<Format> format_of(std::string_view path);
std::string_view media_type(Format format);  // for Content-Type
std::string_view ending(Format format);      // ".xlsx"

// Writes a temporary file beside `path` and renames it when everything is on the disk: whoever opens `path` sees
// the old file or the whole new one. Streams: memory does not grow with the rows (except Format::text, which
// aligns). CSV carries the first table only; the others carry every sheet. In a row whose formula does not give
// the row's own figure, or lacks an operand, the figure is printed as it is, without a formula.
// Refuses file.cannot_write, file.disk_full, table.no_sheets, table.not_utf8, table.text_too_long,
// table.too_many_rows, table.sum_too_large (field = sheet name and cell).
Outcome print(const Workbook& workbook, Format format, const std::string& path);
Result<std::string> print_to_bytes(const Workbook& workbook, Format format);

}  // namespace zhiheng::table
