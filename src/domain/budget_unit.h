// Budget units: departments and units whose spending is evaluated.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& budget_unit_shape();

}  // namespace zhiheng::domain
