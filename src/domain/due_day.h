// Until when an amount is to be paid.
#pragma once

#include "base/calendar.h"

namespace zhiheng::domain {

// `days` calendar days after `from`; a last day that is a day off moves to the next working day (民法典 art. 203).
WithYears<Date> due_day(Date from, int days, const Calendar& calendar);

}  // namespace zhiheng::domain
