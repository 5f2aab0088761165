#include "table/xlsx_table.h"

#include <charconv>

namespace zhiheng::table {

namespace {

// "2022-10-08" without the price of a Result per cell; nullopt sends the text through the strict reader.
std::optional<Date> day_of(const std::string& text) {
  const auto read = read_date(text, "");
  if (!read.ok()) return std::nullopt;
  return *read;
}

void moment(XlsxSheet& sheet, std::uint32_t at, std::size_t column, const std::string& utc, StyleHandle style) {
  constexpr std::int64_t china_offset = 8 * 3600;
  constexpr std::int64_t day_seconds = 86400;
  const std::int64_t seconds = timestamp_from_utc(utc).milliseconds() / 1000 + china_offset;
  const std::int64_t day = (seconds >= 0 ? seconds : seconds - day_seconds + 1) / day_seconds;
  sheet.day(at, column, Date::from_days(static_cast<std::int32_t>(day)), static_cast<int>(seconds - day * day_seconds),
            style);
}

}  // namespace

NumberForm number_form(const Column& column) {
  switch (column.type) {
    case CellType::integer: return {"0", 0};
    case CellType::money:
      if (column.unit == Unit::ten_thousand_yuan) return {"#,##0.00####", 6};
      return {"#,##0.00", 2};
    case CellType::score: return {"0.00", 2};
    case CellType::percent: return {"0.00%", 4};
    case CellType::coefficient: return {"0.000", 6};
    case CellType::date: return {"yyyy-mm-dd", 0};
    case CellType::timestamp: return {"yyyy-mm-dd hh:mm:ss", 0};
    default: return {"", 0};
  }
}

int column_width(const Column& column) {
  if (column.width > 0) return column.width;
  switch (column.type) {
    case CellType::text: return 22;
    case CellType::money: return 16;
    case CellType::timestamp: return 20;
    case CellType::date: return 12;
    default: return 10;
  }
}

int height_of(const std::string& text, int width) {
  constexpr int line_points = 16;
  int lines = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto wide = static_cast<int>(shown_width(std::string_view(text).substr(at, end - at)));
    lines += wide / std::max(width - 2, 1) + 1;
    at = end + 1;
  }
  return std::min(lines * line_points, 400);  // Excel's rows end at 409 points
}

TableCells::TableCells(const Table& table, const Words& words, XlsxBook& book, Border border)
    : table_(table), words_(words) {
  const bool printed = border != Border::none;
  for (const Column& column : table.columns) {
    const NumberForm form = number_form(column);
    XlsxStyle style;
    style.number_format = form.format;
    style.border = border;
    style.wrap = printed;
    // A grade or a running number stands in the middle of its narrow column.
    const bool narrow = column.width > 0 && column.width <= 6;
    if (printed && narrow && form.format != "0.00") style.align = Align::center;
    const bool plain = form.format.empty() && !printed;
    forms_.push_back({column.type, form.digits, plain ? nullptr : book.style(style)});
    if (column.formula) {
      formulas_.emplace_back(ResolvedFormula(*column.formula, table.columns));
    } else {
      formulas_.emplace_back();
    }
  }
}

void TableCells::row(XlsxSheet& sheet, std::uint32_t at, const WalkedRow& row) const {
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    if (row.formula_holds[i]) {
      sheet.formula(at, i, formula(i, at), integer_or(row.values[i]), forms_[i].digits, forms_[i].style);
    } else {
      cell(sheet, at, i, row.values[i]);
    }
  }
}

void TableCells::cell(XlsxSheet& sheet, std::uint32_t at, std::size_t column, const Value& value) const {
  const Form& form = forms_[column];
  if (is_null(value) || form.type == CellType::empty) return sheet.blank(at, column, form.style);
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (form.type == CellType::timestamp) return moment(sheet, at, column, *text, form.style);
    if (form.type == CellType::date) {
      if (const auto day = day_of(*text)) return sheet.day(at, column, *day, 0, form.style);
    }
    return sheet.text(at, column, *text, form.style);
  }
  const std::int64_t number = integer_or(value);
  if (form.type == CellType::flag) return sheet.text(at, column, number ? words_.yes : words_.no, form.style);
  if (is_numeric(form.type)) return sheet.decimal(at, column, number, form.digits, form.style);
  sheet.text(at, column, std::to_string(number), form.style);
}

std::string TableCells::formula(std::size_t column, std::uint32_t at) const {
  const ResolvedFormula& resolved = *formulas_[column];
  const std::string row = std::to_string(at + 1);
  std::string sum;
  if (resolved.mean()) {
    // AVERAGE passes over empty cells, and counts a nought.
    for (const auto& term : resolved.terms()) sum += (sum.empty() ? "" : ",") + column_letters(term.column) + row;
    return "=ROUND(AVERAGE(" + sum + ")," + std::to_string(forms_[column].digits) + ")";
  }
  for (const auto& term : resolved.terms()) {
    if (term.sign < 0) {
      sum += '-';
    } else if (!sum.empty()) {
      sum += '+';
    }
    const std::string operand = column_letters(term.column) + row;
    if (term.rate == ResolvedFormula::npos) {
      sum += operand;
    } else {
      sum += "ROUND(" + operand + "*" + column_letters(term.rate) + row + "," + std::to_string(forms_[column].digits) +
             ")";
    }
  }
  // Sums of binary numbers carry noise behind the fen; rounding leaves what the cached value says.
  const std::string digits = std::to_string(forms_[column].digits);
  if (resolved.not_below_zero()) return "=MAX(0,ROUND(" + sum + "," + digits + "))";
  return resolved.terms().size() > 1 ? "=ROUND(" + sum + "," + digits + ")" : "=" + sum;
}

}  // namespace zhiheng::table
