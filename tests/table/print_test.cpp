#include <catch2/catch.hpp>
#include <cstdlib>

#include "support/table_files.h"
#include "support/table_samples.h"
#include "table/table.h"
#include "table/workbook_reader.h"

using namespace zhiheng;
using namespace zhiheng::table;
using namespace table_test;

namespace {

std::string printed(const Workbook& workbook, Format format) {
  const auto bytes = print_to_bytes(workbook, format);
  if (!bytes.ok()) return "refused " + bytes.problems().front().rule + " " + bytes.problems().front().field;
  return *bytes;
}

// GOLDEN=update rewrites the file instead.
void check_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(ZHIHENG_SOURCE_DIR) + "/tests/golden/" + name;
  const char* mode = std::getenv("GOLDEN");
  if (mode && std::string(mode) == "update") write_file(path, text);
  CHECK(text == read_file(path));
}

}  // namespace

TEST_CASE("the text table of a form is what people can check by eye") {
  check_golden("table_statement.txt", printed(workbook_of(statement_form()), Format::text));
  check_golden("table_every_type.txt", printed(workbook_of(every_type()), Format::text));
}

TEST_CASE("a page has real header cells and escapes what people typed") {
  Table table = statement_form();
  table.head[0] = "<script>alert(1)</script>";
  const std::string html = printed(workbook_of(std::move(table)), Format::html);
  CHECK(html.find("<script>") == std::string::npos);
  CHECK(html.find("&lt;script&gt;") != std::string::npos);
  CHECK(html.find("<th scope=\"colgroup\" colspan=\"2\">得分</th>") != std::string::npos);
  CHECK(html.find("<th scope=\"col\" rowspan=\"2\">机构</th>") != std::string::npos);
  CHECK(html.find("<td class=\"n\">90,095.09</td>") != std::string::npos);
  check_golden("table_statement.html", html);
}

TEST_CASE("CSV is RFC 4180 with a mark, and formulas typed by people are harmless") {
  CHECK(printed(workbook_of(every_type()), Format::csv) ==
        "\xEF\xBB\xBF文字,整数,金额,万元,分数,比例,日期,时间,是否,备注\r\n"
        "\"云南,\"\"红河\"\"\n州\",2022,-95000.50,9.50005,78.60,12.34%,2022-10-08,2022-10-08 00:30:05,是,\r\n"
        ",,,,,,,,,\r\n");
  CHECK(printed(workbook_of(texts({"=1+1", "+86", "-x", "@a", "\tb", "＝1", "a=1", " 空 ", ""})), Format::csv) ==
        "\xEF\xBB\xBFtext\r\n'=1+1\r\n'+86\r\n'-x\r\n'@a\r\n'\tb\r\n'＝1\r\na=1\r\n\" 空 \"\r\n\r\n");
}

TEST_CASE("JSON carries decimals as text and amounts in yuan") {
  CHECK(
      printed(workbook_of(every_type()), Format::json) ==
      "[\n  {\"text\": \"云南,\\\"红河\\\"\\n州\", \"integer\": 2022, \"money\": \"-95000.50\", \"big\": \"95000.50\", "
      "\"score\": \"78.60\", \"percent\": \"0.1234\", \"date\": \"2022-10-08\", \"time\": "
      "\"2022-10-08T00:30:05+08:00\", \"flag\": true, \"box\": null},\n"
      "  {\"text\": null, \"integer\": null, \"money\": null, \"big\": null, \"score\": null, \"percent\": null, "
      "\"date\": null, \"time\": null, \"flag\": null, \"box\": null}\n]\n");
  Workbook two = workbook_of(texts({"a"}));
  Document document;
  document.key = "why";
  document.name = "过程";
  document.lines = {{DocumentLine::Kind::heading, "", "一"},
                    {DocumentLine::Kind::pair, "得分", "78.60"},
                    {DocumentLine::Kind::blank, "", ""},
                    {DocumentLine::Kind::sentence, "", "完"}};
  two.sheets.emplace_back(document);
  CHECK(
      printed(two, Format::json) ==
      "{\n\"s\": [\n  {\"text\": \"a\"}\n],\n\"why\": [\n  {\"heading\": \"一\"},\n  {\"label\": \"得分\", \"value\": "
      "\"78.60\"},\n  {\"sentence\": \"完\"}\n]\n}\n");
}

