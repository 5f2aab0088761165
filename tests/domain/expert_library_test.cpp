// How an expert comes into the library and leaves it, what an identity number must look like, and what a year says.
#include "domain/expert_library.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "domain/expert_assessment.h"
#include "domain/identity_number.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Date day(const char* text) {
  return *read_date(text, "");
}

std::string rule_of(const Problems& problems) {
  return problems.empty() ? "ok" : problems.front().rule;
}

// Invented people: a region, a birthday, a sequence and the place that fits.
std::string invented(const std::string& seventeen) {
  return seventeen + identity_check_place(seventeen);
}

LibraryExpert expert_at(const std::string& stage) {
  LibraryExpert expert;
  expert.id = 1;
  expert.stage = stage;
  expert.birth_year = 1975;
  return expert;
}

Score points(int hundredths) {
  return Score::hundredths(hundredths);
}

}  // namespace

TEST_CASE("identity numbers are read with their check place, and refused without telling them", "[expert]") {
  const Date today = day("2026-11-21");
  // The worked examples of GB 11643-1999.
  CHECK(identity_check_place("11010519491231002") == 'X');
  CHECK(identity_check_place("44052418800101001") == '4');
  CHECK(read_identity_number("11010519491231002x", "", today)->text == "11010519491231002X");
  struct Case {
    std::string text, rule;
  };
  const Case cases[] = {{"", "identity.malformed"},
                        {"53250119720229001", "identity.malformed"},
                        {"5325011972022900144", "identity.malformed"},
                        {"53250119720229001A", "identity.malformed"},
                        {"X3250119720229001X", "identity.malformed"},
                        {invented("53250119730229001"), "identity.no_such_day"},
                        {invented("53250120270101001"), "identity.no_such_day"}};
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const auto read = read_identity_number(one.text, "/x", today);
    CHECK(rule_of(read.problems()) == one.rule);
    CHECK(read.problems().front().params.empty());
  }
  // Every change of one digit, and every exchange of two neighbours that differ, is found.
  const std::string good = invented("53250119720229001");
  REQUIRE(read_identity_number(good, "", today).ok());
  int changed = 0;
  for (std::size_t at = 0; at + 1 < good.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = good;
      wrong[at] = digit;
      if (wrong == good) continue;
      CHECK_FALSE(read_identity_number(wrong, "", today).ok());
      ++changed;
    }
    std::string turned = good;
    std::swap(turned[at], turned[at + 1]);
    if (turned != good) CHECK_FALSE(read_identity_number(turned, "", today).ok());
  }
  CHECK(changed == 17 * 9);
  CHECK(masked_identity_number(good) == "532***********" + good.substr(14));
  CHECK(masked_bank_account("6222021234567894") == "************7894");
  CHECK(is_masked(masked_identity_number(good)));
  CHECK(card_digit_holds("79927398713"));
  CHECK_FALSE(card_digit_holds("79927398710"));
  CHECK(*read_bank_account("6222 0212-3456 7894", "") == "6222021234567894");
  CHECK(rule_of(read_bank_account("1234", "").problems()) == "bank_account.malformed");
}

TEST_CASE("the life of an expert is the table, and every other step is refused", "[expert]") {
  CHECK(workflow_diagram(expert_life()).find("noticed --appoint--> appointed (reviewer,leader)") != std::string::npos);
  const Date today = day("2026-11-20");
  LifeStep full;
  full.reason = "理由";
  full.certificate_number = "PJ-1";
  full.place = "门户网站";
  for (const char* stage :
       {"applied", "returned", "approved", "noticed", "appointed", "suspended", "removed", "declined"}) {
    for (const char* step : {"return", "resubmit", "approve", "decline", "take_over", "publish_notice", "appoint",
                             "renew", "suspend", "resume", "remove", "reapply"}) {
      CAPTURE(stage, step);
      LibraryExpert expert = expert_at(stage);
      expert.certificate_number = "PJ-0";
      expert.term_from = day("2025-01-01");
      expert.term_until = day("2027-12-31");
      full.step = step;
      full.from.reset();
      full.until.reset();
      if (full.step == "publish_notice") {
        full.from = day("2026-11-23");
        full.until = day("2026-11-27");
      }
      const Transition* known = find_transition(expert_life(), stage, step);
      const auto after = take_step(expert, full, today, 0, Calendar::shipped());
      if (known == nullptr) {
        CHECK(rule_of(after.problems()) == "expert_library.wrong_stage");
      } else {
        REQUIRE(rule_of(after.problems()) == "ok");
        CHECK(after->stage == known->to);
      }
    }
  }
}

