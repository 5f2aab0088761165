// Until when an amount is to be paid.
#pragma once

#include "base/calendar.h"

namespace zhiheng::domain {

// `days` calendar days after `from`; a last day that is a day off moves to the next working day (民法典 art. 203).
WithYears<Date> due_day(Date from, int days, const Calendar& calendar);

// The same day of the month so many months later, or the last of that month where it has no such day (民法典 art. 202).
Date months_after(Date from, int months);

}  // namespace zhiheng::domain
