#include "support/table_samples.h"

#include "table/report_definition.h"

namespace table_test {

using namespace zhiheng;
using namespace zhiheng::table;

Column column(std::string key, std::string title, CellType type) {
  Column column;
  column.key = std::move(key);
  column.title = std::move(title);
  column.type = type;
  return column;
}

Table statement_form() {
  Table table;
  table.name = "结算单";
  table.key = "rows";
  table.title = "第三方机构服务费结算单";
  table.layout = Layout::form;
  table.head = {"委托方：某某县财政局", "合同编号：HT-2022-017", "质控办法：示范办法@1"};
  table.columns = {column("agency", "机构", CellType::text),
                   column("engagement", "评价项目", CellType::text),
                   column("plan", "方案", CellType::score),
                   column("report", "报告", CellType::score),
                   column("fee", "合同金额（元）", CellType::money),
                   column("rate", "扣减比例", CellType::percent),
                   column("deduction", "扣减金额（元）", CellType::money),
                   column("payable", "应付金额（元）", CellType::money)};
  table.columns[2].groups = table.columns[3].groups = {"得分"};
  for (std::size_t i : {4, 6, 7}) table.columns[i].total = Total::sum;
  table.columns[6].formula = *read_formula("round(fee * rate)", "");
  table.columns[7].formula = *read_formula("max(0, fee - deduction)", "");
  table.group_by = "agency";
  table.rows = rows_of({{"甲公司", "教育项目", 8250, 7600, 10000000, 1000, 1000000, 9000000},
                        {"甲公司", "=cmd|'/c calc'!A1", 9000, 9001, 10010, 500, 501, 9509},
                        {"乙事务所", "农业项目", 6000, Value(), 333, Value(), 400, 0}});
  table.foot = {"应付合计大写：人民币玖万零玖拾伍元零玖分"};
  table.signatures = {"编制：", "复核：", "负责人："};
  table.page.landscape = true;
  return table;
}

Table every_type() {
  Table table;
  table.name = "各类";
  table.key = "all";
  table.columns = {column("text", "文字", CellType::text),   column("integer", "整数", CellType::integer),
                   column("money", "金额", CellType::money), column("big", "万元", CellType::money),
                   column("score", "分数", CellType::score), column("percent", "比例", CellType::percent),
                   column("date", "日期", CellType::date),   column("time", "时间", CellType::timestamp),
                   column("flag", "是否", CellType::flag),   column("box", "备注", CellType::empty)};
  table.columns[3].unit = Unit::ten_thousand_yuan;
  table.rows = rows_of(
      {{"云南,\"红河\"\n州", 2022, -9500050, 9500050, 7860, 1234, "2022-10-08", "2022-10-07 16:30:05.000", 1, "x"},
       std::vector<Value>(10)});
  return table;
}

Table texts(const std::vector<std::string>& values) {
  Table table;
  table.name = "S";
  table.key = "s";
  table.columns = {column("text", "text", CellType::text)};
  std::vector<std::vector<Value>> rows;
  for (const auto& value : values) rows.push_back({value});
  table.rows = rows_of(std::move(rows));
  return table;
}

Workbook workbook_of(Table table) {
  Workbook workbook;
  workbook.title = "测试";
  workbook.sheets.emplace_back(std::move(table));
  return workbook;
}

}  // namespace table_test
