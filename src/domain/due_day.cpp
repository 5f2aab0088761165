#include "domain/due_day.h"

namespace zhiheng::domain {

WithYears<Date> due_day(Date from, int days, const Calendar& calendar) {
  const Date last = from + days;
  if (calendar.is_working_day(last)) {
    WithYears<Date> due{last, {}};
    if (!calendar.has_notice(last.year())) due.years_without_notice.push_back(last.year());
    return due;
  }
  return calendar.add_working_days(last, 1);
}

}  // namespace zhiheng::domain
