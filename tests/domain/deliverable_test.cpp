#include "domain/deliverable.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

template <class T>
std::string answer(const Result<T>& result) {
  return result.ok() ? "ok" : result.problems()[0].rule;
}

Deliverable version(const std::string& kind, int revision, const std::string& sha256, const std::string& utc) {
  Deliverable one;
  one.kind = kind;
  one.revision = revision;
  one.sha256 = sha256;
  one.received_at = timestamp_from_utc(utc);
  one.state = "received";
  return one;
}

}  // namespace

TEST_CASE("the name of a file promises a type, or it is refused", "[deliverable]") {
  struct Row {
    std::string name, expected;
  };
  const std::vector<Row> rows{
      {"方案.pdf", "ok"},
      {"方案.PDF", "ok"},
      {"报告.v2.docx", "ok"},
      {"报告.xlsx", "ok"},
      {"报告.ofd", "ok"},
      {"", "deliverable.file_name_missing"},
      {"../报告.pdf", "deliverable.file_name_malformed"},
      {"a\\b.pdf", "deliverable.file_name_malformed"},
      {std::string("a\0b.pdf", 7), "deliverable.file_name_malformed"},
      {"a\n.pdf", "deliverable.file_name_malformed"},
      {"报告.doc", "deliverable.old_office"},
      {"报告.XLS", "deliverable.old_office"},
      {"报告.docm", "deliverable.old_office"},
      {"报告", "deliverable.type_not_allowed"},
      {"报告.exe", "deliverable.type_not_allowed"},
      {"报告.pdf.html", "deliverable.type_not_allowed"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(answer(type_of_name(row.name)) == row.expected);
  }
}

TEST_CASE("the name under which a version leaves the house says what it is and nothing of who made it",
          "[deliverable]") {
  CHECK(stable_name("PJ2022-01", "plan", 2, "某某事务所 方案.PDF") == "PJ2022-01_方案_v2.pdf");
  CHECK(stable_name("PJ 1/2:a", "report", 1, "a.docx") == "PJ-1-2-a_报告_v1.docx");
  CHECK(stable_name_of_all("PJ2022-01", "成果.zip") == "PJ2022-01_成果.zip");
}

TEST_CASE("versions are numbered as they came in and never the same bytes", "[deliverable]") {
  const std::vector<Deliverable> earlier{version("plan", 1, "aa", "2022-05-01 02:00:00.000"),
                                         version("plan", 2, "bb", "2022-05-09 02:00:00.000")};
  const Timestamp now = timestamp_from_utc("2022-06-01 00:00:00.000");
  const auto try_version = [&](const char* kind, const char* sha256, const char* utc, const char* state) {
    return answer(accept_version(earlier, kind, sha256, timestamp_from_utc(utc), now, state));
  };
  CHECK(try_version("plan", "cc", "2022-05-10 02:00:00.000", "active") == "ok");
  CHECK(try_version("report", "cc", "2022-04-10 02:00:00.000", "active") == "ok");
  CHECK(try_version("annex", "cc", "2022-05-10 02:00:00.000", "active") == "deliverable.bad_kind");
  CHECK(try_version("plan", "cc", "2022-05-10 02:00:00.000", "settled") == "deliverable.contract_closed");
  CHECK(try_version("report", "aa", "2022-05-10 02:00:00.000", "active") == "deliverable.same_file");
  CHECK(try_version("plan", "cc", "2022-06-02 02:00:00.000", "active") == "deliverable.received_in_future");
  CHECK(try_version("plan", "cc", "2022-05-08 02:00:00.000", "active") == "deliverable.received_before_earlier");
}

TEST_CASE("days late follow the calendar of the policy", "[deliverable]") {
  const Calendar& calendar = Calendar::shipped();
  struct Row {
    const char *due_on, *received_on;
    DayCount count;
    int days;
    const char* note;
  };
  // 2022-10-01 to 07 are the National Day holidays; the 8th and 9th are worked.
  const std::vector<Row> rows{
      {"2022-09-30", "2022-09-30", DayCount::calendar, 0, ""}, {"2022-09-30", "2022-10-01", DayCount::calendar, 1, ""},
      {"2022-09-30", "2022-10-08", DayCount::calendar, 8, ""}, {"2022-09-30", "2022-10-08", DayCount::working, 1, ""},
      {"2022-09-30", "2022-10-07", DayCount::working, 0, ""},  {"2022-09-30", "2022-10-09", DayCount::working, 2, ""},
      {"2022-09-30", "2022-08-01", DayCount::working, 0, ""},
  };
  for (const Row& row : rows) {
    const auto late = count_days_late(*read_date(row.due_on, ""), *read_date(row.received_on, ""), row.count, calendar);
    INFO(row.received_on);
    CHECK(late.days == row.days);
    CHECK(late.calendar_note == row.note);
  }
  CHECK(count_days_late(std::nullopt, Date::of(2022, 1, 1), DayCount::working, calendar).days == 0);
  const auto far = count_days_late(Date::of(2041, 1, 31), Date::of(2041, 2, 4), DayCount::working, calendar);
  CHECK(far.calendar_note == "2041");
}

TEST_CASE("the first version decides the days that count", "[deliverable]") {
  auto first = version("plan", 1, "aa", "2022-05-01 02:00:00.000");
  auto second = version("plan", 2, "bb", "2022-05-09 02:00:00.000");
  first.days_late = 2;
  second.days_late = 10;
  CHECK(counted_days_late({second, first}, "plan") == 2);
  CHECK(counted_days_late({second, first}, "report") == 0);
}

TEST_CASE("a version is judged once, a return with a reason", "[deliverable]") {
  const auto received = version("plan", 1, "aa", "2022-05-01 02:00:00.000");
  auto accepted = received;
  accepted.state = "accepted";
  CHECK(*judge_deliverable(received, "accept", "") == "accepted");
  CHECK(*judge_deliverable(received, "return", "缺附件") == "returned");
  CHECK(answer(judge_deliverable(received, "return", "")) == "deliverable.reason_missing");
  CHECK(answer(judge_deliverable(accepted, "accept", "")) == "deliverable.already_judged");
  CHECK(workflow_diagram(deliverable_workflow) ==
        "(new) --add--> received (agency,clerk)\nreceived --accept--> accepted (clerk)\n"
        "received --return--> returned (clerk)\n");
}
