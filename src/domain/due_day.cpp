#include "domain/due_day.h"

#include <algorithm>

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

Date months_after(Date from, int months) {
  const int count = from.year() * 12 + from.month() - 1 + months;
  const int year = count / 12;
  const int month = count % 12 + 1;
  const Date first = Date::of(year, month, 1);
  const Date next = month == 12 ? Date::of(year + 1, 1, 1) : Date::of(year, month + 1, 1);
  return first + (std::min(from.day(), next - first) - 1);
}

}  // namespace zhiheng::domain
