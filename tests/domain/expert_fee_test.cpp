// Figures of the hourly rule: 粤财采购〔2020〕17号; of days: 财科教〔2017〕128号 and 合肥市's ceilings.
#include "domain/expert_fee.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

FeeScheme shipped(const char* code) {
  return *read_fee_scheme(*shipped_fee_scheme(code));
}

ExpertFeeLine work(std::int64_t quantity, std::int64_t expert = 1, int day = 1, const char* level = "senior") {
  ExpertFeeLine line;
  line.expert_id = expert;
  line.matter = "HT-1";
  line.quantity = quantity;
  line.title_level = level;
  line.day_number = day;
  line.worked_on = Date::of(2026, 3, day);
  return line;
}

std::string worked(const char* code, const ExpertFeeLine& line) {
  ExpertFee fee;
  fee.lines = {line};
  const Outcome done = work_out(fee, shipped(code), {});
  if (!done) return done.problems().front().field + ":" + done.problems().front().rule;
  const Withheld& figures = fee.lines[0].figures;
  return figures.gross.text() + " - " + figures.tax.text() + " = " + figures.net().text();
}

std::string problems_of(const std::string& text) {
  const auto read = read_fee_scheme(*parse_json(text));
  std::string out;
  for (const Problem& one : read.problems()) out += (out.empty() ? "" : " ") + one.field + ":" + one.rule;
  return out;
}

}  // namespace

TEST_CASE("hours in steps: the first block, half hours, long days, the next day", "[expert_fee]") {
  const std::int64_t cases[][4] = {{30, 0, 400, 1},    {120, 2, 400, 1},  {150, 2, 400, 1},  {151, 3, 500, 1},
                                   {210, 3, 500, 1},   {479, 8, 1000, 1}, {510, 8, 1000, 1}, {511, 9, 1150, 1},
                                   {600, 10, 1300, 1}, {120, 2, 200, 2},  {600, 10, 1100, 3}};
  for (const auto& one : cases) {
    INFO(one[0] << " minutes on day " << one[3]);
    CHECK(counted_hours(one[0]) == one[1]);
    ExpertFeeLine line = work(one[0], 1, static_cast<int>(one[3]));
    CHECK(fee_by_rule(shipped("guangdong-2020"), line, "")->fen() == one[2] * 100);
    CHECK(!line.steps.empty());
  }
}

TEST_CASE("days and half days, caps, items, letters and an expert who came for nothing", "[expert_fee]") {
  CHECK(worked("hefei-half-day", work(2)) == "1000.00 - 40.00 = 960.00");
  CHECK(worked("hefei-half-day", work(1)) == "500.00 - 0.00 = 500.00");
  // Net agreed: the expert receives what the rule names.
  CHECK(worked("central-2017", work(2)) == "1675.00 - 175.00 = 1500.00");
  CHECK(worked("central-2017", work(1, 1, 1, "other")) == "540.00 - 0.00 = 540.00");
  CHECK(worked("central-2017", work(2, 1, 3)) == "750.00 - 0.00 = 750.00");
  CHECK(worked("per-sheet", work(3, 1, 1, "middle")) == "720.00 - 0.00 = 720.00");
  ExpertFeeLine line = work(2);
  line.kind = "correspondence";
  CHECK(worked("hefei-half-day", line) == "500.00 - 0.00 = 500.00");
  CHECK(worked("guangdong-2020", line) == "/lines/0/kind:expert_fee.no_correspondence");
  line.kind = "travel";
  CHECK(worked("guangdong-2020", line) == "200.00 - 0.00 = 200.00");
  CHECK(worked("hefei-half-day", line) == "/lines/0/kind:expert_fee.no_travel_allowance");
}

