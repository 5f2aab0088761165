// Engagements (委托评价项目): the evaluations that a contract consists of.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& engagement_shape();

}  // namespace zhiheng::domain
