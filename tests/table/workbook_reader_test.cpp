#include <catch2/catch.hpp>

#include "support/table_files.h"
#include "table/workbook_reader.h"

using namespace zhiheng;
using namespace zhiheng::table;
using namespace table_test;

namespace {

// Packs the given parts; the four that every workbook needs are added when they are not given.
constexpr const char* packer = R"PY(
import sys, zipfile, json
target, parts = sys.argv[1], json.loads(open(sys.argv[2], encoding="utf-8").read())
need = {
 "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
 "_rels/.rels": '<Relationships xmlns="r"><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>',
 "xl/_rels/workbook.xml.rels": '<Relationships xmlns="r"><Relationship Id="s1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
   '<Relationship Id="s2" Type="x/styles" Target="styles.xml"/><Relationship Id="s3" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>',
 "xl/workbook.xml": '<workbook xmlns:r="q"><sheets><sheet name="S" sheetId="1" r:id="s1"/></sheets></workbook>',
 "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
 "xl/sharedStrings.xml": '<sst><si><t>one</t></si></sst>',
 "xl/worksheets/sheet1.xml": '<worksheet><sheetData/></worksheet>',
}
need.update(parts)
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
    for name, text in need.items():
        if text is not None: z.writestr(name, text)
)PY";

std::string packed(const Folder& folder, const std::string& parts_json) {
  write_file(folder / "parts.json", parts_json);
  python(packer, {folder / "book.xlsx", folder / "parts.json"});
  return folder / "book.xlsx";
}

std::string with_sheet(const Folder& folder, const std::string& xml) {
  return packed(folder, "{\"xl/worksheets/sheet1.xml\": \"" + xml + "\"}");
}

}  // namespace

TEST_CASE("what openpyxl writes is read, and so are the forms that only other programs use") {
  const Folder folder;
  python(R"PY(
import sys, datetime, openpyxl
from openpyxl.styles import numbers
b = openpyxl.Workbook(); s = b.active; s.title = "合同"
s.append(["合同编号", "金额", "签订日期", "时间", "有效", "备注"])
s.append(["0012", 1234.56, datetime.date(2022, 10, 8), datetime.datetime(2022, 10, 8, 9, 30), True, " 首尾 "])
s.append([None, 0.1, None, None, False, "第一行\n第二行 <&>\"'"])
s["A5"] = "=1+1"; s["B5"] = "#REF!"; s["B5"].data_type = "e"
s["C5"] = 44842; s["C5"].number_format = '[$-804]yyyy"年"m"月"d"日"'
s.merge_cells("A7:B8"); s["A7"] = "合并"
b.create_sheet("隐藏").sheet_state = "hidden"
b.save(sys.argv[1])
)PY",
         {folder / "a.xlsx"});
  CHECK(sheet_text(folder / "a.xlsx", "合同") ==
        "A1=text:合同编号 | B1=text:金额 | C1=text:签订日期 | D1=text:时间 | E1=text:有效 | F1=text:备注\n"
        "A2=text:0012 | B2=number:1234.56 | C2=date:2022-10-08 | D2=date:2022-10-08 09:30:00 | E2=boolean:TRUE | "
        "F2=text: 首尾 \n"
        "B3=number:0.1 | E3=boolean:FALSE | F3=text:第一行\n第二行 <&>\"'\n"
        "A5=empty: (formula) | B5=error:#REF! | C5=date:2022-10-08\n"
        "A7=text:合并\n"
        "merged A7:B8\n");
  auto reader = WorkbookReader::open(folder / "a.xlsx");
  REQUIRE(reader.ok());
  REQUIRE(reader->sheets().size() == 2);
  CHECK_FALSE(reader->sheets()[0].hidden);
  CHECK(reader->sheets()[1].hidden);
  CHECK(sheet_text(*reader, 0) == sheet_text(*reader, 0));  // a sheet can be read again
  auto bytes = WorkbookReader::open_bytes(read_file(folder / "a.xlsx"));
  REQUIRE(bytes.ok());
  CHECK(sheet_text(*bytes, 0) == sheet_text(*reader, 0));
}

TEST_CASE("openpyxl's 1904 workbooks keep their days") {
  const Folder folder;
  python(R"PY(
import sys, datetime, openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
b = openpyxl.Workbook(); b.epoch = CALENDAR_MAC_1904
b.active["A1"] = datetime.date(2022, 10, 8); b.save(sys.argv[1])
)PY",
         {folder / "a.xlsx"});
  CHECK(sheet_text(folder / "a.xlsx", "Sheet") == "A1=date:2022-10-08\n");
}

