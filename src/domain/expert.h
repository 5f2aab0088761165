// Experts who score plans and reports.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& expert_shape();

}  // namespace zhiheng::domain
