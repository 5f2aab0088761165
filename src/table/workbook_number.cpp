#include "table/workbook_number.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/date.h"

namespace zhiheng::table {

namespace {

constexpr int significant_digits = 15;
constexpr std::int32_t days_1899_12_30 = -25569;  // before 1970-01-01
constexpr std::int32_t days_1900_to_1904 = 1462;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct Decimal {
  bool negative = false;
  std::string digits;  // without leading noughts
  int point = 0;       // digits before the point; may be negative or beyond the digits
};

bool read_scientific(std::string_view text, Decimal& decimal, bool& plain_whole) {
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) decimal.negative = text[at++] == '-';
  bool any = false, point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    any = true;
    if (decimal.digits.empty() && text[at] == '0') {
      if (point) --decimal.point;
      continue;
    }
    decimal.digits += text[at];
    if (!point) ++decimal.point;
  }
  if (!any) return false;
  plain_whole = !point && at == text.size();
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return false;
    if (++at < text.size() && text[at] == '+') ++at;
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (error != std::errc() || end != text.data() + text.size() || std::abs(exponent) > 400) return false;
    decimal.point += exponent;
  }
  return true;
}

void round_digits(Decimal& decimal) {
  if (decimal.digits.size() <= significant_digits) return;
  const bool up = decimal.digits[significant_digits] >= '5';
  decimal.digits.resize(significant_digits);
  if (!up) return;
  std::size_t at = significant_digits;
  while (at > 0 && decimal.digits[at - 1] == '9') decimal.digits[--at] = '0';
  if (at > 0) {
    ++decimal.digits[at - 1];
  } else {
    decimal.digits.insert(0, 1, '1');
    ++decimal.point;
  }
}

void write_plain(const Decimal& decimal, std::string& out) {
  std::string_view digits = decimal.digits;
  while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
  out.clear();
  if (digits.empty()) {
    out = "0";
    return;
  }
  if (decimal.negative) out += '-';
  const auto size = static_cast<int>(digits.size());
  if (decimal.point <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-decimal.point), '0');
    out += digits;
  } else if (decimal.point >= size) {
    out += digits;
    out.append(static_cast<std::size_t>(decimal.point - size), '0');
  } else {
    out += digits.substr(0, static_cast<std::size_t>(decimal.point));
    out += '.';
    out += digits.substr(static_cast<std::size_t>(decimal.point));
  }
}

// Most cells hold "95000" or "82.5": no more than 15 digits in their final form already.
bool already_plain(std::string_view text) {
  if (text.empty() || text.size() > significant_digits) return false;
  if (text[0] == '0' && text.size() > 1 && text[1] != '.') return false;
  bool point = false;
  for (char c : text) {
    if (c == '.') {
      if (point) return false;
      point = true;
    } else if (!is_digit(c)) {
      return false;
    }
  }
  return text[0] != '.' && (!point || (text.back() != '0' && text.back() != '.'));
}

void append_time(std::string& out, int seconds) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  out += buffer;
}

}  // namespace

bool plain_number(std::string_view text, std::string& out, bool& imprecise) {
  imprecise = false;
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  if (already_plain(text)) {
    out.assign(text);
    return true;
  }
  Decimal decimal;
  bool plain_whole = false;
  if (!read_scientific(text, decimal, plain_whole)) return false;
  imprecise = decimal.point > significant_digits;
  if (!(plain_whole && imprecise)) round_digits(decimal);
  write_plain(decimal, out);
  return true;
}

bool date_of_serial(std::string_view serial, bool since_1904, std::string& out) {
  double number = 0;
  const auto [end, error] = std::from_chars(serial.data(), serial.data() + serial.size(), number);
  if (error != std::errc() || end != serial.data() + serial.size()) return false;
  if (!(number >= 0 && number < 2958466)) return false;
  auto day = static_cast<std::int32_t>(std::floor(number));
  auto seconds = static_cast<int>(std::lround((number - day) * 86400));
  if (seconds >= 86400) {
    seconds = 0;
    ++day;
  }
  out.clear();
  if (day == 0 && !since_1904) {
    append_time(out, seconds);
    return true;
  }
  std::int32_t since_epoch = day + days_1899_12_30;
  if (since_1904) {
    since_epoch += days_1900_to_1904;
  } else if (day == 60) {
    return false;
  } else if (day < 60) {
    ++since_epoch;
  }
  out = Date::from_days(since_epoch).text();
  if (seconds != 0) {
    out += ' ';
    append_time(out, seconds);
  }
  return true;
}

bool date_of_iso(std::string_view text, std::string& out) {
  const auto shaped = [](std::string_view piece, std::string_view shape) {
    if (piece.size() < shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (shape[i] == '9' ? !is_digit(piece[i]) : piece[i] != shape[i]) return false;
    }
    return true;
  };
  if (!shaped(text, "9999-99-99")) return false;
  out.assign(text.substr(0, 10));
  text.remove_prefix(10);
  if (shaped(text, "T99:99:99") && text.substr(0, 9) != "T00:00:00") {
    out += ' ';
    out += text.substr(1, 8);
  }
  return true;
}

bool is_date_format(int id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

bool is_date_format(std::string_view code) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') return false;  // the first section decides
    if (c == '"') {
      i = code.find('"', i + 1);
      if (i == std::string_view::npos) return false;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;  // the next character is literal
    } else if (c == '[') {
      const std::size_t close = code.find(']', i);
      if (close == std::string_view::npos) return false;
      const std::string_view inner = code.substr(i + 1, close - i - 1);
      // [h], [mm], [ss] are elapsed time; [Red], [$-804], [>100] are not.
      if (!inner.empty() && inner.find_first_not_of("hmsHMS") == std::string_view::npos) return true;
      i = close;
    } else if (std::strchr("ymdhsYMDHS", c)) {
      return true;
    } else if (code.substr(i, 7) == "General") {
      i += 6;
    }
  }
  return false;
}

bool read_reference(const char* text, std::size_t& column, std::uint32_t& row) {
  std::size_t letters = 0;
  while (*text >= 'A' && *text <= 'Z') {
    letters = letters * 26 + static_cast<std::size_t>(*text++ - 'A' + 1);
    if (letters > 16384) return false;
  }
  std::uint32_t number = 0;
  const char* begin = text;
  while (is_digit(*text)) {
    number = number * 10 + static_cast<std::uint32_t>(*text++ - '0');
    if (number > 1048576) return false;
  }
  if (letters == 0 || text == begin || number == 0 || *text != '\0') return false;
  column = letters - 1;
  row = number;
  return true;
}

void decode_escapes(std::string& text) {
  std::size_t at = text.find("_x");
  if (at == std::string::npos) return;
  std::string out = text.substr(0, at);
  while (at < text.size()) {
    unsigned code = 0;
    const char* begin = text.data() + at + 2;
    const bool escape = at + 7 <= text.size() && text.compare(at, 2, "_x") == 0 && text[at + 6] == '_' &&
                        std::from_chars(begin, begin + 4, code, 16).ptr == begin + 4;
    // A nought would end the text for half the world's libraries, half a surrogate is no character: both stay.
    if (!escape || code == 0 || (code >= 0xD800 && code <= 0xDFFF)) {
      out += text[at++];
      continue;
    }
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
    at += 7;
  }
  text = std::move(out);
}

std::string column_letters(std::size_t column) {
  std::string letters;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return letters;
}

std::string cell_reference(std::size_t column, std::uint32_t row) {
  return column_letters(column) + std::to_string(row);
}

}  // namespace zhiheng::table
