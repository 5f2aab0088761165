#include "domain/deliverable.h"

#include <catch2/catch.hpp>

#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::domain;
using zhiheng::testing::zip_of;

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

TEST_CASE("an upload is what its name says, or it is refused", "[deliverable]") {
  const std::string docx = zip_of({"[Content_Types].xml", "_rels/.rels", "word/document.xml"});
  const std::string xlsx = zip_of({"[Content_Types].xml", "xl/workbook.xml"});
  const std::string ofd = zip_of({"OFD.xml", "Doc_0/Document.xml"});
  struct Row {
    std::string name, bytes, expected;
  };
  const std::vector<Row> rows{
      {"方案.pdf", "%PDF-1.7 ...", "ok"},
      {"方案.PDF", "%PDF-1.4", "ok"},
      {"报告.docx", docx, "ok"},
      {"报告.xlsx", xlsx, "ok"},
      {"报告.ofd", ofd, "ok"},
      {"", "%PDF-", "deliverable.file_name_missing"},
      {"../报告.pdf", "%PDF-", "deliverable.file_name_malformed"},
      {"a\\b.pdf", "%PDF-", "deliverable.file_name_malformed"},
      {std::string("a\0b.pdf", 7), "%PDF-", "deliverable.file_name_malformed"},
      {"a\n.pdf", "%PDF-", "deliverable.file_name_malformed"},
      {"空.pdf", "", "deliverable.empty"},
      {"大.pdf", std::string(largest_upload_bytes + 1, 'x'), "deliverable.too_large"},
      {"报告.doc", "%PDF-", "deliverable.type_not_allowed"},
      {"报告", "%PDF-", "deliverable.type_not_allowed"},
      {"报告.exe", "MZ", "deliverable.type_not_allowed"},
      {"报告.pdf", docx, "deliverable.type_mismatch"},
      {"报告.docx", "%PDF-1.7", "deliverable.type_mismatch"},
      {"报告.docx", xlsx, "deliverable.type_mismatch"},
      {"报告.xlsx", docx, "deliverable.type_mismatch"},
      {"报告.docx", zip_of({"word/document.xml"}), "deliverable.type_mismatch"},
      {"报告.docx", zip_of({"[Content_Types].xml", "ppt/x.xml"}), "deliverable.type_mismatch"},
      {"报告.docx", docx.substr(0, docx.size() - 30), "deliverable.type_mismatch"},
      {"报告.docx", "PK\x03\x04", "deliverable.type_mismatch"},
      {"报告.pdf", "<html>", "deliverable.type_mismatch"},
  };
  for (const Row& row : rows) {
    INFO(row.name << " of " << row.bytes.size() << " bytes");
    CHECK(answer(check_upload(row.name, row.bytes)) == row.expected);
  }
  CHECK(check_upload("大.pdf", std::string(largest_upload_bytes + 1, 'x')).problems()[0].kind == Kind::too_large);
}

TEST_CASE("a torn directory of a zip is refused whatever its bytes", "[deliverable]") {
  const std::string whole = zip_of({"[Content_Types].xml", "word/document.xml"});
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string torn = whole;
    torn[at] = static_cast<char>(torn[at] ^ 0xFF);
    (void)type_of_content(torn);  // never out of bounds (run under the sanitizers)
    (void)type_of_content(whole.substr(0, at));
  }
  CHECK_FALSE(type_of_content(whole.substr(0, whole.size() - 1)).has_value());
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
