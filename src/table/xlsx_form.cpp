// The printable sheet: title, head lines, bordered table with subtotals and totals, sentences, signatures.
#include "table/xlsx_table.h"

namespace zhiheng::table {

namespace {

constexpr int least_height = 22;  // points of a row with lines around it, so that its text does not touch them

class FormPrinter : public TableVisitor {
 public:
  FormPrinter(const Table& table, const Words& words, XlsxBook& book, XlsxSheet sheet)
      : table_(table),
        words_(words),
        book_(book),
        cells_(table, words, book, Border::all),
        sheet_(std::move(sheet)),
        last_column_(table.columns.size() - 1) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      sheet_.column_width(i, column_width(table.columns[i]));
      total_width_ += column_width(table.columns[i]);
    }
    sheet_.page(table.page, words.page);
  }

  void print() {
    if (!table_.title.empty()) {
      sheet_.row_height(at_, 32);
      sheet_.merged(at_++, 0, last_column_, table_.title, plain(true, 16, Align::center));
    }
    head_lines();
    const std::uint32_t first = at_;
    header();
    if (table_.page.repeat_head) sheet_.repeat_rows(first, at_ - 1);
    first_row_ = at_;
    walk(table_, *this);
    for (const auto& line : table_.foot) sentence(line);
    signatures();
  }

  void row(const WalkedRow& row) override {
    // Spreadsheets do not always fit the height to a wrapped text by themselves.
    int height = least_height;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      const auto* text = std::get_if<std::string>(&row.values[i]);
      if (text) height = std::max(height, height_of(*text, column_width(table_.columns[i])) + 6);
    }
    sheet_.row_height(at_, height);
    cells_.row(sheet_, at_++, row);
  }

  void subtotal(const Value&, std::uint64_t, std::uint64_t count, const std::vector<Value>& sums) override {
    sum_row(words_.subtotal, at_ - static_cast<std::uint32_t>(count), sums, "SUBTOTAL(9,");
  }

  void total(std::uint64_t, const std::vector<Value>& sums) override {
    // SUBTOTAL passes over the subtotals within its range.
    sum_row(words_.total, first_row_, sums, table_.group_by.empty() ? "SUM(" : "SUBTOTAL(9,");
  }

 private:
  StyleHandle plain(bool bold, int size, Align align) {
    return book_.style({"", bold, true, size, -1, -1, align, Border::none});
  }

  // Two beside each other where the table is wide enough, as on the forms that bureaus know.
  void head_lines() {
    const StyleHandle style = plain(false, 0, Align::left);
    const std::size_t beside = last_column_ >= 3 ? 2 : 1;
    for (std::size_t i = 0; i < table_.head.size(); i += beside) {
      const std::size_t middle = beside == 2 ? last_column_ / 2 : last_column_;
      const int width = static_cast<int>(total_width_ / static_cast<int>(beside));
      int height = height_of(table_.head[i], width);
      if (beside == 2 && i + 1 < table_.head.size()) height = std::max(height, height_of(table_.head[i + 1], width));
      sheet_.row_height(at_, height + 4);
      sheet_.merged(at_, 0, middle, table_.head[i], style);
      if (beside == 2 && i + 1 < table_.head.size())
        sheet_.merged(at_, middle + 1, last_column_, table_.head[i + 1], style);
      ++at_;
    }
  }

  // A title that reaches down stands in its lowest cell, and the cells above it lose the lines between them: a
  // vertical merge would have to go back to an earlier row.
  void header() {
    const auto rows = header_rows(table_.columns);
    std::vector<std::vector<const HeaderCell*>> grid(rows.size(), std::vector<const HeaderCell*>(last_column_ + 1));
    for (std::size_t level = 0; level < rows.size(); ++level) {
      for (const auto& cell : rows[level]) {
        for (std::size_t down = 0; down < cell.rows; ++down) {
          for (std::size_t i = cell.first_column; i <= cell.last_column; ++i) grid[level + down][i] = &cell;
        }
      }
    }
    for (std::size_t level = 0; level < grid.size(); ++level) {
      sheet_.row_height(at_, least_height);
      for (std::size_t i = 0; i <= last_column_; i = grid[level][i]->last_column + 1) {
        const HeaderCell& cell = *grid[level][i];
        const bool reaches_up = level > 0 && grid[level - 1][i] == &cell;
        const bool reaches_down = level + 1 < grid.size() && grid[level + 1][i] == &cell;
        XlsxStyle style{"", true, true, 0, 0xEEF2F6, -1, Align::center, Border::all};
        if (reaches_down) style.border = Border::no_bottom;
        if (reaches_up) style.border = Border::no_top;
        sheet_.merged(at_, cell.first_column, cell.last_column, reaches_down ? "" : cell.title, book_.style(style));
      }
      ++at_;
    }
  }

  void sum_row(const std::string& label, std::uint32_t first, const std::vector<Value>& sums,
               const std::string& function) {
    sheet_.row_height(at_, least_height);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const NumberForm form = number_form(table_.columns[i]);
      const auto* sum = std::get_if<std::int64_t>(&sums[i]);
      const StyleHandle style = book_.style({sum ? form.format : "", true, true, 0, -1, -1, Align::none, Border::all});
      if (!sum) {
        sheet_.text(at_, i, i == 0 ? label : "", style);
      } else if (at_ == first) {
        sheet_.decimal(at_, i, *sum, form.digits, style);  // no rows, nothing to point at
      } else {
        const std::string letters = column_letters(i);
        sheet_.formula(at_, i,
                       "=" + function + letters + std::to_string(first + 1) + ":" + letters + std::to_string(at_) + ")",
                       *sum, form.digits, style);
      }
    }
    ++at_;
  }

  void sentence(const std::string& text) {
    sheet_.row_height(at_, height_of(text, total_width_) + 6);
    sheet_.merged(at_++, 0, last_column_, text, plain(false, 0, Align::left));
  }

  void signatures() {
    if (table_.signatures.empty()) return;
    ++at_;
    sheet_.row_height(at_, 36);
    const std::size_t columns = last_column_ + 1;
    const std::size_t count = std::min(table_.signatures.size(), columns);
    for (std::size_t i = 0; i < count; ++i) {
      std::string text = table_.signatures[i];
      // More signatures than columns: the rest share the last cell.
      for (std::size_t k = count; i + 1 == count && k < table_.signatures.size(); ++k)
        text += "        " + table_.signatures[k];
      sheet_.merged(at_, i * columns / count, (i + 1) * columns / count - 1, text, plain(false, 0, Align::left));
    }
    ++at_;
  }

  const Table& table_;
  const Words& words_;
  XlsxBook& book_;
  TableCells cells_;
  XlsxSheet sheet_;
  std::size_t last_column_;
  int total_width_ = 0;
  std::uint32_t at_ = 0;
  std::uint32_t first_row_ = 0;
};

}  // namespace

void print_form(const Table& table, const Words& words, XlsxBook& book) {
  ensure(!table.columns.empty(), "a form has columns");
  FormPrinter(table, words, book, book.add_sheet(table.name, words.unnamed_sheet)).print();
}

}  // namespace zhiheng::table