TEST_CASE("a workbook that was written is read back cell by cell") {
  const Folder folder;
  REQUIRE(print(workbook_of(every_type()), Format::xlsx, folder / "a.xlsx").ok());
  CHECK(folder.names() == std::vector<std::string>{"a.xlsx"});
  CHECK(sheet_text(folder / "a.xlsx", "各类") ==
        "A1=text:文字 | B1=text:整数 | C1=text:金额 | D1=text:万元 | E1=text:分数 | F1=text:比例 | G1=text:日期 | "
        "H1=text:时间 | I1=text:是否 | J1=text:备注\n"
        "A2=text:云南,\"红河\"\n州 | B2=number:2022 | C2=number:-95000.5 | D2=number:9.50005 | E2=number:78.6 | "
        "F2=number:0.1234 | G2=date:2022-10-08 | H2=date:2022-10-08 00:30:05 | I2=text:是\n");
}

TEST_CASE("texts come back as they were, whatever they look like") {
  const std::vector<std::string> values = {"=1+1",
                                           "+1",
                                           "-1",
                                           "@x",
                                           "0012",
                                           "_x0041_",
                                           "a\x01"
                                           "b\r\nc\td",
                                           " 首尾 ",
                                           "<&>\"'",
                                           "😀",
                                           "12345678901234567890",
                                           "#REF!",
                                           "TRUE",
                                           "_x",
                                           "_x005F_x0041_"};
  const Folder folder;
  REQUIRE(print(workbook_of(texts(values)), Format::xlsx, folder / "a.xlsx").ok());
  auto reader = WorkbookReader::open(folder / "a.xlsx");
  REQUIRE(reader.ok());
  std::vector<std::string> back;
  REQUIRE(reader
              ->read(0,
                     [&](const SheetRow& row) {
                       CHECK(row.cells[0].kind == SheetCellKind::text);
                       CHECK_FALSE(row.cells[0].formula);
                       back.push_back(row.cells[0].text);
                       return true;
                     })
              .ok());
  back.erase(back.begin());
  CHECK(back == values);
}

TEST_CASE("sums of a data sheet stand on a sheet of their own, with nothing above the header") {
  const Folder folder;
  Table table = statement_form();
  table.layout = Layout::data;
  REQUIRE(print(workbook_of(std::move(table)), Format::xlsx, folder / "a.xlsx").ok());
  const std::string text = sheet_text(folder / "a.xlsx", "结算单");
  CHECK(text.substr(0, text.find('\n')) ==
        "A1=text:机构 | B1=text:评价项目 | C1=text:得分 方案 | D1=text:得分 报告 | E1=text:合同金额（元） | "
        "F1=text:扣减比例 "
        "| G1=text:扣减金额（元） | H1=text:应付金额（元）");
  CHECK(text.find(
            "A2=text:甲公司 | B2=text:教育项目 | C2=number:82.5 | D2=number:76 | E2=number:100000 | F2=number:0.1 | "
            "G2=number:10000 (formula) | H2=number:90000 (formula)\n") != std::string::npos);
  // The last deduction is not what a formula gives: a plain figure, and the payable from it a formula again.
  CHECK(text.find("E4=number:3.33 | G4=number:4 | H4=number:0 (formula)\n") != std::string::npos);
  CHECK(sheet_text(folder / "a.xlsx", "合计") ==
        "A1=text:结算单 | B1=text:合同金额（元） | C1=number:100103.43 (formula)\n"
        "A2=text:结算单 | B2=text:扣减金额（元） | C2=number:10009.01 (formula)\n"
        "A3=text:结算单 | B3=text:应付金额（元） | C3=number:90095.09 (formula)\n");
  python(R"PY(
import sys, zipfile
text = zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").decode()
assert '<pane ySplit="1"' in text and '<autoFilter ref="A1:H4"' in text
)PY",
         {folder / "a.xlsx"});
}

TEST_CASE("a form has its title, subtotals, totals and signatures") {
  const Folder folder;
  REQUIRE(print(workbook_of(statement_form()), Format::xlsx, folder / "a.xlsx").ok());
  check_golden("table_statement_cells.txt", sheet_text(folder / "a.xlsx", "结算单"));
}

TEST_CASE("the same workbook gives the same bytes") {
  const std::string first = printed(workbook_of(statement_form()), Format::xlsx);
  REQUIRE(first.substr(0, 2) == "PK");
  CHECK(first == printed(workbook_of(statement_form()), Format::xlsx));
  const Workbook twice = workbook_of(statement_form());
  CHECK(printed(twice, Format::csv) == printed(twice, Format::csv));
}

