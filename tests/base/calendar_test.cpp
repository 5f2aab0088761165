// Working days by the State Council's notices, and the years for which there is none.
#include "base/calendar.h"

#include <catch2/catch.hpp>

using namespace zhiheng;

namespace {

Date day(std::string_view text) {
  return *read_date(text, "");
}
bool works(std::string_view text) {
  return Calendar::shipped().is_working_day(day(text));
}
int between(std::string_view from, std::string_view to) {
  return Calendar::shipped().working_days_between(day(from), day(to)).value;
}
std::string after(std::string_view from, int n) {
  return Calendar::shipped().add_working_days(day(from), n).value.text();
}

}  // namespace

TEST_CASE("days off and make-up days follow the notices", "[calendar]") {
  CHECK_FALSE(works("2022-01-31"));  // Spring Festival
  CHECK_FALSE(works("2022-02-04"));
  CHECK(works("2022-01-29"));  // a Saturday worked in exchange
  CHECK(works("2022-01-30"));
  CHECK(works("2022-02-07"));
  CHECK_FALSE(works("2022-02-12"));  // a plain Saturday
  CHECK(works("2022-10-08"));
  CHECK_FALSE(works("2022-10-07"));
  CHECK(works("2020-01-23"));
  CHECK_FALSE(works("2020-01-31"));  // lengthened in 2020
  CHECK(works("2020-02-03"));
  CHECK_FALSE(works("2021-10-07"));
  CHECK(works("2021-10-09"));
}

TEST_CASE("the notice of 2019 moved days of 2018, but 2018 has no notice", "[calendar]") {
  const Calendar& calendar = Calendar::shipped();
  CHECK(works("2018-12-29"));
  CHECK_FALSE(works("2018-12-31"));
  CHECK_FALSE(calendar.has_notice(2018));
  for (int year = 2019; year <= 2026; ++year) CHECK(calendar.has_notice(year));
  CHECK_FALSE(calendar.has_notice(2027));
}

TEST_CASE("working days are counted after the first day up to the last", "[calendar]") {
  CHECK(between("2022-01-28", "2022-01-28") == 0);
  CHECK(between("2022-01-28", "2022-01-27") == 0);
  CHECK(between("2022-01-28", "2022-01-29") == 1);
  CHECK(between("2022-01-28", "2022-02-06") == 2);  // 29 and 30 January; then the festival and its Sunday
  CHECK(between("2022-01-30", "2022-02-07") == 1);
  CHECK(between("2022-09-30", "2022-10-09") == 2);  // 8 and 9 October
  CHECK(between("2022-03-04", "2022-03-07") == 1);  // over a weekend
}

TEST_CASE("the n-th working day after a day", "[calendar]") {
  CHECK(after("2022-01-30", 0) == "2022-01-30");
  CHECK(after("2022-01-30", 1) == "2022-02-07");
  CHECK(after("2022-09-30", 1) == "2022-10-08");
  CHECK(after("2022-10-01", 5) == "2022-10-12");
  CHECK(after("2022-03-04", 10) == "2022-03-18");
  CHECK_THROWS_AS(Calendar::shipped().add_working_days(day("2022-01-30"), -1), Defect);
}

TEST_CASE("adding and counting agree", "[calendar]") {
  const Calendar& calendar = Calendar::shipped();
  for (Date from = day("2019-01-01"); from < day("2026-10-01"); from = from + 11) {
    for (const int n : {1, 3, 10, 22}) {
      const auto reached = calendar.add_working_days(from, n);
      REQUIRE(calendar.is_working_day(reached.value));
      REQUIRE(calendar.working_days_between(from, reached.value).value == n);
    }
  }
}

TEST_CASE("a year without a notice falls back to weekends and says so", "[calendar]") {
  const Calendar& calendar = Calendar::shipped();
  const auto known = calendar.working_days_between(day("2026-12-01"), day("2026-12-31"));
  CHECK(known.years_without_notice.empty());
  const auto across = calendar.working_days_between(day("2026-12-28"), day("2028-01-03"));
  CHECK(across.years_without_notice == std::vector<int>{2027, 2028});
  const auto added = calendar.add_working_days(day("2026-12-31"), 1);
  CHECK(added.value == day("2027-01-01"));  // a Friday: the weekend rule knows of no New Year
  CHECK(added.years_without_notice == std::vector<int>{2027});
  CHECK(calendar.working_days_between(day("2017-01-01"), day("2017-01-08")).value == 5);
}

TEST_CASE("every make-up day of the shipped notices is a weekend and works", "[calendar]") {
  // Working days of whole years, counted by hand from the notices: days - weekends - days off + make-up days.
  CHECK(between("2021-12-31", "2022-12-31") == 249);
  CHECK(between("2020-12-31", "2021-12-31") == 250);
}

TEST_CASE("a table of holidays is read strictly", "[calendar]") {
  const auto calendar = Calendar::from_csv("date,kind,name\r\n2030-01-01,off,元旦\r\n\r\n2030-01-05,work,元旦\r\n");
  REQUIRE(calendar);
  CHECK(calendar->has_notice(2030));
  CHECK(calendar->is_working_day(day("2030-01-05")));
  CHECK_FALSE(calendar->is_working_day(day("2030-01-01")));
  const auto refused = Calendar::from_csv(
      "date,kind,name\n2030-1-1,off,x\n2030-01-02,rest,x\n2030-01-03,off\n2030-01-03,work\n2030-01-04\n");
  REQUIRE_FALSE(refused);
  REQUIRE(refused.problems().size() == 4);
  CHECK(refused.problems()[0] == refusal("date.malformed", "/2", {{"value", "2030-1-1"}}));
  CHECK(refused.problems()[1] == refusal("calendar.kind", "/3", {{"value", "rest"}}));
  CHECK(refused.problems()[2] == refusal("calendar.twice", "/5", {{"value", "2030-01-03"}}));
  CHECK(refused.problems()[3] == refusal("calendar.kind", "/6", {{"value", ""}}));
}
