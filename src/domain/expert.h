// Experts who score plans and reports: the file that the bureau keeps of each. How one comes into the library and
// leaves it is in domain/expert_library.h; identity number and bank account are no part of it (service/expert_secrets.h).
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& expert_shape();

}  // namespace zhiheng::domain
