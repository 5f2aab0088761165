// A workbook being written: libxlsxwriter in constant memory, with its silences turned into refusals.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "table/pending_file.h"
#include "table/table.h"

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace zhiheng::table {

enum class Align { none, left, center, right };
enum class Border { none, all, no_top, no_bottom };

struct XlsxStyle {
  std::string number_format;
  bool bold = false;
  bool wrap = false;
  int size = 0;    // points; 0 = the default of 11
  int fill = -1;   // 0xRRGGBB; -1 = none
  int color = -1;  // of the text
  Align align = Align::none;
  Border border = Border::none;
  friend auto operator<=>(const XlsxStyle&, const XlsxStyle&) = default;
};
using StyleHandle = lxw_format*;  // null: the default

// Rows are written in order: a cell of an earlier row is lost, which is the price of constant memory. Rows and
// columns are counted from 0 here. Throws Refusal; field is the sheet's name and the cell.
class XlsxSheet {
 public:
  XlsxSheet(lxw_worksheet* sheet, std::string name) : sheet_(sheet), name_(std::move(name)) {}
  const std::string& name() const { return name_; }
  std::string quoted_name() const;  // for formulas: 'it''s'

  // Text stays text, whatever it begins with. An empty text leaves a styled blank.
  void text(std::uint32_t row, std::size_t column, std::string_view text, StyleHandle style);
  void decimal(std::uint32_t row, std::size_t column, std::int64_t value, int digits, StyleHandle style);
  void plain_number(std::uint32_t row, std::size_t column, const std::string& text, StyleHandle style);  // "-0.5"
  void day(std::uint32_t row, std::size_t column, Date date, int seconds, StyleHandle style);
  void boolean(std::uint32_t row, std::size_t column, bool value, StyleHandle style);
  // `cached` is value x 10^digits, what viewers that do not calculate show.
  void formula(std::uint32_t row, std::size_t column, const std::string& formula, std::int64_t cached, int digits,
               StyleHandle style);
  void blank(std::uint32_t row, std::size_t column, StyleHandle style);
  void merged(std::uint32_t row, std::size_t first, std::size_t last, std::string_view text, StyleHandle style);
  void comment(std::uint32_t row, std::size_t column, const std::string& text);

  void row_height(std::uint32_t row, int points);
  void column_width(std::size_t column, int characters, StyleHandle style = nullptr);
  void freeze_rows(std::uint32_t rows);
  void filter(std::uint32_t last_row, std::size_t last_column);
  void page(const PageSetup& page, const std::string& footer);
  void repeat_rows(std::uint32_t first, std::uint32_t last);
  void hide();
  void tab_color(int color);
  // Drop-down over rows [first, last] of a column: the choices themselves, or a range that holds them.
  void choices(std::uint32_t first, std::uint32_t last, std::size_t column, const std::vector<std::string>& choices);
  void choices_from(std::uint32_t first, std::uint32_t last, std::size_t column, const std::string& range);
  enum class Rule { day, not_negative, whole, up_to_100 };
  void rule(std::uint32_t first, std::uint32_t last, std::size_t column, Rule rule, const std::string& message);

 private:
  void check(int error, std::uint32_t row, std::size_t column) const;
  std::string field(std::uint32_t row, std::size_t column) const;
  lxw_worksheet* sheet_;
  std::string name_;
};

class XlsxBook {
 public:
  // Writes into the pending file's temporary path; the caller commits.
  XlsxBook(const PendingFile& file, const std::string& target, const std::string& title, Timestamp created);
  ~XlsxBook();
  XlsxBook(const XlsxBook&) = delete;
  XlsxBook& operator=(const XlsxBook&) = delete;

  // The name is made acceptable to Excel: 31 characters, none of []:*?/\, unlike any other.
  XlsxSheet add_sheet(const std::string& name, const std::string& if_unnamed = "Sheet");
  StyleHandle style(const XlsxStyle& style);
  // Closes the book, then reads it back to its last byte: the library does not look whether its own temporary
  // files could be written. Throws Refusal file.disk_full, file.cannot_write.
  void finish();

 private:
  std::string free_name(const std::string& wanted, const std::string& if_unnamed) const;
  const PendingFile& file_;
  std::string target_;
  lxw_workbook* book_;
  std::vector<lxw_worksheet*> sheets_;
  std::set<std::string> names_;  // in lower case
  std::map<XlsxStyle, StyleHandle> styles_;
};

}  // namespace zhiheng::table
