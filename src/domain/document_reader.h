// Reads JSON documents strictly: every member is known, every problem is collected with its JSON pointer.
// Paths are built only when something is wrong, because cases are read by the hundred thousand.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/money.h"
#include "base/result.h"

namespace zhiheng::domain {

// A place in a document, linked on the stack: Path root; Path fee(root, "fee").
class Path {
 public:
  Path() = default;
  Path(const Path& parent, std::string_view key) : parent_(&parent), key_(key) {}
  Path(const Path& parent, std::size_t index) : parent_(&parent), index_(static_cast<std::int64_t>(index)) {}
  std::string pointer() const;  // "" for the root, "/engagements/0/fee"

 private:
  const Path* parent_ = nullptr;
  std::string_view key_;
  std::int64_t index_ = -1;
};

// One object of a document. Members that are read with a wrong type or value add a problem and answer a harmless
// default; the caller looks at `problems` once at the end. Refuses document.wrong_type, document.unknown_member,
// document.missing_member, document.too_long, document.bad_choice, document.out_of_range, number.*, score.*, date.*.
class ObjectReader {
 public:
  ObjectReader(const Json& value, const Path& path, Problems& problems, std::initializer_list<std::string_view> known);

  bool is_object() const { return value_.is_object(); }
  const Path& path() const { return path_; }
  const Json* member(std::string_view key) const { return value_.find(key); }
  bool has(std::string_view key) const;  // present and not null
  const Json* required(std::string_view key);

  std::string text(std::string_view key, std::size_t longest = 200);  // required, not blank
  std::string optional_text(std::string_view key, std::size_t longest = 200);
  std::string text_or_none(std::string_view key, std::size_t longest = 200);  // like optional_text, but null is refused
  std::string choice(std::string_view key, std::initializer_list<std::string_view> allowed);
  std::string choice_or(std::string_view key, std::initializer_list<std::string_view> allowed, std::string otherwise);
  bool flag_or(std::string_view key, bool otherwise);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t greatest);
  std::int64_t integer_or(std::string_view key, std::int64_t least, std::int64_t greatest, std::int64_t otherwise);
  Money money(std::string_view key);
  Money money_or(std::string_view key, Money otherwise);
  Score score(std::string_view key);
  Score score_or(std::string_view key, Score otherwise);
  Score score_up_to(std::string_view key, Score most);  // where praise may lift a score over 100
  Fraction fraction(std::string_view key,
                    int decimals = 4);  // at most `decimals` decimals, so that sums stay exact in 64 bits
  Fraction fraction_or(std::string_view key, Fraction otherwise, int decimals = 4);
  // The items of a required array; empty when it is not one.
  const Json::Array& array(std::string_view key);
  const Json::Array& array_or_empty(std::string_view key);

  void refuse(std::string rule, std::string_view key, Params params = {});

 private:
  const Json& value_;
  Path path_;  // a value: a place that is made for the call alone would be gone
  Problems& problems_;
};

// Values outside an object: an item of an array or a member with a name of its own.
Money read_money_at(const Json& value, const Path& path, Problems& problems);
Score read_score_at(const Json& value, const Path& path, Problems& problems);
std::string read_text_at(const Json& value, const Path& path, Problems& problems, std::size_t longest = 200);
std::int64_t read_integer_at(const Json& value, const Path& path, Problems& problems, std::int64_t least,
                             std::int64_t greatest);

}  // namespace zhiheng::domain
