#include <catch2/catch.hpp>

#include "base/resource.h"
#include "support/table_samples.h"
#include "table/report_definition.h"

using namespace zhiheng;
using namespace zhiheng::table;

namespace {

const std::vector<DatasetShape> datasets = {
    {"lines",
     {{"agency", CellType::text},
      {"engagement", CellType::text},
      {"score", CellType::score},
      {"fee", CellType::money},
      {"rate", CellType::percent},
      {"deduction", CellType::money},
      {"payable", CellType::money}},
     {"contract", "words"},
     {"contract", "year"}},
    {"derivation", {}, {}, {"contract"}},
};

constexpr const char* good = R"J({
  "report": "fee_statement", "title": {"zh": "结算单", "en": "Fee statement"},
  "params": [{"name": "contract", "required": true}, {"name": "year"}],
  "layout": "form", "dataset": "lines", "head": ["合同：{contract}"],
  "columns": [
    {"key": "engagement", "title": "项目", "type": "text", "width": 36},
    {"title": {"zh": "金额", "en": "Amounts"}, "columns": [
      {"key": "fee", "title": "合同", "type": "money", "total": "sum"},
      {"key": "rate", "title": "比例", "type": "percent"},
      {"key": "deduction", "title": "扣减", "type": "money", "total": "sum", "formula": "round(fee * rate)"},
      {"key": "rest", "title": "其余", "type": "money", "unit": "元", "formula": "fee - deduction"}]},
    {"key": "agency", "title": "机构", "type": "text"}],
  "group_by": "agency", "foot": ["大写：{words}"], "signatures": ["编制："],
  "page": {"paper": "A4", "landscape": true, "repeat_head": true},
  "sheets": [{"key": "derivation", "name": "过程", "layout": "document", "dataset": "derivation"}]})J";

// "rule pointer found" of every problem, one per line.
std::string problems_of(const std::string& json) {
  const auto read = read_report("x.json", json, datasets);
  std::string out;
  for (const auto& problem : read.problems()) {
    out += problem.rule + " " + problem.field;
    for (const auto& [name, value] : problem.params) {
      if (name == "found" && !value.empty()) out += " " + value;
      if (name == "file") CHECK(value == "x.json");
    }
    out += "\n";
  }
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a definition is read and built with the rows of its dataset") {
  const auto definition = read_report("x.json", good, datasets);
  REQUIRE(definition.ok());
  CHECK(definition->sheets.size() == 2);
  std::vector<SheetData> data(2);
  data[0].head = {{"contract", "HT-{words}"}, {"words", "壹元整"}};
  data[0].rows = rows_of({{"甲", "教育", 8000, 100000, 1000, 10000, 0}});
  data[1].lines = {{DocumentLine::Kind::sentence, "", "因为"}};
  const Workbook workbook = build(*definition, datasets, data, Language::en, Timestamp());
  CHECK(workbook.title == "Fee statement");
  const auto text = print_to_bytes(workbook, Format::text);
  REQUIRE(text.ok());
  CHECK(text->find("教育") != std::string::npos);
  CHECK(text->find("900.00") != std::string::npos);              // worked out, the dataset does not know the column
  CHECK(text->find("合同：HT-{words}\n") != std::string::npos);  // a value is not filled again
  CHECK(text->find("大写：壹元整\n") != std::string::npos);
  CHECK(text->find("因为\n") != std::string::npos);
}

TEST_CASE("a wrong definition is refused with every problem at its pointer") {
  CHECK(problems_of(good) == "");
  CHECK(problems_of(replaced(good, "\"report\"", "\"raport\"")) ==
        "report.missing_key  report\nreport.unknown_key /raport raport\n");
  CHECK(problems_of(replaced(good, "\"type\": \"text\", \"width\": 36", "\"type\": \"txt\", \"width\": 0, \"x\": 1")) ==
        "report.unknown_value /columns/0/type txt\nreport.wrong_type /columns/0/width\n"
        "report.unknown_key /columns/0/x x\n");
  CHECK(problems_of(replaced(good, "\"key\": \"fee\"", "\"key\": \"fees\"")) ==
        "report.unknown_column /columns/1/columns/0/key fees\n"
        "report.unknown_column /columns/1/columns/2/formula fee\n"
        "report.unknown_column /columns/1/columns/3/formula fee\n");
  CHECK(problems_of(replaced(good, "\"key\": \"rate\", \"title\": \"比例\", \"type\": \"percent\"",
                             "\"key\": \"rate\", \"title\": \"比例\", \"type\": \"score\"")) ==
        "report.column_type /columns/1/columns/1/type rate\n"
        "report.formula_type /columns/1/columns/2/formula rate\n");
  CHECK(problems_of(replaced(good, "\"unit\": \"元\"", "\"unit\": \"万元\"")) ==
        "report.formula_type /columns/1/columns/3/formula fee\n"
        "report.formula_type /columns/1/columns/3/formula deduction\n");
  CHECK(problems_of(replaced(good, "fee - deduction", "fee / deduction")) ==
        "report.formula_malformed /columns/1/columns/3/formula fee / deduction\n"
        "report.unknown_column /columns/1/columns/3/key rest\n");
  CHECK(problems_of(replaced(good, "{words}", "{wards} {words")) ==
        "report.unknown_placeholder /foot/0 wards\nreport.unknown_placeholder /foot/0 words\n");
  CHECK(problems_of(replaced(good, "\"dataset\": \"lines\"", "\"dataset\": \"none\"")) ==
        "report.unknown_dataset /dataset none\n");
  CHECK(problems_of(replaced(good, "\"name\": \"contract\"", "\"name\": \"panel\"")) ==
        "report.unknown_param /params/0/name panel\n");
  CHECK(problems_of(replaced(good, "\"group_by\": \"agency\"", "\"group_by\": \"score\"")) ==
        "report.unknown_column /group_by score\n");
  CHECK(problems_of(replaced(good, "\"key\": \"derivation\"", "\"key\": \"rows\"")) ==
        "report.duplicate_key /sheets/0 rows\n");
  CHECK(problems_of(replaced(good, "\"paper\": \"A4\"", "\"paper\": \"B5\"")) ==
        "report.unknown_value /page/paper B5\n");
  CHECK(problems_of(replaced(good, "\"type\": \"text\"}]", "\"type\": \"text\", \"total\": \"sum\"}]")) ==
        "report.wrong_type /columns/2/total\n");
  CHECK(problems_of(replaced(good, "{\"zh\": \"结算单\", \"en\": \"Fee statement\"}", "{\"zh\": \"结算单\"}")) ==
        "report.missing_key /title en\n");
  CHECK(problems_of("[]").find("report.wrong_type") == 0);
  CHECK(problems_of("{") == "json.malformed \n");
}

