// What a row's cell holds on its way between SQL, JSON, forms and workbooks: nothing, a whole number or text.
// Money travels as fen, scores as hundredths, flags as 0/1, dates as YYYY-MM-DD, times as UTC text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace zhiheng {

using Value = std::variant<std::monostate, std::int64_t, std::string>;

inline bool is_null(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}
inline std::int64_t integer_or(const Value& value, std::int64_t otherwise = 0) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number ? *number : otherwise;
}
inline const std::string& text_or_empty(const Value& value) {
  static const std::string empty;
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : empty;
}

// A row by field name, in the order of its shape. Small enough that a linear search beats a map.
class Record {
 public:
  const Value& get(std::string_view key) const {
    static const Value nothing;
    for (const auto& [name, value] : cells_) {
      if (name == key) return value;
    }
    return nothing;
  }
  bool has(std::string_view key) const {
    for (const auto& [name, value] : cells_) {
      if (name == key) return true;
    }
    return false;
  }
  std::int64_t integer(std::string_view key) const { return integer_or(get(key)); }
  const std::string& text(std::string_view key) const { return text_or_empty(get(key)); }
  void set(std::string_view key, Value value) {
    for (auto& [name, old] : cells_) {
      if (name == key) {
        old = std::move(value);
        return;
      }
    }
    cells_.emplace_back(std::string(key), std::move(value));
  }
  const std::vector<std::pair<std::string, Value>>& cells() const { return cells_; }
  friend bool operator==(const Record&, const Record&) = default;

 private:
  std::vector<std::pair<std::string, Value>> cells_;
};

}  // namespace zhiheng
