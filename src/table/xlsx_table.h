// What data sheets and forms share: the cells of a row, with their formats and formulas.
#pragma once

#include <string>
#include <vector>

#include "table/cell_text.h"
#include "table/table_header.h"
#include "table/table_walk.h"
#include "table/workbook_reader.h"
#include "table/xlsx_book.h"

namespace zhiheng::table {

inline constexpr int label_width = 22;  // of a document's two columns
inline constexpr int value_width = 78;

// How a column's numbers are written: value / 10^digits, shown in the format. "" and 0 for texts.
struct NumberForm {
  std::string format;
  int digits = 0;
};
NumberForm number_form(const Column& column);
int column_width(const Column& column);             // given, or by type
int height_of(const std::string& text, int width);  // points of a wrapped text in a merged cell

// The sums of a data sheet, for the sheet of totals. `rows` stand under the header in row 1.
struct DataSums {
  const Table* table;
  std::string quoted_name;
  std::uint32_t rows;
  std::vector<Value> sums;  // empty when nothing is added up
};

class TableCells {
 public:
  TableCells(const Table& table, const Words& words, XlsxBook& book, Border border);
  // `at` is the sheet's row, from 0.
  void row(XlsxSheet& sheet, std::uint32_t at, const WalkedRow& row) const;

 private:
  struct Form {
    CellType type;
    int digits;
    StyleHandle style;
  };
  void cell(XlsxSheet& sheet, std::uint32_t at, std::size_t column, const Value& value) const;
  std::string formula(std::size_t column, std::uint32_t at) const;

  const Table& table_;
  const Words& words_;
  std::vector<Form> forms_;
  std::vector<std::optional<ResolvedFormula>> formulas_;
};

// A printable sheet (xlsx_form.cpp).
void print_form(const Table& table, const Words& words, XlsxBook& book);

}  // namespace zhiheng::table