TEST_CASE("names of sheets are made acceptable") {
  Workbook workbook;
  workbook.title = "t";
  for (const char* name : {"a/b:c", "A B C", "", "'x'", "History",
                           "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十甲乙丙丁"}) {
    Table table = texts({"x"});
    table.name = name;
    workbook.sheets.emplace_back(std::move(table));
  }
  const Folder folder;
  REQUIRE(print(workbook, Format::xlsx, folder / "a.xlsx").ok());
  auto reader = WorkbookReader::open(folder / "a.xlsx");
  REQUIRE(reader.ok());
  std::vector<std::string> names;
  for (const auto& sheet : reader->sheets()) names.push_back(sheet.name);
  CHECK(names == std::vector<std::string>{"a b c", "A B C (2)", "工作表", "x", "History_",
                                          "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十甲"});
}

TEST_CASE("what a file cannot carry is refused at its cell") {
  CHECK(printed(workbook_of(texts({"ok", "bad \xff"})), Format::xlsx) == "refused table.not_utf8 S!A3");
  CHECK(printed(workbook_of(texts({std::string("a\0b", 3)})), Format::csv) == "refused table.not_utf8 S!A2");
  CHECK(printed(workbook_of(texts({"\xED\xA0\x80"})), Format::json) == "refused table.not_utf8 S!A2");
  CHECK(printed(workbook_of(texts({std::string(32768, 'a')})), Format::xlsx) == "refused table.text_too_long S!A2");
  CHECK(printed(workbook_of(texts({std::string(32767, 'a')})), Format::xlsx).substr(0, 2) == "PK");
  CHECK(printed(Workbook(), Format::xlsx) == "refused table.no_sheets ");
  Table sums = texts({});
  sums.columns = {column("fee", "fee", CellType::money)};
  sums.columns[0].total = Total::sum;
  sums.rows = rows_of({{INT64_MAX}, {std::int64_t{1}}});
  CHECK(printed(workbook_of(sums), Format::html) == "refused table.sum_too_large S!A3");
  Table wrong = texts({"abc"});
  wrong.columns[0].type = CellType::money;
  CHECK_THROWS_AS(print_to_bytes(workbook_of(wrong), Format::csv), Defect);
}

TEST_CASE("more rows than a sheet holds are refused") {
  Table table = texts({});
  table.columns = {column("n", "n", CellType::integer)};
  table.rows = [n = std::int64_t{0}](std::vector<Value>& row) mutable {
    row.assign(1, n);
    return n++ < 1'048'576;
  };
  const Folder folder;
  const auto result = print(workbook_of(table), Format::xlsx, folder / "a.xlsx");
  REQUIRE_FALSE(result.ok());
  CHECK(result.problems().front().rule == "table.too_many_rows");
  CHECK(folder.names().empty());
}

TEST_CASE("LibreOffice recalculates every figure to its cached value") {
  const Folder folder;
  REQUIRE(print(workbook_of(statement_form()), Format::xlsx, folder / "form.xlsx").ok());
  Table data = statement_form();
  data.layout = Layout::data;
  REQUIRE(print(workbook_of(std::move(data)), Format::xlsx, folder / "data.xlsx").ok());
  // The cached values are thrown away first, so that what comes back was calculated.
  python(R"PY(
import sys, re, zipfile
for name in sys.argv[1:]:
    with zipfile.ZipFile(name) as z: parts = {i.filename: z.read(i) for i in z.infolist()}
    with zipfile.ZipFile(name.replace(".xlsx", "-bare.xlsx"), "w", zipfile.ZIP_DEFLATED) as z:
        for part, text in parts.items():
            if part.startswith("xl/worksheets/sheet"):
                text, n = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
                assert n > 0
            z.writestr(part, text)
)PY",
         {folder / "form.xlsx", folder / "data.xlsx"});
  REQUIRE(run("cd " + folder.path() + " && mkdir out && soffice -env:UserInstallation=file://" + folder.path() +
              "/profile --headless --convert-to xlsx --outdir out form-bare.xlsx data-bare.xlsx > /dev/null 2>&1") ==
          0);
  CHECK(sheet_text(folder / "out/form-bare.xlsx", "结算单") == sheet_text(folder / "form.xlsx", "结算单"));
  CHECK(sheet_text(folder / "out/data-bare.xlsx", "结算单") == sheet_text(folder / "data.xlsx", "结算单"));
  CHECK(sheet_text(folder / "out/data-bare.xlsx", "合计") == sheet_text(folder / "data.xlsx", "合计"));
}
