// RFC 4180 with a byte order mark (Excel takes the file for GBK without it) and CRLF.
#include "table/cell_text.h"
#include "table/printers.h"
#include "table/table_header.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

// A spreadsheet would calculate a text that begins like a formula; an apostrophe makes it a text again. Numbers
// of our own columns are not texts: a negative amount keeps its sign. Full-width signs count as well, because
// an input method may have typed them and Excel reads them alike.
bool is_dangerous(std::string_view text) {
  static constexpr std::string_view beginnings[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
  for (const auto begin : beginnings) {
    if (text.substr(0, begin.size()) == begin) return true;
  }
  return false;
}

void append_field(std::string& line, std::string_view text) {
  const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos ||
                     (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (!quote) {
    line += text;
    return;
  }
  line += '"';
  for (char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

class CsvVisitor : public TableVisitor {
 public:
  CsvVisitor(const Table& table, Language language, ByteSink& sink)
      : table_(table), words_(words_in(language)), sink_(sink) {}

  void header() {
    line_ = "\xEF\xBB\xBF";
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      field(i, full_title(table_.columns[i]), true);
    }
    end_line();
  }

  void row(const WalkedRow& row) override {
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      field(i, plain_text(table_.columns[i], row.values[i], words_), !is_numeric(table_.columns[i].type));
    }
    end_line();
  }

 private:
  void field(std::size_t column, std::string text, bool typed_by_people) {
    if (column > 0) line_ += ',';
    if (typed_by_people && is_dangerous(text)) text.insert(0, 1, '\'');
    append_field(line_, text);
  }
  void end_line() {
    line_ += "\r\n";
    sink_.write(line_);
    line_.clear();
  }

  const Table& table_;
  const Words words_;
  ByteSink& sink_;
  std::string line_;
};

void print_document(const Document& document, ByteSink& sink) {
  std::string text = "\xEF\xBB\xBF";
  for (const auto& line : document.lines) {
    for (const std::string* part : {&line.label, &line.text}) {
      check_text(*part, document.name);
      append_field(text, is_dangerous(*part) ? "'" + *part : *part);
      if (part == &line.label) text += ',';
    }
    text += "\r\n";
  }
  sink.write(text);
}

}  // namespace

void print_csv(const Workbook& workbook, ByteSink& sink) {
  for (const auto& sheet : workbook.sheets) {
    if (const auto* table = std::get_if<Table>(&sheet)) {
      CsvVisitor visitor(*table, workbook.language, sink);
      visitor.header();
      return walk(*table, visitor);
    }
  }
  print_document(std::get<Document>(workbook.sheets.front()), sink);
}

}  // namespace zhiheng::table
