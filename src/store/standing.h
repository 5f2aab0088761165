// Rows that wait or stand out, by name: the tasks, the figures of the year and the filter `standing` of a list all
// count with the condition that is written here once, so a figure and the list behind it cannot differ.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "domain/access.h"
#include "domain/expert_library.h"
#include "domain/shape.h"
#include "store/sql.h"

namespace zhiheng::store {

struct Standing {
  std::string_view stem;
  std::string_view name;
  domain::Action action;       // whoever may not do this does not know which rows stand so
  std::string_view condition;  // on the columns of the stem's table; {today}, {soon}, {term} and {me} are filled in
};

inline constexpr int days_ahead = 14;  // what is due within them is due soon
inline constexpr int days_of_terms = domain::library_rules.remind_days;

// Of a statement: something is left beyond what is held back until its day.
extern const std::string_view not_only_retention_is_left;

const std::vector<Standing>& standings();
const Standing* find_standing(std::string_view stem, std::string_view name);

// The condition within the actor's scope for the standing's action; its parameters are added.
std::string standing_condition(const Standing& standing, const domain::Actor& actor, Date today,
                               Parameters& parameters);

// Rows of contracts of one fiscal year: does the stem know the filter `fiscal_year` though it has no such field?
bool has_year_of_contract(const domain::Shape& shape);
std::string year_condition(const domain::Shape& shape, std::int64_t year, Parameters& parameters);

}  // namespace zhiheng::store
