// Writes the fields of a shape as one readable line each.
#pragma once

#include <string>
#include <utility>

#include "domain/shape.h"

namespace zhiheng::domain {

class FieldMaker {
 public:
  FieldMaker(std::string key, FieldType type) {
    field_.key = std::move(key);
    field_.column = field_.key;
    field_.type = type;
  }
  FieldMaker& required() { return field_.required = true, *this; }
  FieldMaker& searchable() { return field_.searchable = true, *this; }
  FieldMaker& sortable() { return field_.sortable = true, *this; }
  FieldMaker& filterable() { return field_.filterable = true, *this; }
  FieldMaker& read_only() { return field_.read_only = true, *this; }
  FieldMaker& fixed() { return field_.fixed_after_create = true, *this; }
  FieldMaker& column(std::string name) { return field_.column = std::move(name), *this; }
  FieldMaker& otherwise(std::string value) { return field_.otherwise = std::move(value), *this; }
  FieldMaker& range(std::int64_t smallest, std::int64_t largest) {
    field_.smallest = smallest;
    field_.largest = largest;
    return *this;
  }
  FieldMaker& list(std::string name) { return field_.list = std::move(name), *this; }
  FieldMaker& refers_to(std::string stem) { return field_.refers_to = std::move(stem), *this; }
  operator Field() const { return field_; }

 private:
  Field field_;
};

inline FieldMaker text_field(std::string key, std::int64_t largest) {
  return FieldMaker(std::move(key), FieldType::text).range(0, largest);
}
inline FieldMaker code_field(std::string key, std::int64_t largest) {
  return FieldMaker(std::move(key), FieldType::code).range(0, largest);
}
inline FieldMaker uscc_field(std::string key) {
  return FieldMaker(std::move(key), FieldType::uscc).range(0, 18);
}
inline FieldMaker choice_field(std::string key, std::string list) {
  return FieldMaker(std::move(key), FieldType::choice).list(std::move(list));
}
inline FieldMaker date_field(std::string key) {
  return FieldMaker(std::move(key), FieldType::date);
}
inline FieldMaker money_field(const std::string& key) {
  return FieldMaker(key, FieldType::money).column(key + "_fen");
}
inline FieldMaker score_field(std::string key) {
  return FieldMaker(std::move(key), FieldType::score);
}
inline FieldMaker integer_field(std::string key, std::int64_t smallest, std::int64_t largest) {
  return FieldMaker(std::move(key), FieldType::integer).range(smallest, largest);
}
inline FieldMaker flag_field(std::string key) {
  return FieldMaker(std::move(key), FieldType::flag);
}
inline FieldMaker reference_field(const std::string& key, std::string stem) {
  return FieldMaker(key, FieldType::reference).column(key + "_id").refers_to(std::move(stem));
}
// Moments are shown and sorted as text and never taken from people.
inline FieldMaker moment_field(std::string key) {
  return FieldMaker(std::move(key), FieldType::text).range(0, 23).read_only();
}

}  // namespace zhiheng::domain
