// Takes the cells of a row in the order of its SELECT, so that a store reads like the list of its columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/date.h"
#include "base/money.h"
#include "store/sql.h"

namespace zhiheng::store {

class RowReader {
 public:
  explicit RowReader(const Row& row) : row_(row) {}

  const Value& next() {
    ensure(at_ < row_.size(), "a row has the columns of its SELECT");
    return row_[at_++];
  }
  std::int64_t integer() { return integer_or(next()); }
  int small() { return static_cast<int>(integer()); }
  bool flag() { return integer() != 0; }
  std::string text() { return text_or_empty(next()); }
  Money money() { return Money::fen(integer()); }
  Score score() { return Score::hundredths(static_cast<std::int32_t>(integer())); }
  std::optional<Score> optional_score() {
    const Value& value = next();
    if (is_null(value)) return std::nullopt;
    return Score::hundredths(static_cast<std::int32_t>(integer_or(value)));
  }
  std::optional<int> optional_small() {
    const Value& value = next();
    if (is_null(value)) return std::nullopt;
    return static_cast<int>(integer_or(value));
  }
  std::optional<Date> optional_date() {
    const Value& value = next();
    if (is_null(value)) return std::nullopt;
    return to_date(text_or_empty(value));
  }
  Date date() { return to_date(text()); }

 private:
  static Date to_date(const std::string& text) {
    auto date = read_date(text, {});
    ensure(date.ok(), "a DATE column holds a date");
    return *date;
  }

  const Row& row_;
  std::size_t at_ = 0;
};

inline Value text_or_null(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}
inline Value id_or_null(std::int64_t id) {
  return id == 0 ? Value() : Value(id);
}
inline Value date_or_null(const std::optional<Date>& date) {
  return date ? Value(date->text()) : Value();
}
inline Value small(int number) {
  return static_cast<std::int64_t>(number);
}
inline Value hundredths(Score score) {
  return static_cast<std::int64_t>(score.hundredths());
}

// "?,?,?" for an IN list; the list must not be empty.
inline std::string placeholders(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ",?";
  return text;
}

}  // namespace zhiheng::store