TEST_CASE("a bill cumulates the month of a matter, and shows who gets nothing", "[expert_fee]") {
  ExpertFee fee;
  fee.month = "2026-03";
  fee.lines = {work(600), work(600, 1, 2), work(600, 2), work(600, 3), work(0, 4)};
  fee.lines[3].unpayable = true;
  fee.lines[3].reason = "本单位人员";
  MonthSums before{{{2, "HT-1"}, {Money::fen(400'000), Money::fen(64'000)}}, {{1, "HT-2"}, {Money::fen(900'000), {}}}};
  REQUIRE(work_out(fee, shipped("guangdong-2020"), before).ok());
  CHECK(fee.lines[0].figures.tax.text() == "100.00");            // (1300 - 800) x 20 %
  CHECK(fee.lines[1].figures.month.income.text() == "2400.00");  // 1300 + 1100
  CHECK(fee.lines[1].figures.tax.text() == "220.00");
  CHECK(fee.lines[2].figures.month.tax.text() == "848.00");  // 5300 x 80 % x 20 %
  CHECK(fee.lines[2].figures.tax.text() == "208.00");
  CHECK(fee.lines[3].figures.gross == Money());
  CHECK(fee.lines[3].steps.front().key == "expert_fee.step.unpayable");
  CHECK(fee.lines[4].unfinished);
  CHECK(fee.gross.text() == "3700.00");
  CHECK(fee.tax.text() == "528.00");
  CHECK(fee.net().text() == "3172.00");
}

TEST_CASE("a correction takes back with its tax, and never more than the month has", "[expert_fee]") {
  ExpertFee fee;
  fee.lines = {work(0)};
  fee.lines[0].kind = "correction";
  fee.lines[0].given = Money::fen(-30'000);
  const MonthSums before{{{1, "HT-1"}, {Money::fen(130'000), Money::fen(10'000)}}};
  REQUIRE(work_out(fee, shipped("guangdong-2020"), before).ok());
  CHECK(fee.lines[0].figures.tax.text() == "-60.00");
  CHECK(fee.net().text() == "-240.00");
  fee.lines[0].given = Money::fen(-130'001);
  CHECK(work_out(fee, shipped("guangdong-2020"), before).problems().front().rule == "expert_fee.below_zero");
}

TEST_CASE("the same work is claimed once", "[expert_fee]") {
  ExpertFeeLine a = work(120);
  a.panel_id = 7;
  ExpertFeeLine b = a;
  CHECK(claims_clash(a, b));
  a.part = "morning";
  CHECK(claims_clash(a, b));
  b.part = "afternoon";
  CHECK(!claims_clash(a, b));
  b.worked_on.reset();
  CHECK(claims_clash(a, b));
  b.panel_id = 8;
  CHECK(!claims_clash(a, b));
  b = a;
  b.kind = "correction";
  CHECK(!claims_clash(a, b));
  b = a;
  b.expert_id = 2;
  CHECK(!claims_clash(a, b));
  a.panel_id = b.panel_id = 0;
  b.expert_id = 1;
  CHECK(claims_clash(a, b));
  b.matter = "HT-2";
  CHECK(!claims_clash(a, b));
}

TEST_CASE("schemes are read strictly, all problems at once", "[expert_fee]") {
  CHECK(problems_of(R"({"scheme":"a","revision":1,"title":"t","agreed":"gross","method":"fixed",
                       "fixed":{"amounts":{"senior":"1","middle":"2","other":"3"}}})") == "");
  CHECK(problems_of(R"({"scheme":"a","revision":0,"title":"","agreed":"both","method":"fixed","fixed":{},"x":1})") ==
        "/x:document.unknown_member /revision:document.out_of_range /title:document.blank "
        "/agreed:document.bad_choice /fixed/amounts:document.missing_member");
  CHECK(problems_of(R"({"scheme":"a","revision":1,"title":"t","agreed":"net","method":"hourly_steps","item":{},
                       "hourly":{"first_hours":9,"first_amount":"1","step_amount":"1","day_hours":8,
                       "over_amount":"1"}})") ==
        "/hourly/day_hours:fee_scheme.day_shorter_than_block /item:fee_scheme.part_of_another_method");
  CHECK(shipped_fee_schemes().size() == 4);
}

TEST_CASE("months and title levels as people write them", "[expert_fee]") {
  CHECK(check_month("2026-03", "/month").ok());
  for (const char* wrong : {"2026-13", "2026-3", "202603", "2026-03-01", ""}) CHECK(!check_month(wrong, "/month").ok());
  CHECK(level_of_title("副教授") == "senior");
  CHECK(level_of_title("高级会计师") == "senior");
  CHECK(level_of_title("会计师") == "middle");
  CHECK(level_of_title("助理研究员") == "middle");
  CHECK(level_of_title("助理会计师") == "other");
  CHECK(level_of_title("") == "other");
}
