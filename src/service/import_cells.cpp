#include "service/import_cells.h"

#include <algorithm>

#include "base/date.h"
#include "base/money.h"
#include "base/uscc.h"
#include "domain/shape_text.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Field;
using domain::FieldType;
using table::SheetCell;
using table::SheetCellKind;

namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// Full-width digits and letters only: brackets of document numbers stay as they were written.
std::string narrow_letters(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (at + 2 < text.size() && byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD)) {
      const unsigned code = (byte(1) == 0xBC ? 0x20u : 0x60u) + (byte(2) - 0x80u);
      const char letter = static_cast<char>(code);
      if (is_digit(letter) || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z')) {
        out.push_back(letter);
        at += 3;
        continue;
      }
    }
    out.push_back(text[at++]);
  }
  return out;
}

bool has_wide(std::string_view text) {
  return text.find('\xEF') != std::string_view::npos;
}

// "1,234,567.89" without its commas; nothing when they do not stand in threes.
std::optional<std::string> without_commas(const std::string& text) {
  if (text.find(',') == std::string::npos) return text;
  const std::size_t point = std::min(text.find('.'), text.size());
  if (text.find(',', point) != std::string::npos) return std::nullopt;
  std::string out;
  std::size_t since = 0;
  bool first = true;
  for (std::size_t at = 0; at <= point; ++at) {
    if (at == point || text[at] == ',') {
      if (first ? (since < 1 || since > 3) : since != 3) return std::nullopt;
      first = false;
      since = 0;
    } else {
      out.push_back(text[at]);
      ++since;
    }
  }
  return out + text.substr(point);
}

struct Decimal {
  std::string whole;
  std::string decimals;
};

// The digits of a plain number. Refuses import.negative and import.not_a_number.
Result<Decimal> read_number(const SheetCell& cell) {
  std::string text(domain::trimmed(cell.text));
  if (has_wide(text)) text = domain::half_width(text);
  const auto not_a_number = [&] { return refusal("import.not_a_number", "", {{"value", cell.text}}); };
  const bool negative = text.starts_with('-') || text.starts_with("−");
  if (negative) return refusal("import.negative", "", {{"value", cell.text}});
  const std::optional<std::string> plain = without_commas(text);
  if (!plain) return not_a_number();
  Decimal out;
  const std::size_t point = plain->find('.');
  out.whole = plain->substr(0, point);
  if (point != std::string::npos) {
    out.decimals = plain->substr(point + 1);
    if (out.decimals.empty()) return not_a_number();
  }
  if (!all_digits(out.whole) || (!out.decimals.empty() && !all_digits(out.decimals))) return not_a_number();
  // 0012 typed as text is a code, not an amount.
  if (out.whole.size() > 1 && out.whole.front() == '0') return not_a_number();
  while (!out.decimals.empty() && out.decimals.back() == '0' && cell.kind == SheetCellKind::number) {
    out.decimals.pop_back();
  }
  return out;
}

// The value times 10^places, from digits that are at most so fine.
Result<std::int64_t> scaled(const SheetCell& cell, int places, const char* too_fine) {
  const Result<Decimal> number = read_number(cell);
  if (!number) return number.problems();
  std::string decimals = number->decimals;
  while (decimals.size() > static_cast<std::size_t>(places) && decimals.back() == '0') decimals.pop_back();
  if (decimals.size() > static_cast<std::size_t>(places)) {
    return refusal(too_fine, "", {{"value", cell.text}, {"most", std::to_string(places)}});
  }
  decimals.resize(static_cast<std::size_t>(places), '0');
  const std::string digits = number->whole + decimals;
  if (digits.size() > 18) return refusal("number.too_large", "", {{"value", cell.text}});
  return number_in(digits);
}

Result<Value> read_amount(const SheetCell& cell, AmountUnit unit) {
  const bool wan = unit == AmountUnit::ten_thousand_yuan;
  const Result<std::int64_t> fen =
      scaled(cell, wan ? 6 : 2, wan ? "import.too_many_decimals" : "import.three_decimals");
  if (!fen) return fen.problems();
  if (Money::fen(*fen) > largest_amount) return refusal("number.too_large", "", {{"value", cell.text}});
  return Value(*fen);
}

Result<Value> read_points(const SheetCell& cell) {
  const Result<std::int64_t> hundredths = scaled(cell, 2, "import.three_decimals");
  if (!hundredths) return hundredths.problems();
  if (*hundredths > full_score.hundredths()) return refusal("score.out_of_range", "", {{"value", cell.text}});
  return Value(*hundredths);
}

Result<Value> read_whole(const Field& field, const SheetCell& cell) {
  const Result<std::int64_t> number = scaled(cell, 0, "import.not_a_whole_number");
  if (!number) return number.problems();
  if (*number < field.smallest || *number > field.largest) {
    return refusal("field.out_of_range", "",
                   {{"least", std::to_string(field.smallest)}, {"most", std::to_string(field.largest)}});
  }
  return Value(*number);
}

std::string two_digits(std::string_view text) {
  return text.size() == 1 ? "0" + std::string(text) : std::string(text);
}

// 2022-3-1, 2022/03/01, 2022.3.1, 2022年3月1日, 20220301 as YYYY-MM-DD; empty for everything else.
std::string day_text(std::string_view text) {
  if (text.size() == 8 && all_digits(text)) {
    return std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" + std::string(text.substr(6));
  }
  std::vector<std::string_view> parts;
  std::vector<std::string_view> signs;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == at) return {};
    parts.push_back(text.substr(at, end - at));
    std::size_t next = end;
    while (next < text.size() && !is_digit(text[next])) ++next;
    signs.push_back(text.substr(end, next - end));
    at = next;
  }
  if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() > 2 || parts[2].size() > 2) return {};
  const bool chinese = signs[0] == "年" && signs[1] == "月" && (signs[2] == "日" || signs[2] == "号");
  const bool separated =
      signs[0] == signs[1] && signs[2].empty() && (signs[0] == "-" || signs[0] == "/" || signs[0] == ".");
  if (!chinese && !separated) return {};
  return std::string(parts[0]) + "-" + two_digits(parts[1]) + "-" + two_digits(parts[2]);
}

