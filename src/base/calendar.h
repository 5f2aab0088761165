// Working days of the State Council's yearly notices. Boost.Date_Time is known to calendar.cpp and date.cpp alone.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/date.h"

namespace zhiheng {

// Answers together with the years for which no notice is on file: there the weekend rule was used, and whoever
// prints the figure says so.
template <class T>
struct WithYears {
  T value;
  std::vector<int> years_without_notice;
};

class Calendar {
 public:
  // Rows "date,kind,name" with kind off|work; the shipped rows are sql/seed/holidays.csv.
  static Result<Calendar> from_csv(std::string_view csv);
  static const Calendar& shipped();

  bool has_notice(int year) const { return noticed_.contains(year); }
  bool is_working_day(Date day) const;
  // Working days after `from` up to and including `to`; nought when to <= from.
  WithYears<int> working_days_between(Date from, Date to) const;
  // The n-th working day after `from`; n = 0 is `from` itself.
  WithYears<Date> add_working_days(Date from, int n) const;

 private:
  std::set<std::int32_t> off_;
  std::set<std::int32_t> work_;
  std::set<int> noticed_;
};

}  // namespace zhiheng
