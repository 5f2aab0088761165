#include "domain/project.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& project_shape() {
  static const Shape shape{"project",
                           "projects",
                           "project",
                           "code",
                           {
                               reference_field("bureau", "bureau").fixed().filterable(),
                               code_field("code", 32).required().searchable().sortable(),
                               text_field("name", 200).required().searchable().sortable(),
                               reference_field("budget_unit", "budget_unit").required().filterable(),
                               integer_field("fiscal_year", 2000, 2099).required().filterable().sortable(),
                               choice_field("kind", "object_kind").required().filterable().sortable(),
                               money_field("central").sortable(),
                               money_field("provincial").sortable(),
                               money_field("prefecture").sortable(),
                               money_field("county").sortable(),
                               money_field("other").sortable(),
                               choice_field("status", "project_status").otherwise("active").filterable().sortable(),
                           },
                           true,
                           false,
                           "name"};
  return shape;
}

Money project_amount(const Record& project) {
  Money sum;
  for (const char* level : {"central", "provincial", "prefecture", "county", "other"}) {
    sum = sum + Money::fen(project.integer(level));
  }
  return sum;
}

Problems check_project(const Record& project, const ProjectUnit& unit, bool unit_is_new) {
  if (unit.bureau_id != project.integer("bureau")) return {refusal("project.unit_of_other_bureau", "/budget_unit")};
  // A unit that was closed later keeps its projects; only a new tie to it is refused.
  if (unit_is_new && unit.status != "active") return {refusal("project.unit_closed", "/budget_unit")};
  if (project_amount(project) > largest_amount) {
    return {refusal("project.amount_too_large", "/central", {{"amount", project_amount(project).text()}})};
  }
  return {};
}

}  // namespace zhiheng::domain
