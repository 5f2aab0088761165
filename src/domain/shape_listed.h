// Shapes of rows that people do not write through forms: they are listed, read and exported only.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& deliverable_shape();
const Shape& panel_shape();
const Shape& score_sheet_shape();
const Shape& result_shape();
const Shape& statement_shape();
const Shape& payment_shape();
const Shape& adjustment_shape();
const Shape& policy_shape();
const Shape& account_shape();

}  // namespace zhiheng::domain
