// Days, moments and their printing; every reader takes one form and refuses the rest by name.
#include "base/date.h"

#include <catch2/catch.hpp>

#include "base/clock.h"

using namespace zhiheng;

namespace {

std::string rule_of(std::string_view text) {
  const auto read = read_date(text, "/signed");
  return read ? "" : read.problems().front().rule;
}

std::string moment(std::string_view text) {
  const auto read = read_timestamp(text, "");
  return read ? read->utc() : read.problems().front().rule;
}

}  // namespace

TEST_CASE("a day has its parts and prints itself", "[date]") {
  const Date day = Date::of(2022, 10, 8);
  CHECK(day.year() == 2022);
  CHECK(day.month() == 10);
  CHECK(day.day() == 8);
  CHECK(day.weekday() == 6);
  CHECK(day.text() == "2022-10-08");
  CHECK(Date().text() == "1970-01-01");
  CHECK(Date::of(2024, 2, 29) + 1 == Date::of(2024, 3, 1));
  CHECK(Date::of(2023, 3, 1) - Date::of(2022, 3, 1) == 365);
  CHECK(Date::of(2025, 6, 1).weekday() == 7);
  CHECK(Date::of(1969, 12, 31).days() == -1);
  CHECK_THROWS_AS(Date::of(2023, 2, 29), Defect);
  CHECK_THROWS_AS(Date::of(2023, 0, 1), Defect);
  CHECK_THROWS_AS(Date::of(2023, 13, 1), Defect);
}

TEST_CASE("every day of three centuries reads back", "[date]") {
  Date day = Date::of(1900, 1, 1);
  int weekday = 1;  // a Monday
  int wrong = 0;
  for (; day <= Date::of(2199, 12, 31); day = day + 1) {
    const auto read = read_date(day.text(), "");
    if (!read || *read != day || day.weekday() != weekday) ++wrong;
    weekday = weekday % 7 + 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is no date is refused", "[date]") {
  for (const char* text :
       {"", "2022-1-1", "2022/01/01", "20220101", "2022-01-1", "22-01-01", " 2022-01-01", "2022-01-01 ",
        "2022-01-01T00:00", "２０２２-01-01", "+022-01-01", "2022-+1-01", "2022-01-0a", "2022年1月1日"}) {
    INFO(text);
    CHECK(rule_of(text) == "date.malformed");
  }
  for (const char* text : {"2023-02-29", "1900-02-29", "2022-04-31", "2022-13-01", "2022-00-10", "2022-01-00",
                           "1899-12-31", "2200-01-01", "0000-01-01", "9999-12-31"}) {
    INFO(text);
    CHECK(rule_of(text) == "date.no_such_day");
  }
  CHECK(rule_of("2000-02-29").empty());
  CHECK(read_date("x", "/signed").problems().front().field == "/signed");
}

TEST_CASE("a moment prints in UTC for columns and at +08:00 for people", "[date]") {
  const Timestamp moment = Timestamp::from_milliseconds(1'665'192'600'123);
  CHECK(moment.utc() == "2022-10-08 01:30:00.123");
  CHECK(moment.text() == "2022-10-08T09:30:00+08:00");
  CHECK(moment.date() == Date::of(2022, 10, 8));
  CHECK(Timestamp::from_milliseconds(-1).utc() == "1969-12-31 23:59:59.999");
  CHECK(Timestamp::from_milliseconds(-1).text() == "1970-01-01T07:59:59+08:00");
}

TEST_CASE("the day changes at midnight in China", "[date]") {
  CHECK(timestamp_from_utc("2022-12-31 15:59:59.999").date() == Date::of(2022, 12, 31));
  CHECK(timestamp_from_utc("2022-12-31 16:00:00.000").date() == Date::of(2023, 1, 1));
}

TEST_CASE("moments are read in three forms", "[date]") {
  CHECK(moment("2022-10-08 01:30:00.123") == "2022-10-08 01:30:00.123");
  CHECK(moment("2022-10-08T09:30:00+08:00") == "2022-10-08 01:30:00.000");
  CHECK(moment("2022-10-08T01:30:00Z") == "2022-10-08 01:30:00.000");
  CHECK(moment("2022-10-08t01:30:00.5z") == "2022-10-08 01:30:00.500");
  CHECK(moment("2022-10-08T01:30:00.123999999Z") == "2022-10-08 01:30:00.123");
  CHECK(moment("2022-10-07T22:00:00-03:30") == "2022-10-08 01:30:00.000");
  CHECK(moment("2022-10-08 09:30") == "2022-10-08 01:30:00.000");
  CHECK(moment("2022-10-08 09:30:15") == "2022-10-08 01:30:15.000");
  CHECK(moment("2022-01-01 07:59") == "2021-12-31 23:59:00.000");
}

TEST_CASE("what is no moment is refused", "[date]") {
  for (const char* text : {"", "2022-10-08", "2022-10-08 ", "2022-10-08 9:30", "2022-10-08 24:00", "2022-10-08 09:60",
                           "2022-10-08 09:30:60", "2022-10-08 09-30", "2022-10-08X09:30:00Z", "2022-10-08T09:30:00",
                           "2022-10-08T09:30Z", "2022-02-30 09:30", "2022-10-08T09:30:00+0800",
                           "2022-10-08T09:30:00+24:00", "2022-10-08T09:30:00.Z", "2022-10-08 09:30:00.12",
                           "2022-10-08T09:30:00.1234567890Z", "2022-10-08 09:30:00Z", "2022-10-08 09:30:00.123 "}) {
    INFO(text);
    CHECK(moment(text) == "timestamp.malformed");
  }
  CHECK_THROWS_AS(timestamp_from_utc("2022-10-08 09:30"), Defect);
  CHECK_THROWS_AS(timestamp_from_utc(""), Defect);
}

TEST_CASE("the clock of the machine goes forward", "[date]") {
  const Timestamp before = system_clock().now();
  CHECK(before >= timestamp_from_utc("2024-01-01 00:00:00.000"));
  CHECK(system_clock().now() >= before);
  CHECK(timestamp_from_utc(before.utc()) == before);
}
