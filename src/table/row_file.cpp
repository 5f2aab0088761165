#include "table/row_file.h"

#include <csv.h>
#include <iconv.h>

#include "base/text.h"
#include "table/workbook_reader.h"

namespace zhiheng::table {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_blank(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) {
    if (!cell.empty()) return false;
  }
  return true;
}

// Chinese banks still write GBK; GB18030 holds it whole.
Result<std::string> as_utf8(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  if (is_utf8(bytes)) return std::string(bytes);
  const iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == reinterpret_cast<iconv_t>(-1)) return refusal("row_file.not_text", "file");
  std::string out(bytes.size() * 3 + 16, '\0');
  std::string in(bytes);
  char *from = in.data(), *to = out.data();
  std::size_t left = in.size(), room = out.size();
  const std::size_t converted = iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  if (converted == static_cast<std::size_t>(-1)) return refusal("row_file.not_text", "file");
  out.resize(out.size() - room);
  return out;
}

// What libcsv hands on, cell by cell.
struct Gathered {
  std::vector<FileRow> rows;
  FileRow row;
  std::uint32_t line = 0;
};

void on_cell(void* cell, std::size_t length, void* data) {
  static_cast<Gathered*>(data)->row.cells.emplace_back(stripped({static_cast<const char*>(cell), length}));
}

void on_row(int, void* data) {
  Gathered& gathered = *static_cast<Gathered*>(data);
  gathered.row.number = ++gathered.line;
  gathered.rows.push_back(std::move(gathered.row));
  gathered.row = {};
}

Result<std::vector<FileRow>> csv_rows(std::string_view bytes) {
  const auto text = as_utf8(bytes);
  if (!text) return text.problems();
  if (text->find('\0') != std::string::npos) return refusal("row_file.not_text", "file");
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) return refusal(Kind::busy, "storage.busy");
  Gathered gathered;
  bool good = csv_parse(&parser, text->data(), text->size(), on_cell, on_row, &gathered) == text->size();
  good = good && csv_fini(&parser, on_cell, on_row, &gathered) == 0;
  csv_free(&parser);
  if (!good) return refusal("row_file.malformed", "file", {{"row", std::to_string(gathered.line + 1)}});
  return std::move(gathered.rows);
}

Result<std::vector<FileRow>> workbook_rows(std::string_view bytes, std::size_t most_rows) {
  auto reader = WorkbookReader::open_bytes(bytes);
  if (!reader) return reader.problems();
  std::size_t sheet = 0;
  while (sheet < reader->sheets().size() && reader->sheets()[sheet].hidden) ++sheet;
  if (sheet == reader->sheets().size()) return refusal("row_file.empty", "file");
  std::vector<FileRow> rows;
  const auto read = reader->read(sheet, [&](const SheetRow& row) {
    FileRow one;
    one.number = row.number;
    for (const SheetCell& cell : row.cells) one.cells.emplace_back(stripped(cell.text));
    rows.push_back(std::move(one));
    return rows.size() <= most_rows + 1;
  });
  if (!read) return read.problems();
  return rows;
}

}  // namespace

Result<RowFile> read_row_file(std::string_view bytes, std::size_t most_rows) {
  if (bytes.empty()) return refusal("row_file.empty", "file");
  auto rows = bytes.starts_with("PK") ? workbook_rows(bytes, most_rows) : csv_rows(bytes);
  if (!rows) return rows.problems();
  RowFile file;
  for (FileRow& row : *rows) {
    if (is_blank(row.cells)) continue;
    if (file.header.empty()) {
      file.header = std::move(row.cells);
      continue;
    }
    row.cells.resize(std::max(row.cells.size(), file.header.size()));
    file.rows.push_back(std::move(row));
  }
  if (file.header.empty() || file.rows.empty()) return refusal("row_file.empty", "file");
  if (file.rows.size() > most_rows) {
    return refusal(Kind::too_large, "row_file.too_many_rows", "file", {{"most", std::to_string(most_rows)}});
  }
  return file;
}

}  // namespace zhiheng::table
