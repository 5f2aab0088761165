// Lead evaluators (主评人): people of an agency who sign its reports (财监〔2021〕4号).
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& lead_evaluator_shape();

// Years of work that 财监〔2021〕4号 asks of a lead evaluator.
inline constexpr std::int64_t lead_evaluator_years = 5;
// Refuses, in this order: lead_evaluator.agency_not_active, lead_evaluator.years_too_few.
Problems check_lead_evaluator(const Record& lead_evaluator, const std::string& agency_status, bool agency_is_new);

}  // namespace zhiheng::domain
