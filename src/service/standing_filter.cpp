#include "service/standing_filter.h"

#include <algorithm>

#include "domain/expert_library.h"
#include "store/standing.h"

namespace zhiheng::service {

using domain::Shape;

namespace {

bool knows(const domain::Actor& actor, domain::Action action) {
  return !domain::scope(actor, action).nothing;
}

// Four digits; 0 for anything else.
std::int64_t year_of(const std::string& text) {
  if (text.size() != 4 || text.find_first_not_of("0123456789") != std::string::npos) return 0;
  std::int64_t year = 0;
  for (const char digit : text) year = year * 10 + (digit - '0');
  return year;
}

}  // namespace

bool is_standing_filter(const Shape& shape, std::string_view key) {
  if (key == "fiscal_year") return store::has_year_of_contract(shape);
  if (key == "field") return shape.stem == "expert";
  if (key != "standing") return false;
  const auto& all = store::standings();
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.stem == shape.stem; });
}

std::vector<std::string> standing_names(const Shape& shape, const domain::Actor& actor) {
  std::vector<std::string> names;
  for (const store::Standing& one : store::standings()) {
    if (one.stem == shape.stem && knows(actor, one.action)) names.emplace_back(one.name);
  }
  return names;
}

Outcome take_standing_filters(Tx& tx, const Shape& shape, store::ListQuery& query) {
  Problems problems;
  std::vector<std::pair<std::string, std::string>> rest;
  for (auto& filter : query.filters) {
    const auto& [key, text] = filter;
    if (!is_standing_filter(shape, key)) {
      rest.push_back(std::move(filter));
      continue;
    }
    const store::Standing* standing = key == "standing" ? store::find_standing(shape.stem, text) : nullptr;
    const std::int64_t year = key == "fiscal_year" ? year_of(text) : 0;
    std::string condition;
    const auto& fields = domain::professional_fields();
    if (key == "field" && std::find(fields.begin(), fields.end(), text) != fields.end()) {
      // No field's code is a part of another one's.
      condition = "INSTR(fields, ?) > 0";
      query.condition_parameters.emplace_back(text);
    } else if (standing && knows(tx.actor(), standing->action)) {
      condition = store::standing_condition(*standing, tx.actor(), tx.today(), query.condition_parameters);
    } else if (year != 0 && knows(tx.actor(), domain::Action::see_contracts)) {
      condition = store::year_condition(shape, year, query.condition_parameters);
    } else {
      problems.push_back(refusal("list.bad_filter", key, {{"filter", key}}));
      continue;
    }
    query.condition += " AND (" + condition + ")";
  }
  query.filters = std::move(rest);
  if (!problems.empty()) return problems;
  return Done{};
}

}  // namespace zhiheng::service
