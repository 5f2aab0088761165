// Limits of procurement (采购限额标准) by region and year, kept as data: what is below the decentralised limit, what
// must be tendered openly, and which methods fit each range.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& procurement_limit_shape();
const Shape& fee_rate_shape();

struct ProcurementLimit {
  std::int64_t id = 0;
  std::string bureau;  // whose limit it is, by name
  std::int64_t fiscal_year = 0;
  Money decentralised, open_tender;
  std::string below, between, above;  // methods, divided by commas; empty: any
  std::string source;
};

// The methods of a text by their codes; they may be written as codes or as titles in either language. nullopt when one
// of them is unknown.
std::optional<std::vector<std::string>> read_methods(std::string_view text);

// "below", "between", "above": a sum that reaches a limit is no longer below it.
std::string_view range_of(const ProcurementLimit& limit, Money sum);
// The limit that the range ends at or begins with, for the text of a refusal.
const std::string& methods_of(const ProcurementLimit& limit, std::string_view range);
bool fits(const ProcurementLimit& limit, std::string_view method, Money sum);

// Refuses procurement_limit.methods_unknown at each field, procurement_limit.limits_out_of_order.
Problems check_procurement_limit(const Record& row);
// Refuses what read_fee_rates refuses, at /document.
Problems check_fee_rate(const Record& row);

}  // namespace zhiheng::domain
