#include <xlsxwriter.h>

#include <charconv>
#include <cmath>

#include "table/cell_text.h"
#include "table/workbook_reader.h"
#include "table/xlsx_book.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t longest_text = 32767;
constexpr std::size_t longest_choices = 255;
constexpr std::int32_t days_before_1970 = 25569;

// The nearest binary number: the only place where a figure of the house stops being exact.
double number_of(std::int64_t value, int digits) {
  static constexpr double powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
  return static_cast<double>(value) / powers[digits];
}

bool hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Excel reads "_x0041_" as "A", so a text that looks like an escape has its underscore escaped; the library
// escapes control characters, but not this.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i, 7);
    const bool looks_escaped = rest.size() == 7 && rest.substr(0, 2) == "_x" && rest[6] == '_' && hex_digit(rest[2]) &&
                               hex_digit(rest[3]) && hex_digit(rest[4]) && hex_digit(rest[5]);
    if (looks_escaped) out += "_x005F";
    out += text[i];
  }
  return out;
}

uint16_t col(std::size_t column) {
  return static_cast<uint16_t>(column);
}

}  // namespace

std::string XlsxSheet::field(std::uint32_t row, std::size_t column) const {
  return name_ + "!" + cell_reference(column, row + 1);
}

std::string XlsxSheet::quoted_name() const {
  std::string quoted = "'";
  for (char c : name_) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

void XlsxSheet::check(int error, std::uint32_t row, std::size_t column) const {
  if (error == LXW_NO_ERROR) return;
  if (row >= LXW_ROW_MAX)
    refuse(Kind::invalid, "table.too_many_rows", name_, {{"limit", std::to_string(LXW_ROW_MAX - 1)}});
  if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
    refuse(Kind::invalid, "table.text_too_long", field(row, column), {{"limit", std::to_string(longest_text)}});
  throw Defect(std::string("xlsx: ") + lxw_strerror(static_cast<lxw_error>(error)) + " at " + field(row, column));
}

void XlsxSheet::text(std::uint32_t row, std::size_t column, std::string_view text, StyleHandle style) {
  if (text.empty()) return blank(row, column, style);
  // Bytes are at least as many as characters, so short texts need no counting.
  if (text.size() > longest_text && excel_length(text) > longest_text)
    refuse(Kind::invalid, "table.text_too_long", field(row, column), {{"limit", std::to_string(longest_text)}});
  std::string copy = text.find("_x") == std::string_view::npos ? std::string(text) : escaped(text);
  check_text(copy, field(row, column));
  check(worksheet_write_string(sheet_, row, col(column), copy.c_str(), style), row, column);
}

void XlsxSheet::decimal(std::uint32_t row, std::size_t column, std::int64_t value, int digits, StyleHandle style) {
  check(worksheet_write_number(sheet_, row, col(column), number_of(value, digits), style), row, column);
}

void XlsxSheet::plain_number(std::uint32_t row, std::size_t column, const std::string& text, StyleHandle style) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return this->text(row, column, text, style);
  check(worksheet_write_number(sheet_, row, col(column), number, style), row, column);
}

void XlsxSheet::day(std::uint32_t row, std::size_t column, Date date, int seconds, StyleHandle style) {
  std::int32_t serial = date.days() + days_before_1970;
  if (serial <= 60) --serial;  // Excel believes in 1900-02-29
  if (serial < 1) return text(row, column, date.text(), style);
  const double moment = serial + seconds / 86400.0;
  check(worksheet_write_number(sheet_, row, col(column), moment, style), row, column);
}

void XlsxSheet::boolean(std::uint32_t row, std::size_t column, bool value, StyleHandle style) {
  check(worksheet_write_boolean(sheet_, row, col(column), value ? 1 : 0, style), row, column);
}

void XlsxSheet::formula(std::uint32_t row, std::size_t column, const std::string& formula, std::int64_t cached,
                        int digits, StyleHandle style) {
  const double result = number_of(cached, digits);
  check(worksheet_write_formula_num(sheet_, row, col(column), formula.c_str(), style, result), row, column);
}

void XlsxSheet::blank(std::uint32_t row, std::size_t column, StyleHandle style) {
  if (style) check(worksheet_write_blank(sheet_, row, col(column), style), row, column);
}

