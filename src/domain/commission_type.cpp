#include "domain/commission_type.h"

#include "base/json.h"
#include "base/resource.h"

namespace zhiheng::domain {

const std::vector<CommissionType>& commission_types() {
  static const std::vector<CommissionType> types = [] {
    const Result<Json> document = parse_json(resource("sql/seed/commission_types.json"));
    ensure(document.ok() && document->is_array(), "the shipped kinds of commission are a list");
    std::vector<CommissionType> out;
    for (const Json& one : document->items()) {
      const Json* own = one.find("own_work");
      out.push_back(
          {one.text_at("code"), one.text_at("compliance"), own != nullptr && own->boolean(), one.text_at("clause")});
    }
    return out;
  }();
  return types;
}

const std::vector<std::string>& commission_codes() {
  static const std::vector<std::string> codes = [] {
    std::vector<std::string> out;
    for (const CommissionType& one : commission_types()) out.push_back(one.code);
    return out;
  }();
  return codes;
}

const CommissionType* find_commission_type(std::string_view code) {
  for (const CommissionType& one : commission_types()) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

}  // namespace zhiheng::domain
