// Tables as workbooks: data sheets that can be sorted and filtered, and the sums of all of them on a last sheet.
#include "table/cell_text.h"
#include "table/printers.h"
#include "table/xlsx_table.h"

namespace zhiheng::table {

namespace {

class DataVisitor : public TableVisitor {
 public:
  DataVisitor(const Table& table, const Words& words, XlsxBook& book, XlsxSheet sheet)
      : table_(table), cells_(table, words, book, Border::none), sheet_(std::move(sheet)) {
    const StyleHandle header = book.style({"", true, true, 0, 0xDDE6F0, -1, Align::center, Border::none});
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      sheet_.column_width(i, column_width(table.columns[i]));
      sheet_.text(0, i, full_title(table.columns[i]), header);
    }
    sheet_.freeze_rows(1);
    sheet_.page(table.page, words.page);
    if (table.page.repeat_head) sheet_.repeat_rows(0, 0);
  }

  void row(const WalkedRow& row) override {
    ++rows_;
    cells_.row(sheet_, rows_, row);
  }
  void total(std::uint64_t, const std::vector<Value>& sums) override { sums_ = sums; }

  DataSums finish() {
    if (!table_.columns.empty()) sheet_.filter(rows_, table_.columns.size() - 1);
    return {&table_, sheet_.quoted_name(), rows_, std::move(sums_)};
  }

 private:
  const Table& table_;
  TableCells cells_;
  XlsxSheet sheet_;
  std::uint32_t rows_ = 0;
  std::vector<Value> sums_;
};

// A total row under the data would be sorted into it, so the sums stand on a sheet of their own.
void print_sums(const std::vector<DataSums>& tables, const Words& words, XlsxBook& book) {
  XlsxSheet sheet = book.add_sheet(words.totals_sheet);
  sheet.column_width(0, 24);
  sheet.column_width(1, 28);
  sheet.column_width(2, 18);
  std::uint32_t row = 0;
  for (const auto& data : tables) {
    for (std::size_t i = 0; i < data.sums.size(); ++i) {
      const auto* sum = std::get_if<std::int64_t>(&data.sums[i]);
      if (!sum) continue;
      const Column& column = data.table->columns[i];
      const NumberForm form = number_form(column);
      const std::string letters = column_letters(i);
      const std::string last = std::to_string(std::max<std::uint32_t>(data.rows, 1) + 1);
      sheet.text(row, 0, data.table->name, nullptr);
      sheet.text(row, 1, full_title(column), nullptr);
      sheet.formula(row++, 2, "=SUM(" + data.quoted_name + "!" + letters + "2:" + letters + last + ")", *sum,
                    form.digits, book.style({form.format, true, false, 0, -1, -1, Align::none, Border::none}));
    }
  }
}

void print_document(const Document& document, const Words& words, XlsxBook& book) {
  XlsxSheet sheet = book.add_sheet(document.name, words.unnamed_sheet);
  sheet.column_width(0, label_width);
  sheet.column_width(1, value_width);
  sheet.page(document.page, words.page);
  const StyleHandle title = book.style({"", true, true, 14, -1, -1, Align::center, Border::none});
  const StyleHandle heading = book.style({"", true, true, 0, 0xDDE6F0, -1, Align::left, Border::none});
  const StyleHandle label = book.style({"", true, true, 0, -1, -1, Align::left, Border::none});
  const StyleHandle text = book.style({"", false, true, 0, -1, -1, Align::left, Border::none});
  std::uint32_t row = 0;
  if (!document.title.empty()) {
    sheet.row_height(row, 26);
    sheet.merged(row++, 0, 1, document.title, title);
  }
  for (const auto& line : document.lines) {
    switch (line.kind) {
      case DocumentLine::Kind::pair:
        sheet.row_height(row, height_of(line.text, value_width));
        sheet.text(row, 0, line.label, label);
        sheet.text(row, 1, line.text, text);
        break;
      case DocumentLine::Kind::heading: sheet.merged(row, 0, 1, line.text, heading); break;
      case DocumentLine::Kind::sentence:
        sheet.row_height(row, height_of(line.text, label_width + value_width));
        sheet.merged(row, 0, 1, line.text, text);
        break;
      case DocumentLine::Kind::blank: break;
    }
    ++row;
  }
}

}  // namespace

void print_xlsx(const Workbook& workbook, const PendingFile& file, const std::string& target) {
  const Words words = words_in(workbook.language);
  XlsxBook book(file, target, workbook.title, workbook.created);
  std::vector<DataSums> data;
  for (const auto& sheet : workbook.sheets) {
    const auto* table = std::get_if<Table>(&sheet);
    if (!table) {
      print_document(std::get<Document>(sheet), words, book);
    } else if (table->layout == Layout::form) {
      print_form(*table, words, book);
    } else {
      DataVisitor visitor(*table, words, book, book.add_sheet(table->name, words.unnamed_sheet));
      walk(*table, visitor);
      DataSums sums = visitor.finish();
      if (!sums.sums.empty()) data.push_back(std::move(sums));
    }
  }
  if (!data.empty()) print_sums(data, words, book);
  book.finish();
}

}  // namespace zhiheng::table
