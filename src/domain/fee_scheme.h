// How a bureau pays its experts (劳务费标准), as data: by hours in steps, by half days, by items or a fixed amount; by
// title level; gross or net agreed. Sources: 粤财采购〔2020〕17号, 财科教〔2017〕128号 and what bureaus publish.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

enum class FeeMethod { hourly_steps, half_day, per_item, fixed };
std::string_view name_of(FeeMethod method);

inline constexpr std::array<std::string_view, 3> fee_levels{"senior", "middle", "other"};

struct HourlySteps {
  std::int64_t first_hours = 0;  // paid with first_amount, however short
  Money first_amount, step_amount, over_amount, next_day_amount, next_day_over_amount;
  std::int64_t day_hours = 8;  // above: over_amount
};

struct FeeScheme {
  std::string code, title, source;
  int revision = 1;
  bool net_agreed = false;  // the amounts are what the expert receives
  FeeMethod method = FeeMethod::fixed;
  HourlySteps hourly;
  std::map<std::string, Money, std::less<>> amounts;     // by level: of a day, an item or the whole
  std::map<std::string, Fraction, std::less<>> factors;  // by level, 1 where it is silent
  Fraction half_part{1, 2};                              // of a day's amount
  std::int64_t full_days = 0;                            // paid in full; 0: all of them
  Fraction later_part{1};
  std::optional<Money> half_day_cap, day_cap;
  std::optional<Fraction> correspondence_part;
  std::optional<Money> travel_allowance;  // to somebody who comes and must be recused, or whose review is cancelled

  std::string name() const { return code + "@" + std::to_string(revision); }
};

// All problems together, each at its place: document.*, number.*, and fee_scheme.day_shorter_than_block.
Result<FeeScheme> read_fee_scheme(const Json& document);
std::string name_of_scheme(const Json& document);

inline constexpr std::array<Transition, 3> fee_scheme_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "approve", "approved", "reviewer,leader"},
    {"approved", "retire", "retired", "reviewer,leader"},
}};

const Shape& fee_scheme_shape();

// The examples that come with the product, by code: a bureau copies one, edits it and has it approved.
std::vector<std::string> shipped_fee_schemes();
const Json* shipped_fee_scheme(std::string_view code);  // null when there is none

}  // namespace zhiheng::domain