TEST_CASE("seventy is reached on the birthday, and by the year where only that is known", "[expert]") {
  struct Case {
    const char* born;  // "" not known
    int year;
    const char* today;
    bool old;
  };
  const Case cases[] = {{"", 0, "2026-11-20", false},
                        {"", 1957, "2026-12-31", false},
                        {"", 1956, "2026-01-01", true},
                        {"", 1955, "2026-01-01", true},
                        {"1956-11-21", 1956, "2026-11-20", false},
                        {"1956-11-20", 1956, "2026-11-20", true},
                        {"1956-11-20", 1957, "2026-11-20", true},  // the number counts, not the year that was typed
                        {"1957-01-01", 1956, "2026-12-31", false},
                        {"1956-02-29", 1956, "2026-02-28", false},
                        {"1956-02-29", 1956, "2026-03-01", true}};
  for (const Case& one : cases) {
    CAPTURE(one.born, one.year, one.today);
    std::optional<Date> born;
    if (*one.born) born = day(one.born);
    CHECK(is_too_old(born, one.year, day(one.today)) == one.old);
  }
}

TEST_CASE("steps are refused in the stated order", "[expert]") {
  const Date today = day("2026-11-20");
  const auto refused = [&](const LibraryExpert& expert, const LifeStep& step, int open = 0) {
    return rule_of(take_step(expert, step, today, open, Calendar::shipped()).problems());
  };
  LibraryExpert old = expert_at("applied");
  old.birth_year = 1955;
  CHECK(refused(old, {"approve"}) == "expert_library.too_old");
  old.birth_year = 1956;  // seventy this year: whether the birthday is past only an identity number tells
  CHECK(refused(old, {"approve"}) == "expert_library.birthday_unknown");
  old.born = day("1956-11-21");
  CHECK(refused(old, {"approve"}) == "ok");
  old.born = day("1956-11-20");
  CHECK(refused(old, {"approve"}) == "expert_library.too_old");
  CHECK(refused(expert_at("applied"), {"return", "  "}) == "expert_library.reason_missing");
  LifeStep notice{"publish_notice"};
  CHECK(refused(expert_at("approved"), notice) == "expert_library.notice_days_missing");
  notice.from = day("2026-11-23");
  notice.until = day("2026-11-26");
  notice.place = "网站";
  CHECK(refused(expert_at("approved"), notice) == "expert_library.notice_too_short");
  notice.until = day("2026-11-27");
  CHECK(refused(expert_at("approved"), notice) == "ok");
  notice.place = " ";
  CHECK(refused(expert_at("approved"), notice) == "expert_library.notice_place_missing");
  LibraryExpert noticed = expert_at("noticed");
  noticed.notice_until = today;
  LifeStep appoint{"appoint"};
  CHECK(refused(noticed, appoint) == "expert_library.notice_not_over");
  noticed.notice_until = today + -1;
  CHECK(refused(noticed, appoint, 1) == "expert_library.objection_open");
  CHECK(refused(noticed, appoint) == "expert_library.certificate_missing");
  appoint.certificate_number = "PJ-1";
  const auto after = take_step(noticed, appoint, today, 0, Calendar::shipped());
  CHECK(after->term_from == today);
  CHECK(after->term_until->text() == "2029-11-19");
  appoint.from = today;
  appoint.until = day("2031-11-20");
  CHECK(refused(noticed, appoint) == "expert_library.term_too_long");
  appoint.until = today + -1;
  CHECK(refused(noticed, appoint) == "expert_library.term_backwards");
  CHECK(refused(expert_at("applied"), {"take_over"}) == "expert_library.certificate_missing");
}

TEST_CASE("who is renewed before the term ends serves without a gap", "[expert]") {
  const Date today = day("2026-11-20");
  LibraryExpert expert = expert_at("appointed");
  expert.certificate_number = "PJ-1";
  expert.term_from = day("2024-01-01");
  expert.term_until = day("2026-12-31");
  LifeStep renew;
  renew.step = "renew";
  const auto renewed = take_step(expert, renew, today, 0, Calendar::shipped());
  REQUIRE(renewed.ok());
  CHECK(renewed->term_from->text() == "2024-01-01");
  CHECK(renewed->term_until->text() == "2029-12-31");
  renew.until = day("2032-01-01");
  const auto too_long = take_step(expert, renew, today, 0, Calendar::shipped());
  REQUIRE_FALSE(too_long.ok());
  CHECK(too_long.problems()[0].rule == "expert_library.term_too_long");
  renew.until.reset();
  expert.term_until = today + -1;
  const auto late = take_step(expert, renew, today, 0, Calendar::shipped());
  REQUIRE(late.ok());
  CHECK(late->term_from == today);
}

TEST_CASE("a term ends by its day, without anybody doing anything", "[expert]") {
  LibraryExpert expert = expert_at("appointed");
  expert.term_until = day("2026-11-20");
  CHECK(standing_of(expert, day("2026-11-20")) == "appointed");
  CHECK(standing_of(expert, day("2026-11-21")) == "expired");
  CHECK_FALSE(is_available(expert, day("2026-11-21")));
  expert.term_until.reset();  // of before the library: appointed without a term
  CHECK(is_available(expert, day("2036-11-21")));
  CHECK_FALSE(is_available(expert_at("suspended"), day("2026-11-20")));
  CHECK(end_of_term(day("2024-02-29"), 3).text() == "2027-02-28");
  CHECK(end_of_term(day("2026-01-01"), 3).text() == "2028-12-31");
  CHECK(end_mark(day("2026-11-20"), day("2026-11-21")) == "ended");
  CHECK(end_mark(day("2027-01-20"), day("2026-11-21")) == "ending");
  CHECK(end_mark(day("2027-01-21"), day("2026-11-21")) == "");
}

