// What the acts of the demonstration share: how they read what services answered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/money.h"
#include "base/result.h"

namespace zhiheng::service {

inline std::int64_t number_in(const Json& json, std::string_view key) {
  return *read_decimal(json.text_at(key), 0, {});
}
inline std::int64_t id_of(const Json& json) {
  return number_in(json, "id");
}
inline std::int64_t version_of(const Json& json) {
  return *json.at("version").integer();
}
inline Json reason_of(const Json& act) {
  return Json::object().set("reason", act.text_at("reason"));
}
inline Score total_of(const Json& act) {
  return *read_score(act.text_at("total"), "total");
}
inline std::string or_else(std::string text, const char* otherwise) {
  return text.empty() ? otherwise : std::move(text);
}
// For rows that the acts look for and that must be there.
[[noreturn]] inline Problem missing(const char* what) {
  throw Defect(std::string("the demonstration's acts find their ") + what);
}

}  // namespace zhiheng::service