Result<Value> read_day(const SheetCell& cell) {
  const auto not_a_date = [&] { return refusal("import.not_a_date", "", {{"value", cell.text}}); };
  std::string text(domain::trimmed(cell.text));
  if (cell.kind == SheetCellKind::date) {
    if (text.size() == 19 && text.ends_with(" 00:00:00")) text.resize(10);
    if (text.size() > 10) return refusal("import.date_with_time", "", {{"value", cell.text}});
    if (text.size() < 10) return not_a_date();
  } else {
    if (has_wide(text)) text = domain::half_width(text);
    // A day whose number format was lost is a count from 1899-12-30; five digits cannot be anything else.
    if (cell.kind == SheetCellKind::number && text.size() == 5 && all_digits(text)) {
      text = (Date::of(1899, 12, 30) + static_cast<std::int32_t>(number_in(text))).text();
    } else {
      text = day_text(text);
    }
    if (text.empty()) return not_a_date();
  }
  const Result<Date> day = read_date(text, "");
  if (!day) {
    return day.problems()[0].rule == "date.no_such_day" ? refusal("import.no_such_day", "", {{"value", cell.text}})
                                                        : not_a_date();
  }
  return Value(std::move(text));  // read_date takes the one form in which days are stored
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return out;
}

// By code or by the text of either language. The texts of a list are looked up once.
Result<Value> read_choice(const Field& field, const std::string& text) {
  struct Texts {
    std::string list;
    std::vector<std::vector<std::string>> of;  // by value: code, zh, en in small letters
  };
  static thread_local std::vector<Texts> known;
  auto found = std::find_if(known.begin(), known.end(), [&](const Texts& one) { return one.list == field.list; });
  const std::vector<std::string>& values = domain::choice_list(field.list);
  if (found == known.end()) {
    Texts texts{field.list, {}};
    for (const std::string& value : values) {
      const std::string key = "choice." + field.list + "." + value;
      texts.of.push_back({value, say(key, Language::zh), lower(say(key, Language::en))});
    }
    known.push_back(std::move(texts));
    found = known.end() - 1;
  }
  const std::string small = lower(text);
  std::string allowed;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const std::string& one : found->of[i]) {
      if (one == text || one == small) return Value(values[i]);
    }
    allowed += (i == 0 ? "" : "、") + found->of[i][1];
  }
  return refusal("import.not_a_choice", "", {{"value", text}, {"allowed", allowed}});
}

// As exports write it, in either language; a spreadsheet's own truth values are TRUE and FALSE, or 1 and 0.
Result<Value> read_flag(const std::string& text) {
  const std::string small = lower(text);
  for (const bool on : {true, false}) {
    const char* key = on ? "table.yes" : "table.no";
    const bool said = text == say(key, Language::zh) || small == lower(say(key, Language::en));
    if (said || small == (on ? "true" : "false") || small == (on ? "1" : "0")) return Value(std::int64_t{on ? 1 : 0});
  }
  const std::string allowed = say("table.yes", Language::zh) + "、" + say("table.no", Language::zh);
  return refusal("import.not_a_choice", "", {{"value", text}, {"allowed", allowed}});
}

template <class Text>
Result<Value> value_of(Result<Text> text) {
  if (!text) return text.problems();
  return Value(std::move(*text));
}

Result<Value> read_text_cell(const ImportColumn& column, const SheetCell& cell) {
  const Field& field = column.field;
  if (cell.kind == SheetCellKind::date) return refusal("import.is_a_date", "", {{"value", cell.text}});
  std::string_view text = domain::trimmed(cell.text);
  if (field.type == FieldType::choice) return read_choice(field, std::string(text));
  if (field.type == FieldType::text) return value_of(domain::read_text(text, field.largest, false, ""));
  std::string narrow;
  if (has_wide(text)) text = narrow = narrow_letters(text);
  if (field.type == FieldType::code) return value_of(domain::read_code(text, field.largest, ""));
  if (field.type == FieldType::uscc) return value_of(read_uscc(text, ""));
  if (field.type == FieldType::flag) return read_flag(std::string(text));
  ensure(field.type == FieldType::reference, "every type of a field is read from a cell");
  return Value(std::string(text));
}

}  // namespace

Result<Value> read_cell(const ImportColumn& column, AmountUnit unit, const SheetCell& cell) {
  if (cell.kind == SheetCellKind::error) return refusal("import.error_cell", "", {{"value", cell.text}});
  const bool blank = cell.kind == SheetCellKind::empty || domain::trimmed(cell.text).empty();
  if (blank) {
    if (cell.formula) return refusal("import.formula_without_value");
    if (column.required) return refusal("import.required");
    if (column.field.type == FieldType::reference) return Value();
    Field optional = column.field;
    optional.required = false;
    return domain::read_value(optional, nullptr, "");
  }
  if (cell.imprecise) return refusal("import.number_lost_digits", "", {{"value", cell.text}});
  switch (column.field.type) {
    case FieldType::money: return read_amount(cell, unit);
    case FieldType::score: return read_points(cell);
    case FieldType::integer: return read_whole(column.field, cell);
    case FieldType::date: return read_day(cell);
    default: return read_text_cell(column, cell);
  }
}

}  // namespace zhiheng::service
