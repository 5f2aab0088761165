// Projects and policies that money was given for, with their amounts by level of government.
#pragma once

#include "base/money.h"
#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& project_shape();

// What is known of the unit that carries the project out.
struct ProjectUnit {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::string status = "active";
};
// Refuses, in this order: project.unit_of_other_bureau, project.unit_closed, project.amount_too_large.
Problems check_project(const Record& project, const ProjectUnit& unit, bool unit_is_new);
Money project_amount(const Record& project);  // the sum over all levels

}  // namespace zhiheng::domain