TEST_CASE("cells without addresses, phonetic hints, escapes, prefixes and a byte order mark") {
  const Folder folder;
  const std::string path = packed(folder, R"J({
    "xl/sharedStrings.xml": "\ufeff<x:sst xmlns:x='m'><x:si><x:r><x:t>云</x:t></x:r><x:r><x:t>南</x:t></x:r><x:rPh><x:t>ユン</x:t></x:rPh></x:si></x:sst>",
    "xl/worksheets/sheet1.xml": "<x:worksheet xmlns:x='m'><x:sheetData><x:row><x:c t='s'><x:v>0</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row><x:row r='3'><x:c t='inlineStr'><x:is><x:t>a_x0009_b_x005F_x0041_</x:t></x:is></x:c><x:c r='D3' t='str'><x:f>B1</x:f><x:v>好</x:v></x:c><x:c t='d'><x:v>2022-10-08T09:30:00</x:v></x:c><x:c s='1'><x:v>44842</x:v></x:c></x:row></x:sheetData></x:worksheet>"})J");
  CHECK(sheet_text(path, "S") ==
        "A1=text:云南 | B1=number:7\n"
        "A3=text:a\tb_x0041_ | D3=text:好 (formula) | E3=date:2022-10-08 09:30:00 | F3=date:2022-10-08\n");
}

TEST_CASE("rows without any cell are passed over and a reader may stop early") {
  const Folder folder;
  const std::string path =
      with_sheet(folder,
                 "<worksheet><sheetData><row r='2'><c r='B2' s='1'/></row><row r='5'><c r='B5'><v>1</v></c></row>"
                 "<row r='6'><c r='A6'><v>2</v></c></row></sheetData></worksheet>");
  auto reader = WorkbookReader::open(path);
  REQUIRE(reader.ok());
  std::vector<std::uint32_t> numbers;
  const auto read = reader->read(0, [&](const SheetRow& row) {
    numbers.push_back(row.number);
    CHECK(row.at(0).kind == SheetCellKind::empty);
    CHECK(row.at(1).text == "1");
    CHECK(row.at(99).kind == SheetCellKind::empty);
    return false;
  });
  REQUIRE(read.ok());
  CHECK(numbers == std::vector<std::uint32_t>{5});
  // What the caller throws comes out of the parser unharmed.
  CHECK_THROWS_AS(reader->read(0, [](const SheetRow&) -> bool { throw std::runtime_error("full"); }),
                  std::runtime_error);
}

