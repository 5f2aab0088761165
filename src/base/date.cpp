#include "base/date.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

namespace zhiheng {
namespace {

constexpr std::int64_t milliseconds_per_day = 86'400'000;
constexpr std::int64_t china_offset_milliseconds = std::int64_t{8} * 3'600'000;

std::chrono::year_month_day civil(std::int32_t days) {
  return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(days)));
}

// Days and the rest of the day; the rest is never negative, so that moments before 1970 print well.
std::int64_t floor_days(std::int64_t milliseconds) {
  const std::int64_t days = milliseconds / milliseconds_per_day;
  return milliseconds % milliseconds_per_day < 0 ? days - 1 : days;
}

// A fixed-width number of ASCII digits, or -1: "+7", " 7" and full-width digits are not digits here.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

struct DayParts {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<DayParts> day_parts(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const DayParts parts{digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2)};
  if (parts.year < 0 || parts.month < 0 || parts.day < 0) return std::nullopt;
  return parts;
}

bool exists(const DayParts& parts) {
  return std::chrono::year_month_day(std::chrono::year(parts.year),
                                     std::chrono::month(static_cast<unsigned>(parts.month)),
                                     std::chrono::day(static_cast<unsigned>(parts.day)))
      .ok();
}

std::string printed(std::int64_t milliseconds, char between, bool with_milliseconds) {
  const std::int64_t days = floor_days(milliseconds);
  const std::int64_t rest = milliseconds - days * milliseconds_per_day;
  std::array<char, 32> clock{};
  const int size =
      with_milliseconds
          ? std::snprintf(clock.data(), clock.size(), "%c%02d:%02d:%02d.%03d", between,
                          static_cast<int>(rest / 3'600'000), static_cast<int>(rest / 60'000 % 60),
                          static_cast<int>(rest / 1000 % 60), static_cast<int>(rest % 1000))
          : std::snprintf(clock.data(), clock.size(), "%c%02d:%02d:%02d", between, static_cast<int>(rest / 3'600'000),
                          static_cast<int>(rest / 60'000 % 60), static_cast<int>(rest / 1000 % 60));
  return Date::from_days(static_cast<std::int32_t>(days)).text() +
         std::string(clock.data(), static_cast<std::size_t>(size));
}

// "HH:MM" at the front of `text`, then optional ":SS" and, after seconds, a fraction of up to nine digits.
struct ClockReading {
  std::int64_t milliseconds = 0;
  std::size_t size = 0;
  bool has_seconds = false;
  std::size_t fraction_digits = 0;
};

std::optional<ClockReading> read_clock(std::string_view text) {
  const int hour = digits_at(text, 0, 2);
  const int minute = digits_at(text, 3, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text[2] != ':') return std::nullopt;
  ClockReading reading;
  reading.milliseconds = (hour * 60 + minute) * std::int64_t{60'000};
  reading.size = 5;
  if (text.size() <= 5 || text[5] != ':') return reading;
  const int second = digits_at(text, 6, 2);
  if (second < 0 || second > 59) return std::nullopt;
  reading.milliseconds += second * std::int64_t{1000};
  reading.size = 8;
  reading.has_seconds = true;
  if (text.size() <= 8 || text[8] != '.') return reading;
  int weight = 100;
  std::size_t i = 9;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    reading.milliseconds += std::int64_t{text[i] - '0'} * weight;
    weight /= 10;
  }
  reading.fraction_digits = i - 9;
  if (reading.fraction_digits == 0 || reading.fraction_digits > 9) return std::nullopt;
  reading.size = i;
  return reading;
}

// "Z", "+08:00", "-03:30" as milliseconds east of Greenwich.
std::optional<std::int64_t> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hour = digits_at(text, 1, 2);
  const int minute = digits_at(text, 4, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  const std::int64_t size = (hour * 60 + minute) * std::int64_t{60'000};
  return text[0] == '-' ? -size : size;
}

std::optional<Timestamp> timestamp_of(std::string_view text) {
  const auto parts = day_parts(text.substr(0, 10));
  if (!parts || !exists(*parts) || text.size() < 16) return std::nullopt;
  const char between = text[10];
  const auto clock = read_clock(text.substr(11));
  if (!clock) return std::nullopt;
  const std::string_view rest = text.substr(11 + clock->size);
  std::int64_t offset = 0;
  if (between == ' ' && rest.empty()) {
    // Only the columns' own form carries milliseconds; what a person typed is China's time.
    if (clock->fraction_digits != 0 && clock->fraction_digits != 3) return std::nullopt;
    offset = clock->fraction_digits == 3 ? 0 : china_offset_milliseconds;
  } else if ((between == 'T' || between == 't') && clock->has_seconds) {
    const auto read = read_offset(rest);
    if (!read) return std::nullopt;
    offset = *read;
  } else {
    return std::nullopt;
  }
  const std::int64_t days = Date::of(parts->year, parts->month, parts->day).days();
  return Timestamp::from_milliseconds(days * milliseconds_per_day + clock->milliseconds - offset);
}

}  // namespace

Date Date::of(int year, int month, int day) {
  ensure(month > 0 && day > 0 && year > -32768 && year < 32768 && exists({year, month, day}),
         "a day that the calendar has");
  const std::chrono::sys_days days =
      std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                  std::chrono::day(static_cast<unsigned>(day)));
  return from_days(static_cast<std::int32_t>(days.time_since_epoch().count()));
}

int Date::year() const {
  return static_cast<int>(civil(days_).year());
}
int Date::month() const {
  return static_cast<int>(static_cast<unsigned>(civil(days_).month()));
}
int Date::day() const {
  return static_cast<int>(static_cast<unsigned>(civil(days_).day()));
}

int Date::weekday() const {
  return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(std::chrono::days(days_))).iso_encoding());
}

