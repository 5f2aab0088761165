// The same table through bare libxlsxwriter and through ours: table_writer_bench [rows].
#include <unistd.h>
#include <xlsxwriter.h>

#include "bench_child.h"
#include "table/report_definition.h"
#include "table/table.h"
#include "table_cells.h"

using namespace zhiheng;
using namespace zhiheng::table;

namespace {

lxw_format* format(lxw_workbook* book, const char* code) {
  lxw_format* format = workbook_add_format(book);
  format_set_num_format(format, code);
  return format;
}

bool write_bare(const std::string& path, std::uint32_t rows) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  std::string folder = path.substr(0, path.rfind('/'));
  options.tmpdir = folder.data();
  lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "结算");
  lxw_format* money = format(book, "#,##0.00");
  lxw_format* score = format(book, "0.00");
  lxw_format* percent = format(book, "0.00%");
  lxw_format* date = format(book, "yyyy-mm-dd");
  for (uint16_t i = 0; i < table_bench::columns; ++i)
    worksheet_write_string(sheet, 0, i, table_bench::titles[i], nullptr);
  table_bench::Cells cells;
  for (std::uint32_t row = 1; row <= rows; ++row) {
    table_bench::fill(cells, row);
    for (uint16_t i = 0; i < 4; ++i) worksheet_write_string(sheet, row, i, cells.text[i].c_str(), nullptr);
    worksheet_write_number(sheet, row, 4, static_cast<double>(cells.fee_fen) / 100, money);
    worksheet_write_number(sheet, row, 5, static_cast<double>(cells.deduction_fen) / 100, money);
    char formula[64];
    std::snprintf(formula, sizeof formula, "=ROUND(E%u-F%u,2)", row + 1, row + 1);
    worksheet_write_formula_num(sheet, row, 6, formula, money, static_cast<double>(cells.payable_fen) / 100);
    worksheet_write_number(sheet, row, 7, static_cast<double>(cells.plan) / 100, score);
    worksheet_write_number(sheet, row, 8, static_cast<double>(cells.report) / 100, score);
    worksheet_write_number(sheet, row, 9, static_cast<double>(cells.final_score) / 100, score);
    worksheet_write_number(sheet, row, 10, static_cast<double>(cells.rate) / 10000, percent);
    worksheet_write_number(sheet, row, 11, cells.day + 25569, date);
  }
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_autofilter(sheet, 0, 0, rows, table_bench::columns - 1);
  return workbook_close(book) == LXW_NO_ERROR;
}

bool write_ours(const std::string& path, std::uint32_t rows) {
  static constexpr CellType types[] = {CellType::text,  CellType::text,  CellType::text,    CellType::text,
                                       CellType::money, CellType::money, CellType::money,   CellType::score,
                                       CellType::score, CellType::score, CellType::percent, CellType::date};
  static constexpr const char* keys[] = {"agency",  "project", "unit",   "note",  "fee",  "deduction",
                                         "payable", "plan",    "report", "final", "rate", "signed_on"};
  Table table;
  table.name = "结算";
  for (int i = 0; i < table_bench::columns; ++i) {
    Column column;
    column.key = keys[i];
    column.title = table_bench::titles[i];
    column.type = types[i];
    table.columns.push_back(std::move(column));
  }
  table.columns[6].formula = *read_formula("fee - deduction", "");
  table.rows = [rows, next = std::uint32_t{0}, cells = table_bench::Cells()](std::vector<Value>& row) mutable {
    if (next == rows) return false;
    table_bench::fill(cells, ++next);
    row.resize(table_bench::columns);
    for (std::size_t i = 0; i < 4; ++i) row[i] = cells.text[i];
    row[4] = cells.fee_fen;
    row[5] = cells.deduction_fen;
    row[6] = cells.payable_fen;
    row[7] = cells.plan;
    row[8] = cells.report;
    row[9] = cells.final_score;
    row[10] = cells.rate;
    row[11] = Date::from_days(cells.day).text();
    return true;
  };
  Workbook workbook;
  workbook.title = "结算";
  workbook.sheets.emplace_back(std::move(table));
  return print(workbook, Format::xlsx, path).ok();
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint32_t rows = count > 1 ? static_cast<std::uint32_t>(std::atoi(arguments[1])) : 200'000;
  const std::string path = "/tmp/zhiheng-table-writer-bench-" + std::to_string(::getpid()) + ".xlsx";
  bench::compare(
      "table_writer", [&] { return write_bare(path, rows); }, [&] { return write_ours(path, rows); });
  ::unlink(path.c_str());
}
