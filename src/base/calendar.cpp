#include "base/calendar.h"

#include <boost/date_time/gregorian/gregorian_types.hpp>

#include "base/resource.h"

namespace zhiheng {
namespace {

using boost::gregorian::date;

date to_boost(Date day) {
  static const date epoch(1970, 1, 1);
  return epoch + boost::gregorian::days(day.days());
}

bool is_weekend(Date day) {
  const auto weekday = to_boost(day).day_of_week();
  return weekday == boost::date_time::Saturday || weekday == boost::date_time::Sunday;
}

// Takes one line off the front, without its end (\n or \r\n).
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

void add_year(std::vector<int>& years, int year) {
  if (years.empty() || years.back() != year) years.push_back(year);
}

}  // namespace

// A notice is named by its year and opens with New Year's Day. The days at the end of the year before, which it may
// also move, do not make that earlier year a known one.
Result<Calendar> Calendar::from_csv(std::string_view csv) {
  Calendar calendar;
  Problems problems;
  int row = 0;
  while (!csv.empty()) {
    const std::string_view line = take_line(csv);
    ++row;
    if (line.empty() || (row == 1 && line.starts_with("date,"))) continue;
    const std::string where = "/" + std::to_string(row);
    const std::size_t first = std::min(line.find(','), line.size());
    const std::size_t second = std::min(line.find(',', std::min(first + 1, line.size())), line.size());
    const std::string_view kind = first < line.size() ? line.substr(first + 1, second - first - 1) : std::string_view{};
    const auto day = read_date(line.substr(0, first), where);
    if (!day) {
      problems.push_back(day.problems().front());
    } else if (kind != "off" && kind != "work") {
      problems.push_back(refusal("calendar.kind", where, {{"value", std::string(kind)}}));
    } else if (calendar.off_.contains(day->days()) || calendar.work_.contains(day->days())) {
      problems.push_back(refusal("calendar.twice", where, {{"value", day->text()}}));
    } else {
      (kind == "off" ? calendar.off_ : calendar.work_).insert(day->days());
      if (day->month() == 1 && day->day() == 1) calendar.noticed_.insert(day->year());
    }
  }
  if (!problems.empty()) return problems;
  return calendar;
}

const Calendar& Calendar::shipped() {
  static const Calendar calendar = from_csv(resource("sql/seed/holidays.csv")).value();
  return calendar;
}

bool Calendar::is_working_day(Date day) const {
  if (off_.contains(day.days())) return false;
  return work_.contains(day.days()) || !is_weekend(day);
}

WithYears<int> Calendar::working_days_between(Date from, Date to) const {
  WithYears<int> answer{0, {}};
  for (Date day = from + 1; day <= to; day = day + 1) {
    if (is_working_day(day)) ++answer.value;
    if (const int year = day.year(); !has_notice(year)) add_year(answer.years_without_notice, year);
  }
  return answer;
}

WithYears<Date> Calendar::add_working_days(Date from, int n) const {
  ensure(n >= 0, "working days are added, not taken away");
  WithYears<Date> answer{from, {}};
  while (n > 0) {
    answer.value = answer.value + 1;
    if (is_working_day(answer.value)) --n;
    if (const int year = answer.value.year(); !has_notice(year)) add_year(answer.years_without_notice, year);
  }
  return answer;
}

}  // namespace zhiheng