TEST_CASE("formulas are sums, differences, one product, and never below nought") {
  const auto formula = read_formula(" max( 0 , fee + bonus - round( fee*rate ) - paid )", "f");
  REQUIRE(formula.ok());
  CHECK(formula->not_below_zero);
  REQUIRE(formula->terms.size() == 4);
  CHECK(formula->terms[2].sign == -1);
  CHECK(formula->terms[2].rate_key == "rate");
  for (const char* bad : {"", "fee -", "fee * rate", "fee + 1", "max(fee)", "max(0, fee", "fee fee", "=fee", "a(b)",
                          "round(fee*2)", "FEE", "fee;drop"}) {
    INFO(bad);
    const auto read = read_formula(bad, "f");
    REQUIRE_FALSE(read.ok());
    CHECK(read.problems().front().rule == "report.formula_malformed");
  }
  using table_test::column;
  const std::vector<Column> columns = {column("fee", "", CellType::money), column("bonus", "", CellType::money),
                                       column("rate", "", CellType::percent), column("paid", "", CellType::money)};
  CHECK(formula_value(*formula, columns, {10005, 0, 500, 0}) == 9505);  // 500.25 fen taken off are 500
  CHECK(formula_value(*formula, columns, {100, 0, 50, 0}) == 99);       // 0.5 fen -> 1
  CHECK(formula_value(*formula, columns, {100, 0, 0, 500}) == 0);
  CHECK(formula_value(*formula, columns, {100, Value(), 0, 500}) == std::nullopt);
}

TEST_CASE("parameters of a report are checked by name") {
  const auto definition = read_report("x.json", good, datasets);
  REQUIRE(definition.ok());
  CHECK(check_params(*definition, {{"contract", "HT-1"}}).ok());
  const auto refused = check_params(*definition, {{"panel", "1"}});
  REQUIRE(refused.problems().size() == 2);
  CHECK(refused.problems()[0].rule == "report.unknown_param");
  CHECK(refused.problems()[1].rule == "report.param_missing");
  CHECK(refused.problems()[1].field == "contract");
}

TEST_CASE("a column that repeats stands once for each of its titles, and a mean passes over empty cells") {
  const std::vector<DatasetShape> panels = {{"scores",
                                             {{"item", CellType::text},
                                              {"full", CellType::score},
                                              {"score", CellType::score, true},
                                              {"alpha", CellType::coefficient}},
                                             {},
                                             {}}};
  const std::string json = R"J({"report": "x", "title": "x", "dataset": "scores", "columns": [
    {"key": "item", "title": "项", "type": "text"}, {"key": "full", "title": "分值", "type": "score"},
    {"key": "score", "title": "得分", "type": "score"},
    {"key": "mean", "title": "平均", "type": "score", "formula": "mean(score)"},
    {"key": "lost", "title": "扣", "type": "score", "formula": "full - mean"},
    {"key": "alpha", "title": "α", "type": "coefficient"}]})J";
  const auto definition = read_report("x.json", json, panels);
  REQUIRE(definition.ok());
  std::vector<SheetData> data(1);
  data[0].repeated = {"甲", "乙", "丙"};
  data[0].rows = rows_of({{"一", 1000, 0, Value(), 501, -712345},
                          {"二", 1000, Value(), Value(), Value(), Value()},
                          {"三", 1000, 0, 0, 0, 1}});
  const auto csv = print_to_bytes(build(*definition, panels, data, Language::zh, Timestamp()), Format::csv);
  REQUIRE(csv.ok());
  CHECK(csv->find("项,分值,得分 甲,得分 乙,得分 丙,平均,扣,α\r\n"
                  "一,10.00,0.00,,5.01,2.51,7.49,-0.712345\r\n"
                  "二,10.00,,,,,,\r\n"
                  "三,10.00,0.00,0.00,0.00,0.00,10.00,0.000001\r\n") != std::string::npos);
  // Nobody to take a mean of: the column stays, and stays empty.
  data[0].repeated.clear();
  data[0].rows = rows_of({{"一", 1000, 5}});
  const auto none = print_to_bytes(build(*definition, panels, data, Language::zh, Timestamp()), Format::csv);
  REQUIRE(none.ok());
  CHECK(none->find("一,10.00,,,0.000005\r\n") != std::string::npos);
  // A sum over a column that repeats has no meaning, and a mean takes no signs.
  const auto sum = read_report("x.json", replaced(json, "full - mean", "full - score"), panels);
  REQUIRE_FALSE(sum.ok());
  CHECK(sum.problems()[0].rule == "report.formula_type");
  const auto sign = read_report("x.json", replaced(json, "mean(score)", "mean(-score)"), panels);
  REQUIRE_FALSE(sign.ok());
  CHECK(sign.problems()[0].rule == "report.formula_malformed");
}
