// JSON values, read strictly and written exactly. The library (rapidjson) is known to json.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace zhiheng {

struct JsonMember;

// An owned JSON value. Numbers keep the text they were written with, so that nothing is lost and a float can
// be told from an integer; objects keep the order of their members.
class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::vector<JsonMember>;
  struct Number {
    std::string text;
    friend bool operator==(const Number&, const Number&) = default;
  };

  Json() = default;
  Json(std::string text) : value_(std::move(text)) {}
  Json(std::string_view text) : value_(std::in_place_type<std::string>, text) {}
  Json(const char* text) : value_(std::string(text)) {}
  Json(bool flag) : value_(flag) {}
  Json(int number) : value_(Number{std::to_string(number)}) {}
  Json(std::int64_t number) : value_(Number{std::to_string(number)}) {}
  Json(Number number) : value_(std::move(number)) {}
  Json(Array items) : value_(std::move(items)) {}
  Json(Object members);
  static Json array() { return Json(Array{}); }
  static Json object();

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_number() const { return std::holds_alternative<Number>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  bool boolean() const { return std::get<bool>(value_); }
  const std::string& string() const { return std::get<std::string>(value_); }
  const std::string& number() const { return std::get<Number>(value_).text; }
  // Whole and within int64, without a sign of its own beyond '-', a point or an exponent.
  std::optional<std::int64_t> integer() const;
  const Array& items() const& { return std::get<Array>(value_); }
  Array& items() & { return std::get<Array>(value_); }
  // Of a temporary the items themselves, so that a loop over them does not run over what is gone already.
  Array items() && { return std::move(std::get<Array>(value_)); }
  const Object& members() const& { return std::get<Object>(value_); }
  Object& members() & { return std::get<Object>(value_); }
  Object members() && { return std::move(std::get<Object>(value_)); }

  const Json* find(std::string_view key) const;  // null when absent or not an object
  Json* find(std::string_view key);
  const Json& at(std::string_view key) const&;  // Defect when absent
  Json at(std::string_view key) && { return static_cast<const Json&>(*this).at(key); }
  std::string text_at(std::string_view key) const;  // "" when absent or not a string
  Json& set(std::string key, Json value);           // adds or replaces; *this must be an object
  Json& push(Json value);                           // *this must be an array

  friend bool operator==(const Json& a, const Json& b);

 private:
  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_;
};

struct JsonMember {
  std::string key;
  Json value;
  friend bool operator==(const JsonMember&, const JsonMember&) = default;
};

struct JsonLimits {
  int depth = 64;
  std::size_t bytes = 16u << 20;
};

// Refuses, by name: json.too_large, json.too_deep, json.duplicate_key, json.not_utf8, json.malformed (with the byte
// offset).
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

std::string write_json(const Json& value);           // compact, members in their order
std::string write_json_indented(const Json& value);  // two spaces, for people
void append_json(std::string& out, const Json& value);
void append_json_string(std::string& out, std::string_view text);  // quoted and escaped
// RFC 8785: members sorted by UTF-16 code units. Defect on a number that is not a plain integer, because the
// house's documents carry none.
std::string canonical_json(const Json& value);

// RFC 6901: "/engagements/0/fee". append escapes ~ and /.
std::string pointer_to(std::string_view parent, std::string_view key);
std::string pointer_to(std::string_view parent, std::size_t index);
const Json* resolve_pointer(const Json& root, std::string_view pointer);

}  // namespace zhiheng
