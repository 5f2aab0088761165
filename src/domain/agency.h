// Third-party agencies (第三方机构), of the kinds named by 财监〔2021〕4号.
#pragma once

#include "base/date.h"
#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& agency_shape();

// Refuses, in this order: agency.registered_in_future, agency.email_malformed.
Problems check_agency(const Record& agency, Date today);

}  // namespace zhiheng::domain