std::string Date::text() const {
  const auto day = civil(days_);
  const int year = static_cast<int>(day.year());
  ensure(year >= 0 && year <= 9999, "a day has a year of four digits");
  std::string text = "0000-00-00";
  const auto put = [&text](std::size_t last, unsigned value) {
    for (; value != 0; value /= 10) text[last--] = static_cast<char>('0' + value % 10);
  };
  put(3, static_cast<unsigned>(year));
  put(6, static_cast<unsigned>(day.month()));
  put(9, static_cast<unsigned>(day.day()));
  return text;
}

Result<Date> read_date(std::string_view text, std::string field) {
  const auto parts = text.size() == 10 ? day_parts(text) : std::nullopt;
  if (!parts) return refusal("date.malformed", std::move(field), {{"value", std::string(text.substr(0, 40))}});
  if (parts->year < 1900 || parts->year > 2199 || !exists(*parts)) {
    return refusal("date.no_such_day", std::move(field), {{"value", std::string(text)}});
  }
  return Date::of(parts->year, parts->month, parts->day);
}

std::string Timestamp::utc() const {
  return printed(milliseconds_, ' ', true);
}
std::string Timestamp::text() const {
  return printed(milliseconds_ + china_offset_milliseconds, 'T', false) + "+08:00";
}

Date Timestamp::date() const {
  return Date::from_days(static_cast<std::int32_t>(floor_days(milliseconds_ + china_offset_milliseconds)));
}

Result<Timestamp> read_timestamp(std::string_view text, std::string field) {
  const auto read = timestamp_of(text);
  if (!read) return refusal("timestamp.malformed", std::move(field), {{"value", std::string(text.substr(0, 40))}});
  return *read;
}

Timestamp timestamp_from_utc(std::string_view column) {
  const auto read = timestamp_of(column);
  ensure(read && column.size() == 23 && column[10] == ' ', "a time column in the form of Timestamp::utc()");
  return *read;
}

}  // namespace zhiheng
