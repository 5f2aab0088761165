#include <catch2/catch.hpp>

#include "domain/reason_check.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

ReasonRow row(std::int64_t sheet, std::int64_t expert, std::int64_t agency, const char* points, std::string reason,
              std::string page = "3") {
  ReasonRow made;
  made.sheet_id = sheet;
  made.expert_id = expert;
  made.agency_id = agency;
  made.panel_id = agency;  // one panel per agency
  made.component = "plan";
  made.criterion = "c" + std::to_string(sheet);
  made.title = "目标";
  made.full = Score::hundredths(1000);
  if (points) made.points = *read_score(points, "");
  made.reason = std::move(reason);
  made.page = std::move(page);
  return made;
}

std::string found(const std::vector<ReasonRow>& rows) {
  std::string all;
  for (const ReasonFinding& finding : check_reasons(rows, shipped_reason_words())) {
    const std::string rule = finding.rule.substr(finding.rule.find('.') + 1);
    all += (all.empty() ? "" : " ") + std::to_string(finding.row) + ":" + rule;
  }
  return all;
}

}  // namespace

TEST_CASE("reasons: what one row shows by itself", "[reasons]") {
  struct Case {
    const char *points, *reason, *page, *expected;
  };
  const Case cases[] = {
      {"10", "", "", ""},
      {"10", "目标明确，材料齐全，未发现不足。", "", ""},
      {"10", "绩效目标不明确，指标缺失", "", "0:full_marks_negative"},
      {"10", "The budget is incomplete.", "", "0:full_marks_negative"},
      {"10", "The latest template was used", "", ""},
      {"9", "", "3", "0:deduction_without_reason"},
      {"9", " 。 ", "3", "0:deduction_without_reason"},
      {"0", "", "", "0:deduction_without_reason 0:deduction_without_page"},
      {nullptr, "", "", ""},  // not given is not nought
      {"9", "同上", "3", "0:boilerplate"},
      {"9", "偏低", "3", "0:too_short"},
      {"9", "产出指标没有量化", "3", ""},
      {"9", "产出指标没有量化", "", "0:deduction_without_page"},
      {"9", "See above.", "3", "0:boilerplate"},
  };
  for (const Case& each : cases) {
    INFO(each.reason << " " << (each.points ? each.points : "none"));
    CHECK(found({row(1, 1, 1, each.points, each.reason, each.page)}) == each.expected);
  }
}

TEST_CASE("reasons: the same reason three times in a sheet", "[reasons]") {
  std::vector<ReasonRow> rows(3, row(1, 1, 1, "8", "内容写得比较笼统"));
  CHECK(found(rows) == "0:repeated 1:repeated 2:repeated");
  rows.pop_back();
  CHECK(found(rows).empty());
}

TEST_CASE("reasons: sentences copied across agencies and between experts", "[reasons]") {
  const std::string copied = "成本指标只写了总额，没有分解到各个子项。";
  const std::string marks = "另外，成本指标只写了总额 没有分解到各个子项；";
  // The same expert about two agencies; the marks differ, the sentence does not when it stands alone.
  CHECK(found({row(1, 1, 1, "8", copied), row(2, 1, 2, "8", "内容完整。" + copied)}) ==
        "0:copied_across_agencies 1:copied_across_agencies");
  CHECK(found({row(1, 1, 1, "8", copied), row(2, 1, 2, "8", marks)}).empty());
  // Twice about the same agency is no copy; another expert about another agency neither.
  CHECK(found({row(1, 1, 1, "8", copied), row(2, 1, 1, "8", copied)}).empty());
  CHECK(found({row(1, 1, 1, "8", copied), row(2, 2, 2, "8", copied)}).empty());
  CHECK(found({row(1, 1, 1, "8", copied), row(2, 2, 1, "8", copied)}) ==
        "0:copied_between_experts 1:copied_between_experts");
  // Short sentences are everybody's.
  CHECK(found({row(1, 1, 1, "8", "指标没有量化。"), row(2, 1, 2, "8", "指标没有量化。")}).empty());
  CHECK(telling_sentences("Costs were given as one SUM, without any parts at all.").size() == 1);
  CHECK(telling_sentences("Costs were given as one sum only").empty());
  CHECK(normalized_sentence("ＡＢＣ 1.5 倍！") == "abc15倍");
}
