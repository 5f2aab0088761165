#include <catch2/catch.hpp>

#include "support/table_files.h"
#include "table/workbook_marker.h"
#include "table/workbook_template.h"

using namespace zhiheng;
using namespace zhiheng::table;
using namespace table_test;

namespace {

TemplateWorkbook contracts() {
  TemplateWorkbook workbook;
  workbook.title = "合同导入模板";
  workbook.notes = {"每行一份合同。"};
  std::vector<std::string> kinds;
  for (int i = 0; i < 60; ++i) kinds.push_back("很长的项目类别第" + std::to_string(i) + "种");
  workbook.sheets = {
      {"合同",
       {{"合同编号", "Contract number", FieldKind::code, true, {}, 0, "HT-2022-017", "每个委托方内唯一"},
        {"金额（元）", "Fee (yuan)", FieldKind::money, true, {}, 0, "100000.00", ""},
        {"签订日期", "Signed on", FieldKind::date, false, {}, 0, "2022-03-01", ""},
        {"采购方式", "Procurement", FieldKind::choice, false, {"公开招标", "竞争性磋商"}, 0, "公开招标", ""},
        {"类别", "Kind", FieldKind::choice, false, kinds, 0, kinds[3], ""},
        {"得分", "Score", FieldKind::score, false, {}, 0, "82.50", ""},
        {"是否", "Flag", FieldKind::flag, false, {}, 0, "是", ""}}},
      {"付款", {{"合同编号", "Contract number", FieldKind::code, true, {}, 0, "HT-2022-017", ""}}}};
  return workbook;
}

}  // namespace

TEST_CASE("a template has one header row, an example that is passed over, drop-downs and instructions") {
  const Folder folder;
  REQUIRE(write_template(contracts(), folder / "t.xlsx").ok());
  auto reader = WorkbookReader::open(folder / "t.xlsx");
  REQUIRE(reader.ok());
  std::vector<std::string> names;
  for (const auto& sheet : reader->sheets()) names.push_back(sheet.name + (sheet.hidden ? " (hidden)" : ""));
  CHECK(names == std::vector<std::string>{"合同", "付款", "说明", "选项 (hidden)"});
  CHECK(instructions_sheet_name(Language::zh) == "说明");
  int rows = 0, examples = 0;
  for (const char* sheet : {"合同", "付款"}) {
    REQUIRE(reader
                ->read(reader->find_sheet(sheet),
                       [&](const SheetRow& row) {
                         ++rows;
                         examples += is_example_row(row, 1);
                         if (row.number == 1) CHECK(row.cells[0].text == "合同编号");
                         if (row.number == 2) CHECK(row.cells[0].text == "示例：HT-2022-017");
                         return true;
                       })
                .ok());
  }
  CHECK(rows == 4);
  CHECK(examples == 2);
  python(R"PY(
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1]); sheet = book["合同"]
found = {str(v.sqref): (v.type, v.formula1) for v in sheet.data_validations.dataValidation}
assert found["D2:D50001"] == ("list", '"公开招标,竞争性磋商"'), found
assert found["E2:E50001"] == ("list", "'选项'!$A$1:$A$60"), found
assert found["C3:C50001"][0] == "date", found
assert found["F3:F50001"][0] == "decimal", found
assert found["G2:G50001"] == ("list", '"是,否"'), found
assert sheet.freeze_panes == "A2"
assert sheet.column_dimensions["A"].width > 10
assert book["选项"]["A60"].value.endswith("59种")
text = "\n".join(str(c.value) for r in book["说明"].iter_rows() for c in r if c.value)
for word in ("合同编号", "Contract number", "必填", "示例：", "每个委托方内唯一"): assert word in text, word
)PY",
         {folder / "t.xlsx"});
}

TEST_CASE("only the row under the header can be an example") {
  SheetRow row;
  row.number = 2;
  row.cells = {{SheetCellKind::text, "HT-1"}, {SheetCellKind::text, "示例：x"}};
  CHECK(is_example_row(row, 1));
  CHECK_FALSE(is_example_row(row, 2));
  row.number = 3;
  CHECK_FALSE(is_example_row(row, 1));
  row.cells[1].text = "Example: x";
  CHECK(is_example_row(row, 2));
  row.cells[1].text = "见示例：x";
  CHECK_FALSE(is_example_row(row, 2));
}

TEST_CASE("a marked copy keeps every value, reddens the bad cells and lists the reasons") {
  const Folder folder;
  python(R"PY(
import sys, datetime, openpyxl
b = openpyxl.Workbook(); s = b.active; s.title = "合同"
s.append(["合同编号", "金额", "签订日期"]); s.append(["0012", "十万", datetime.date(2022, 10, 8)])
s["A5"] = 1234.56; s["B5"] = True; s["C5"] = datetime.datetime(2022, 10, 8, 9, 30)
b.create_sheet("问题清单").append(["old"]); b.save(sys.argv[1])
)PY",
         {folder / "a.xlsx"});
  const std::vector<CellProblem> problems = {{"合同", "B2", "十万", "金额应为数字"},
                                             {"合同", "B2", "十万", "第二个问题"},
                                             {"合同", "D2", "", "缺少采购方式"},
                                             {"合同", "A3", "", "此行缺少"},
                                             {"合同", "C5", "2022-10-08 09:30:00", "不应带时间"},
                                             {"合同", "B9", "", "末行之后"},
                                             {"合同", "", "", "缺少列“采购方式”"},
                                             {"付款", "", "", "缺少工作表"}};
  REQUIRE(mark_workbook(folder / "a.xlsx", folder / "b.xlsx", problems, Language::zh).ok());
  CHECK(sheet_text(folder / "b.xlsx", "合同") == sheet_text(folder / "a.xlsx", "合同"));
  CHECK(sheet_text(folder / "b.xlsx", "问题清单")
            .find("A3=text:合同 | B3=text:B2 | C3=text:十万 | D3=text:第二个问题\n") != std::string::npos);
  python(R"PY(
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames == ["问题清单", "合同"], book.sheetnames
sheet = book["合同"]
for cell, reason in {"B2": "金额应为数字\n第二个问题", "D2": "缺少采购方式", "A3": "此行缺少", "C5": "不应带时间", "B9": "末行之后"}.items():
    assert sheet[cell].fill.fgColor.rgb == "FFFFC7CE", (cell, sheet[cell].fill.fgColor.rgb)
    assert reason in sheet[cell].comment.text, cell
assert sheet["A2"].comment is None and sheet["A2"].number_format == "@"
assert book["问题清单"].max_row == 9
)PY",
         {folder / "b.xlsx"});
  // What was marked can be marked again: the old list goes.
  REQUIRE(mark_workbook(folder / "b.xlsx", folder / "c.xlsx", {problems[0]}, Language::zh).ok());
  CHECK(sheet_text(folder / "c.xlsx", "合同") == sheet_text(folder / "a.xlsx", "合同"));
  write_file(folder / "x.xlsx", "no");
  const auto refused = mark_workbook(folder / "x.xlsx", folder / "d.xlsx", problems, Language::zh);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.problems().front().rule == "workbook.not_a_workbook");
  CHECK(folder.names() == std::vector<std::string>{"a.xlsx", "b.xlsx", "c.xlsx", "x.xlsx"});
}
