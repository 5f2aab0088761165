#include "table/cell_text.h"

#include "table/workbook_reader.h"

namespace zhiheng::table {

namespace {

constexpr std::int64_t fen_per_ten_thousand_yuan = 1'000'000;

struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;  // 0: not UTF-8
};

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto next = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first >= 0xC2 && first < 0xE0 && next(1)) return {(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (first >= 0xE0 && first < 0xF0 && next(1) && next(2)) {
    const std::uint32_t code = (first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code >= 0x800 && !surrogate ? Character{code, 3} : Character{};
  }
  if (first >= 0xF0 && first < 0xF5 && next(1) && next(2) && next(3)) {
    const std::uint32_t code = (first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    return code >= 0x10000 && code <= 0x10FFFF ? Character{code, 4} : Character{};
  }
  return {};
}

std::string with_commas(std::string text) {
  const std::size_t begin = text.empty() || text[0] != '-' ? 0 : 1;
  std::size_t at = std::min(text.find('.'), text.size());
  while (at > begin + 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

// 万元 shows at least two decimals and never rounds: 9.50, 9.500001.
std::string ten_thousand_text(std::int64_t fen) {
  static_assert(fen_per_ten_thousand_yuan == 1'000'000);
  std::string text = decimal_text(fen, 6);
  const std::size_t keep = text.find('.') + 3;
  while (text.size() > keep && text.back() == '0') text.pop_back();
  return text;
}

std::string timestamp_text(const std::string& utc) {
  std::string text = timestamp_from_utc(utc).text();
  text.resize(19);
  text[10] = ' ';
  return text;
}

std::string text_of(const Column& column, const Value& value, const Words& words) {
  if (is_null(value) || column.type == CellType::empty) return "";
  const auto* number = std::get_if<std::int64_t>(&value);
  if (!number) {
    const std::string& text = std::get<std::string>(value);
    ensure(!is_numeric(column.type) && column.type != CellType::flag, "a column of numbers holds numbers");
    return column.type == CellType::timestamp ? timestamp_text(text) : text;
  }
  switch (column.type) {
    case CellType::money:
      return column.unit == Unit::ten_thousand_yuan ? ten_thousand_text(*number) : decimal_text(*number, 2);
    case CellType::score: return decimal_text(*number, 2);
    case CellType::percent: return decimal_text(*number, 2) + "%";
    case CellType::coefficient: return decimal_text(*number, 6);
    case CellType::flag: return *number ? words.yes : words.no;
    default: return std::to_string(*number);
  }
}

}  // namespace

Words words_in(Language language) {
  Words words;
  words.total = say("table.total", language);
  words.subtotal = say("table.subtotal", language);
  words.totals_sheet = say("table.totals_sheet", language);
  words.yes = say("table.yes", language);
  words.no = say("table.no", language);
  words.unnamed_sheet = say("table.unnamed_sheet", language);
  words.page = say("table.page", language);
  return words;
}

std::string decimal_text(std::int64_t value, int digits) {
  std::string text = std::to_string(value);
  const std::size_t begin = text[0] == '-' ? 1 : 0;
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() - begin <= places) text.insert(begin, places + 1 - (text.size() - begin), '0');
  if (places > 0) text.insert(text.size() - places, 1, '.');
  return text;
}

std::string plain_text(const Column& column, const Value& value, const Words& words) {
  return text_of(column, value, words);
}

std::string shown_text(const Column& column, const Value& value, const Words& words) {
  std::string text = text_of(column, value, words);
  return column.type == CellType::money ? with_commas(std::move(text)) : text;
}

void check_text(std::string_view text, const std::string& field) {
  for (std::size_t at = 0; at < text.size();) {
    // Plain characters, the common case.
    if (const auto byte = static_cast<unsigned char>(text[at]); byte != 0 && byte < 0x80) {
      ++at;
      continue;
    }
    const Character character = character_at(text, at);
    if (character.size == 0 || character.code == 0 || character.code == 0xFFFE || character.code == 0xFFFF)
      refuse(Kind::invalid, "table.not_utf8", field);
    at += character.size;
  }
}

std::size_t excel_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    if (character.size == 0) return width + text.size() - at;
    const std::uint32_t code = character.code;
    const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                      (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                      (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                      (code >= 0xFFE0 && code <= 0xFFE6) || (code >= 0x20000 && code <= 0x3FFFD);
    width += wide ? 2 : 1;
    at += character.size;
  }
  return width;
}

std::string cell_field(const Table& table, std::size_t column, std::uint64_t row) {
  return table.name + "!" + cell_reference(column, static_cast<std::uint32_t>(row));
}

}  // namespace zhiheng::table
