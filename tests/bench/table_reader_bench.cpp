// Inflating and parsing a workbook without keeping anything, and reading it into rows: table_reader_bench [rows|FILE].
#include <expat.h>
#include <minizip/unzip.h>
#include <unistd.h>

#include "bench_child.h"
#include "table/table.h"
#include "table/workbook_reader.h"
#include "table_cells.h"

using namespace zhiheng;
using namespace zhiheng::table;

namespace {

bool parse_part(unzFile file, const char* name) {
  if (unzLocateFile(file, name, 1) != UNZ_OK) return true;
  if (unzOpenCurrentFile(file) != UNZ_OK) return false;
  XML_Parser parser = XML_ParserCreate(nullptr);
  // The parser does its work only when somebody listens.
  XML_SetElementHandler(
      parser, [](void*, const char*, const char**) {}, [](void*, const char*) {});
  XML_SetCharacterDataHandler(parser, [](void*, const char*, int) {});
  static char piece[65536];
  bool ok = true;
  for (int size = 1; ok && size > 0;) {
    size = unzReadCurrentFile(file, piece, sizeof piece);
    ok = size >= 0 && XML_Parse(parser, piece, size, size == 0) == XML_STATUS_OK;
  }
  XML_ParserFree(parser);
  return unzCloseCurrentFile(file) == UNZ_OK && ok;
}

bool read_bare(const std::string& path) {
  unzFile file = unzOpen64(path.c_str());
  if (!file) return false;
  const bool ok = parse_part(file, "xl/sharedStrings.xml") && parse_part(file, "xl/worksheets/sheet1.xml");
  unzClose(file);
  return ok;
}

bool read_ours(const std::string& path) {
  auto reader = WorkbookReader::open(path);
  if (!reader.ok()) return false;
  std::uint64_t cells = 0, bytes = 0;
  const auto read = reader->read(0, [&](const SheetRow& row) {
    cells += row.cells.size();
    for (const auto& cell : row.cells) bytes += cell.text.size();
    return true;
  });
  return read.ok() && cells > 0 && bytes > 0;
}

bool write_sample(const std::string& path, std::uint32_t rows) {
  Table table;
  table.name = "结算";
  for (int i = 0; i < table_bench::columns; ++i) {
    Column column;
    column.key = "column" + std::string(1, static_cast<char>('a' + i));
    column.title = table_bench::titles[i];
    column.type = i < 4 ? CellType::text : i < 7 ? CellType::money : i < 11 ? CellType::score : CellType::date;
    table.columns.push_back(std::move(column));
  }
  table.rows = [rows, next = std::uint32_t{0}, cells = table_bench::Cells()](std::vector<Value>& row) mutable {
    if (next == rows) return false;
    table_bench::fill(cells, ++next);
    row = {cells.text[0], cells.text[1],       cells.text[2],     cells.text[3],
           cells.fee_fen, cells.deduction_fen, cells.payable_fen, cells.plan,
           cells.report,  cells.final_score,   cells.rate,        Date::from_days(cells.day).text()};
    return true;
  };
  Workbook workbook;
  workbook.title = "结算";
  workbook.sheets.emplace_back(std::move(table));
  return print(workbook, Format::xlsx, path).ok();
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint32_t rows = count > 1 ? static_cast<std::uint32_t>(std::atoi(arguments[1])) : 50'000;
  std::string path = count > 1 && rows == 0 ? arguments[1] : "";
  const bool own = path.empty();
  if (own) {
    path = "/tmp/zhiheng-table-reader-bench-" + std::to_string(::getpid()) + ".xlsx";
    bench::once_in_child([&] { return write_sample(path, rows); });
  }
  bench::compare(
      "table_reader", [&] { return read_bare(path); }, [&] { return read_ours(path); }, 5);
  if (own) ::unlink(path.c_str());
}
