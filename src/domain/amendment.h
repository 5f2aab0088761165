// Amendments (补充协议): signed changes of a contract's sum. `change` may be negative.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& amendment_shape();

}  // namespace zhiheng::domain