TEST_CASE("files that are not workbooks are refused by name") {
  const Folder folder;
  CHECK(first_refusal(folder / "absent.xlsx") == "workbook.absent");
  CHECK(first_refusal(folder.path()) == "workbook.absent");
  write_file(folder / "empty", "");
  CHECK(first_refusal(folder / "empty") == "workbook.not_a_workbook");
  write_file(folder / "csv", "a,b\r\n1,2\r\n");
  CHECK(first_refusal(folder / "csv") == "workbook.not_a_workbook");
  write_file(folder / "pk", "PK\x03\x04 and nothing more");
  CHECK(first_refusal(folder / "pk") == "workbook.damaged");
  const std::string ole("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  write_file(folder / "xls", ole + std::string(2000, 'x'));
  CHECK(first_refusal(folder / "xls") == "workbook.old_format");
  std::string wide;
  for (char c : std::string("EncryptedPackage")) wide += std::string(1, c) + std::string(1, '\0');
  // Across the border of two pieces of the search.
  write_file(folder / "locked", ole + std::string(65536 - 8 - 9, 'x') + wide + std::string(500, 'x'));
  CHECK(first_refusal(folder / "locked") == "workbook.encrypted");
  CHECK(first_refusal(packed(folder, R"({"xl/workbook.xml": null})")) == "workbook.not_a_workbook");
  CHECK(first_refusal(packed(folder, R"({"xl/worksheets/sheet1.xml": null})")) == "workbook.missing_part");
  CHECK(first_refusal(packed(folder, R"({"xl/sharedStrings.xml": null})")) == "workbook.missing_part");
  CHECK(first_refusal(packed(folder, R"({"XL/Workbook.xml": "<a/>"})")) == "workbook.duplicate_part");
}

TEST_CASE("broken content is refused by name and never guessed") {
  const Folder folder;
  const auto rule = [&](const std::string& rows) {
    return first_refusal(with_sheet(folder, "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"));
  };
  CHECK(rule("<row r='1'><c r='A1'><v>1</v></c></row>") == "");
  CHECK(rule("<row r='1'><c r='A1'><v>1</v></row>") == "workbook.broken_xml");
  CHECK(rule("<row r='1'><c r='A1'><v>abc</v></c></row>") == "workbook.broken_content");
  CHECK(rule("<row r='1'><c r='A1' t='s'><v>1</v></c></row>") == "workbook.broken_content");
  CHECK(rule("<row r='1'><c r='A1' t='zz'><v>1</v></c></row>") == "workbook.broken_content");
  CHECK(rule("<row r='1'><c r='A2'><v>1</v></c></row>") == "workbook.broken_content");
  CHECK(rule("<row r='2'/><row r='1'/>") == "workbook.broken_content");
  CHECK(rule("<row r='0'/>") == "workbook.broken_content");
  CHECK(rule("<row r='1'><c r='B1'/><c r='A1'><v>1</v></c></row>") == "workbook.broken_content");
  CHECK(rule("<row r='1'><c r='XFE1'/></row>") == "workbook.broken_content");
  CHECK(first_refusal(with_sheet(folder, "<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>")) == "workbook.doctype");
  CHECK(first_refusal(with_sheet(folder, "")) == "workbook.broken_xml");
  CHECK(rule("<row r='1'><c r='A1' t='inlineStr'><is><t>" + std::string(150'000, 'a') + "</t></is></c></row>") ==
        "workbook.text_too_long");
  CHECK(rule("<row r='1'><c r='" + std::string(3'000'000, 'A') + "1'/></row>") == "workbook.broken_xml");
}

TEST_CASE("bombs are refused before they are inflated") {
  const Folder folder;
  python(R"PY(
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("xl/workbook.xml", "<workbook/>")
    with z.open("xl/worksheets/sheet1.xml", "w") as f:
        for _ in range(64): f.write(b" " * (1 << 20))
with zipfile.ZipFile(sys.argv[2], "w") as z:
    for i in range(5000): z.writestr(f"xl/{i}.xml", "")
)PY",
         {folder / "bomb.xlsx", folder / "many.xlsx"});
  CHECK(first_refusal(folder / "bomb.xlsx") == "workbook.suspicious_ratio");
  CHECK(first_refusal(folder / "many.xlsx") == "workbook.too_many_parts");
  WorkbookLimits small;
  small.inflated_bytes = 1 << 20;
  CHECK(first_refusal(folder / "bomb.xlsx", small) == "workbook.too_large");
  small.file_bytes = 100;
  CHECK(first_refusal(folder / "bomb.xlsx", small) == "workbook.too_large");
  WorkbookLimits strings;
  strings.string_bytes = 10;
  CHECK(first_refusal(packed(folder, R"({"xl/sharedStrings.xml": "<sst><si><t>eleven long</t></si></sst>"})"),
                      strings) == "workbook.too_large");
}

TEST_CASE("a part that lies about its size or its content is found out") {
  const Folder folder;
  const std::string path =
      with_sheet(folder, "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>");
  std::string bytes = read_file(path);
  // Central directory entry of the sheet: the declared size, made smaller.
  const std::size_t entry = bytes.rfind("xl/worksheets/sheet1.xml");
  bytes[entry - 46 + 24] = 20;
  write_file(path, bytes);
  CHECK(first_refusal(path) != "");
}

TEST_CASE("a workbook cut or damaged anywhere is refused, not crashed on") {
  const Folder folder;
  python(R"PY(
import sys, random, openpyxl
random.seed(7)
b = openpyxl.Workbook(); s = b.active
for i in range(600): s.append([f"名称{random.random()}", random.random(), i, f"x{random.random()}"])
b.save(sys.argv[1])
)PY",
         {folder / "a.xlsx"});
  const std::string bytes = read_file(folder / "a.xlsx");
  REQUIRE(bytes.size() > 20'000);
  REQUIRE(first_refusal(folder / "a.xlsx") == "");
  for (std::size_t size = 0; size < bytes.size(); size += 1024) {
    write_file(folder / "cut.xlsx", bytes.substr(0, size));
    INFO(size);
    CHECK(first_refusal(folder / "cut.xlsx") != "");
  }
  unsigned seed = 12345;
  int refused = 0;
  for (int round = 0; round < 200; ++round) {
    std::string damaged = bytes;
    for (int i = 0; i < 4; ++i) {
      seed = seed * 1103515245u + 12345u;
      damaged[seed / 7 % damaged.size()] = static_cast<char>(seed >> 16);
    }
    write_file(folder / "damaged.xlsx", damaged);
    refused += first_refusal(folder / "damaged.xlsx") != "";
  }
  CHECK(refused > 150);
}
