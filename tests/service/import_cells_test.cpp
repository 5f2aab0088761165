#include "service/import_cells.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::service;
using table::SheetCell;
using table::SheetCellKind;

namespace {

const ImportColumn& column(const char* kind, std::size_t sheet, const char* key) {
  const ImportColumn* found = find_import_kind(kind)->sheets[sheet].find(key);
  REQUIRE(found != nullptr);
  return *found;
}

SheetCell cell(SheetCellKind kind, const char* text) {
  SheetCell out;
  out.kind = kind;
  out.text = text;
  return out;
}

std::string read(const ImportColumn& column, const SheetCell& given, AmountUnit unit = AmountUnit::yuan) {
  const Result<Value> value = read_cell(column, unit, given);
  if (!value) return value.problems()[0].rule;
  return is_null(*value) ? "nothing" : domain::value_to_text(column.field, *value);
}

table::SheetRow header(std::initializer_list<const char*> titles) {
  table::SheetRow row;
  row.number = 1;
  for (const char* title : titles) row.cells.push_back(cell(SheetCellKind::text, title));
  return row;
}

}  // namespace

TEST_CASE("cells are understood or refused by name", "[import]") {
  struct Row {
    const char* key;
    SheetCellKind kind;
    const char* text;
    const char* expected;
  };
  constexpr auto text = SheetCellKind::text;
  constexpr auto number = SheetCellKind::number;
  constexpr auto date = SheetCellKind::date;
  const Row rows[] = {
      {"fee", number, "100000", "100000.00"},
      {"fee", number, "0.5", "0.50"},
      {"fee", text, " 1,234,567.89 ", "1234567.89"},
      {"fee", text, "１００．５０", "100.50"},
      {"fee", text, "1,23", "import.not_a_number"},
      {"fee", text, "12,345,67", "import.not_a_number"},
      {"fee", text, "100元", "import.not_a_number"},
      {"fee", text, "10万", "import.not_a_number"},
      {"fee", text, "¥100", "import.not_a_number"},
      {"fee", text, "007", "import.not_a_number"},
      {"fee", text, "1e5", "import.not_a_number"},
      {"fee", text, "1.", "import.not_a_number"},
      {"fee", text, "-1", "import.negative"},
      {"fee", number, "-0.01", "import.negative"},
      {"fee", number, "0.001", "import.three_decimals"},
      {"fee", text, "1.000", "1.00"},
      {"fee", text, "99999999999999999999", "number.too_large"},
      {"fee", SheetCellKind::error, "#REF!", "import.error_cell"},
      {"fee", SheetCellKind::boolean, "TRUE", "import.not_a_number"},
      {"fee", date, "2022-03-01", "import.not_a_number"},
      {"fee", SheetCellKind::empty, "", "import.required"},
      {"fee", text, "　 ", "import.required"},
      {"fiscal_year", number, "2022", "2022"},
      {"fiscal_year", text, "2022.0", "2022"},
      {"fiscal_year", text, "2022.5", "import.not_a_whole_number"},
      {"fiscal_year", number, "22", "field.out_of_range"},
      {"signed_on", date, "2022-03-01", "2022-03-01"},
      {"signed_on", date, "2022-03-01 00:00:00", "2022-03-01"},
      {"signed_on", date, "2022-03-01 09:30:00", "import.date_with_time"},
      {"signed_on", date, "09:30:00", "import.not_a_date"},
      {"signed_on", text, "2022-3-1", "2022-03-01"},
      {"signed_on", text, "2022/03/01", "2022-03-01"},
      {"signed_on", text, "2022.3.1", "2022-03-01"},
      {"signed_on", text, "2022年3月1日", "2022-03-01"},
      {"signed_on", text, "２０２２年３月１日", "2022-03-01"},
      {"signed_on", text, "20220301", "2022-03-01"},
      {"signed_on", number, "20220301", "2022-03-01"},
      {"signed_on", number, "44621", "2022-03-01"},
      {"signed_on", text, "2022-13-01", "import.no_such_day"},
      {"signed_on", text, "2023-02-29", "import.no_such_day"},
      {"signed_on", text, "22-3-1", "import.not_a_date"},
      {"signed_on", text, "3/1/2022", "import.not_a_date"},
      {"signed_on", text, "2022/3-1", "import.not_a_date"},
      {"signed_on", text, "去年", "import.not_a_date"},
      {"procurement_method", text, "公开招标", "open_tender"},
      {"procurement_method", text, "Open Tender", "open_tender"},
      {"procurement_method", text, "open_tender", "open_tender"},
      {"procurement_method", text, "招标", "import.not_a_choice"},
      {"number", text, " ＨＴ-２０２２ ", "HT-2022"},
      {"number", text, "红财〔2022〕17号（补）", "红财〔2022〕17号（补）"},
      {"number", number, "2022001", "2022001"},
      {"number", text, "HT 1", "code.malformed"},
      {"number", date, "2022-01-01", "import.is_a_date"},
      {"title", number, "2022", "2022"},
      {"lead_evaluator", SheetCellKind::empty, "", "nothing"},
      {"lead_evaluator", text, "L-1", "L-1"},
  };
  for (const Row& row : rows) {
    INFO(row.key << " <- '" << row.text << "'");
    CHECK(read(column("contracts", 0, row.key), cell(row.kind, row.text)) == row.expected);
  }
}