void XlsxSheet::merged(std::uint32_t row, std::size_t first, std::size_t last, std::string_view text,
                       StyleHandle style) {
  if (first < last) {
    // The library writes blanks over the range, and we the text over its first cell: its own call would write
    // the text unescaped.
    check(worksheet_merge_range(sheet_, row, col(first), row, col(last), "", style), row, first);
  }
  this->text(row, first, text, style);
}

void XlsxSheet::comment(std::uint32_t row, std::size_t column, const std::string& text) {
  check_text(text, field(row, column));
  std::string kept = text;
  while (excel_length(kept) > 1000) kept.resize(kept.rfind('\n') == std::string::npos ? 500 : kept.rfind('\n'));
  check(worksheet_write_comment(sheet_, row, col(column), kept.c_str()), row, column);
}

void XlsxSheet::row_height(std::uint32_t row, int points) {
  check(worksheet_set_row(sheet_, row, points, nullptr), row, 0);
}

void XlsxSheet::column_width(std::size_t column, int characters, StyleHandle style) {
  check(worksheet_set_column(sheet_, col(column), col(column), characters, style), 0, column);
}

void XlsxSheet::freeze_rows(std::uint32_t rows) {
  worksheet_freeze_panes(sheet_, rows, 0);
}

void XlsxSheet::filter(std::uint32_t last_row, std::size_t last_column) {
  check(worksheet_autofilter(sheet_, 0, 0, last_row, col(last_column)), 0, 0);
}

void XlsxSheet::page(const PageSetup& page, const std::string& footer) {
  worksheet_set_paper(sheet_, page.paper == "A3" ? 8 : 9);
  if (page.landscape) worksheet_set_landscape(sheet_);
  worksheet_set_margins(sheet_, 0.5, 0.5, 0.6, 0.7);
  worksheet_fit_to_pages(sheet_, 1, 0);
  worksheet_center_horizontally(sheet_);
  worksheet_set_footer(sheet_, footer.c_str());
}

void XlsxSheet::repeat_rows(std::uint32_t first, std::uint32_t last) {
  worksheet_repeat_rows(sheet_, first, last);
}

void XlsxSheet::hide() {
  worksheet_hide(sheet_);
}

void XlsxSheet::tab_color(int color) {
  worksheet_set_tab_color(sheet_, static_cast<lxw_color_t>(color));
}

void XlsxSheet::choices(std::uint32_t first, std::uint32_t last, std::size_t column,
                        const std::vector<std::string>& choices) {
  std::vector<const char*> list;
  std::size_t length = 0;
  for (const auto& choice : choices) {
    list.push_back(choice.c_str());
    length += excel_length(choice) + 1;
  }
  list.push_back(nullptr);
  ensure(length <= longest_choices, "long lists of choices stand in a range");
  lxw_data_validation validation{};
  validation.validate = LXW_VALIDATION_TYPE_LIST;
  validation.value_list = const_cast<char**>(list.data());  // copied by the library
  check(worksheet_data_validation_range(sheet_, first, col(column), last, col(column), &validation), first, column);
}

void XlsxSheet::choices_from(std::uint32_t first, std::uint32_t last, std::size_t column, const std::string& range) {
  lxw_data_validation validation{};
  validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
  validation.value_formula = const_cast<char*>(range.c_str());
  check(worksheet_data_validation_range(sheet_, first, col(column), last, col(column), &validation), first, column);
}

void XlsxSheet::rule(std::uint32_t first, std::uint32_t last, std::size_t column, Rule rule,
                     const std::string& message) {
  lxw_data_validation validation{};
  // A warning, not a wall: the import judges, and may know better (dates as text, amounts with units).
  validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  validation.error_message = const_cast<char*>(message.c_str());
  validation.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
  switch (rule) {
    case Rule::day:
      validation.validate = LXW_VALIDATION_TYPE_DATE;
      validation.value_datetime = lxw_datetime{1990, 1, 1, 0, 0, 0};
      break;
    case Rule::whole: validation.validate = LXW_VALIDATION_TYPE_INTEGER; break;
    case Rule::not_negative: validation.validate = LXW_VALIDATION_TYPE_DECIMAL; break;
    case Rule::up_to_100:
      validation.validate = LXW_VALIDATION_TYPE_DECIMAL;
      validation.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
      validation.maximum_number = 100;
      break;
  }
  check(worksheet_data_validation_range(sheet_, first, col(column), last, col(column), &validation), first, column);
}

}  // namespace zhiheng::table
