// Instalments (分期付款): in how many parts, when and on what condition a contract's fee is paid.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& instalment_shape();

}  // namespace zhiheng::domain