TEST_CASE("amounts in 10,000 yuan keep every fen", "[import]") {
  const ImportColumn& fee = column("contracts", 0, "fee");
  const auto wan = AmountUnit::ten_thousand_yuan;
  CHECK(read(fee, cell(SheetCellKind::number, "12.345678"), wan) == "123456.78");
  CHECK(read(fee, cell(SheetCellKind::text, "10"), wan) == "100000.00");
  CHECK(read(fee, cell(SheetCellKind::text, "0.0000001"), wan) == "import.too_many_decimals");
}

TEST_CASE("cells that lost what was typed are refused", "[import]") {
  const ImportColumn& uscc = column("agencies", 0, "uscc");
  SheetCell rounded = cell(SheetCellKind::number, "914403001922038000");
  rounded.imprecise = true;
  CHECK(read(uscc, rounded) == "import.number_lost_digits");
  SheetCell formula = cell(SheetCellKind::empty, "");
  formula.formula = true;
  CHECK(read(column("agencies", 0, "name"), formula) == "import.formula_without_value");
  CHECK(read(uscc, cell(SheetCellKind::text, "９１３５０１００Ｍ０００１００Ｙ４３")) == "91350100M000100Y43");
  CHECK(read(uscc, cell(SheetCellKind::text, "91350100m000100y43")) == "uscc.lower_case");
  CHECK(read(column("agencies", 0, "status"), cell(SheetCellKind::empty, "")) == "active");
}

TEST_CASE("headers in either language, in any order, with their units", "[import]") {
  const ImportSheet& sheet = find_import_kind("contracts")->sheets[0];
  std::vector<HeaderProblem> problems;
  const HeaderMap map =
      read_header(sheet,
                  header({"合同金额（万元）", " 合同编号 *", "Contract title", "Agency USCC", "policy", "",
                          "采购\n方式", "预算年度", "签订日期", "开始日期", "结束日期"}),
                  Language::zh, problems);
  CHECK(problems.empty());
  CHECK(map.cell_of[sheet.position("fee")] == 0);
  CHECK(map.unit_of[sheet.position("fee")] == AmountUnit::ten_thousand_yuan);
  CHECK(map.cell_of[sheet.position("procurement_method")] == 6);
  CHECK_FALSE(map.has(sheet.position("lead_evaluator")));
}

TEST_CASE("headers that are unknown, twice, missing or in an unknown unit", "[import]") {
  const ImportSheet& sheet = find_import_kind("contracts")->sheets[0];
  std::vector<HeaderProblem> problems;
  read_header(sheet, header({"合同编号", "Contract number", "合同金额（亿元）", "颜色", "签订日期（元）"}),
              Language::zh, problems);
  std::string rules;
  for (const HeaderProblem& one : problems) rules += std::to_string(one.cell) + ":" + one.problem.rule + " ";
  CHECK(rules ==
        "1:import.header_twice 2:import.unknown_unit 3:import.unknown_column 4:import.unknown_column "
        "0:import.missing_column 0:import.missing_column 0:import.missing_column 0:import.missing_column "
        "0:import.missing_column 0:import.missing_column 0:import.missing_column 0:import.missing_column ");
}

TEST_CASE("every import column has a title in both languages, different from its neighbours", "[import]") {
  for (const ImportKind& kind : import_kinds()) {
    for (const ImportSheet& sheet : kind.sheets) {
      for (const Language language : {Language::zh, Language::en}) {
        table::SheetRow row;
        row.number = 1;
        for (const ImportColumn& one : sheet.columns) {
          row.cells.push_back(cell(SheetCellKind::text, one.header(language).c_str()));
        }
        std::vector<HeaderProblem> problems;
        const HeaderMap map = read_header(sheet, row, language, problems);
        CHECK(problems.empty());
        for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
          INFO(kind.kind << " " << sheet.columns[i].key);
          CHECK(map.cell_of[i] == i);
        }
      }
    }
  }
}