TEST_CASE("professional fields are codes, whatever way people write them, and none is part of another", "[expert]") {
  const std::vector<std::pair<std::string, std::string>> titles{{"education", "教育"}, {"budget", "财政预算"}};
  CHECK(canonical_fields("教育、 财政预算，education;health", titles) == "budget,education,health");
  CHECK(canonical_fields("", titles) == "");
  for (const std::string& one : professional_fields()) {
    for (const std::string& other : professional_fields()) {
      if (one != other) CHECK(other.find(one) == std::string::npos);
    }
  }
}

TEST_CASE("a year becomes a grade, and no figure stands without data", "[expert][assessment]") {
  struct Case {
    const char* name;
    int invited, scored, sheets, on_time, deducted, explained, founded, open;
    bool before;
    const char* grade;
    const char* advice;
  };
  const Case cases[] = {
      {"nothing", 0, 0, 0, 0, 0, 0, 0, 0, false, "not_enough_data", "none"},
      {"all well", 3, 3, 6, 6, 10, 10, 0, 0, false, "excellent", "none"},
      {"all well, no deduction", 3, 3, 6, 6, 0, 0, 0, 0, false, "excellent", "none"},
      {"too few panels", 2, 2, 4, 4, 5, 5, 0, 0, false, "qualified", "none"},
      {"an open complaint", 3, 3, 6, 6, 5, 5, 0, 1, false, "qualified", "none"},
      {"19 of 20 on time", 10, 10, 20, 19, 0, 0, 0, 0, false, "excellent", "none"},
      {"18 of 20 on time", 10, 10, 20, 18, 0, 0, 0, 0, false, "qualified", "none"},
      {"3 of 5 came", 5, 3, 10, 6, 0, 0, 0, 0, false, "qualified", "none"},
      {"2 of 5 came", 5, 2, 10, 6, 0, 0, 0, 0, false, "unqualified", "talk"},
      {"again", 5, 2, 10, 6, 0, 0, 0, 0, true, "unqualified", "remove"},
      {"no reasons", 5, 5, 10, 10, 10, 5, 0, 0, false, "unqualified", "talk"},
      {"two complaints", 5, 5, 10, 10, 0, 0, 2, 0, false, "unqualified", "remove"},
      {"complaints of somebody never invited", 0, 0, 0, 0, 0, 0, 2, 0, false, "unqualified", "remove"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.name);
    AssessmentRows rows;
    rows.invited = one.invited;
    rows.scored = one.scored;
    rows.sheets = one.sheets;
    rows.on_time = one.on_time;
    rows.deducted = one.deducted;
    rows.explained = one.explained;
    rows.complaints_founded = one.founded;
    rows.complaints_open = one.open;
    rows.unqualified_before = one.before;
    const Assessment assessment = assess_expert(rows);
    CHECK(assessment.grade == one.grade);
    CHECK(assessment.advice == one.advice);
    CHECK(assessment.lines[0].figure.empty() == (one.invited == 0));
    CHECK(assessment.lines[3].figure.empty());
  }
}

TEST_CASE("the deviation is exact, needs enough sheets, and never enters the grade", "[expert][assessment]") {
  AssessmentRows rows;
  rows.invited = rows.scored = 3;
  rows.sheets = rows.on_time = 5;
  // 90 beside 80 and 85: 5 above the mean of 85; four times that, once 0 below 100.
  for (int i = 0; i < 4; ++i) rows.compared.push_back({points(9000), {points(9000), points(8000), points(8500)}});
  CHECK_FALSE(assess_expert(rows).lines[3].enough);
  rows.compared.push_back({points(0), {points(0), points(10000)}});  // two beside each other say nothing
  CHECK(assess_expert(rows).lines[3].counted == "4");
  CHECK_FALSE(assess_expert(rows).lines[3].enough);
  rows.compared.push_back({points(0), {points(0), points(10000), points(10000)}});
  const Assessment now = assess_expert(rows);
  // (4 x 5 - 66.666667) / 5 and (4 x 5 + 66.666667) / 5
  CHECK(now.lines[3].figure == "-9.33");
  CHECK(now.lines[4].figure == "17.33");
  CHECK(now.grade == "excellent");
  CHECK(now.advice == "talk");
  const Json json = assessment_to_json(rows, now);
  CHECK(json.at("lines").items()[3].text_at("figure") == "-9.33");
  CHECK(json.at("rows").at("compared").items().size() == 6);
}
