// A calendar day, its reading and printing, and moments in UTC. Working days are in base/calendar.h.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace zhiheng {

// A day of the Gregorian calendar as a count from 1970-01-01 (negative before).
class Date {
 public:
  constexpr Date() = default;
  static constexpr Date from_days(std::int32_t days) { return Date(days); }
  static Date of(int year, int month, int day);  // Defect when there is no such day

  constexpr std::int32_t days() const { return days_; }
  int year() const;
  int month() const;
  int day() const;
  int weekday() const;       // 1 Monday ... 7 Sunday
  std::string text() const;  // "2022-10-08"

  friend constexpr auto operator<=>(const Date&, const Date&) = default;
  friend constexpr Date operator+(Date date, std::int32_t days) { return Date(date.days_ + days); }
  friend constexpr std::int32_t operator-(Date a, Date b) { return a.days_ - b.days_; }

 private:
  explicit constexpr Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

// Exactly YYYY-MM-DD of an existing day in 1900-2199; refuses date.malformed, date.no_such_day.
Result<Date> read_date(std::string_view text, std::string field);

// A moment in UTC, milliseconds since 1970. Printed with the offset of China: "2022-10-08T09:30:00+08:00".
class Timestamp {
 public:
  constexpr Timestamp() = default;
  static constexpr Timestamp from_milliseconds(std::int64_t milliseconds) { return Timestamp(milliseconds); }
  constexpr std::int64_t milliseconds() const { return milliseconds_; }
  std::string utc() const;   // "2022-10-08 01:30:00.000", the form of the columns; sorts as text
  std::string text() const;  // RFC 3339 at +08:00, to the second
  Date date() const;         // the day in China (+08:00; no summer time since 1991)
  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;

 private:
  explicit constexpr Timestamp(std::int64_t milliseconds) : milliseconds_(milliseconds) {}
  std::int64_t milliseconds_ = 0;
};

// Reads what Timestamp::utc() wrote, RFC 3339 with an offset, or "YYYY-MM-DD HH:MM[:SS]" as China's time.
// Refuses timestamp.malformed.
Result<Timestamp> read_timestamp(std::string_view text, std::string field);
Timestamp timestamp_from_utc(std::string_view column);  // Defect when the column holds something else

}  // namespace zhiheng
