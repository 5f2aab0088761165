// Workbooks as people send them in, and what reading them answers.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>

#include "service/import_service.h"
#include "support/world.h"
#include "table/table.h"

namespace zhiheng::testing {

using service::ImportProblem;
using service::ImportReport;
using service::ImportRequest;

using Rows = std::vector<std::vector<std::string>>;

// A folder that goes away with the test.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("zhiheng_import_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
};

// Every cell is text, as workbooks from other systems often are; the first row is the header.
inline void write_workbook(const std::string& path, const std::vector<std::pair<std::string, Rows>>& sheets) {
  table::Workbook workbook;
  workbook.created = some_moment();
  for (const auto& [name, rows] : sheets) {
    table::Table sheet;
    sheet.name = name;
    sheet.key = "s" + std::to_string(workbook.sheets.size());
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      table::Column column;
      column.key = "c" + std::to_string(i);
      column.title = rows[0][i];
      sheet.columns.push_back(column);
    }
    std::vector<std::vector<Value>> cells;
    for (std::size_t r = 1; r < rows.size(); ++r) {
      auto& line = cells.emplace_back();
      for (const std::string& text : rows[r]) line.push_back(text.empty() ? Value() : Value(text));
    }
    sheet.rows = table::rows_of(std::move(cells));
    workbook.sheets.emplace_back(std::move(sheet));
  }
  const Outcome printed = table::print(workbook, table::Format::xlsx, path);
  REQUIRE(printed.ok());
}

inline std::string problems_of(const ImportReport& report) {
  std::string out;
  for (const ImportProblem& one : report.problems) {
    out += (out.empty() ? "" : "\n") + one.sheet + "!" + one.cell + " " + one.rule + " " + one.value;
  }
  return out;
}

inline ImportReport run(service::Gate& gate, const domain::Actor& actor, ImportRequest request) {
  const Result<ImportReport> report = service::import_workbook(gate, actor, request);
  if (!report) FAIL(report.problems()[0].rule << " at " << report.problems()[0].field);
  return *report;
}

inline ImportRequest request_for(const std::string& kind, const std::string& path) {
  ImportRequest request;
  request.kind = kind;
  request.path = path;
  return request;
}

inline std::int64_t count(store::Database& database, const std::string& table) {
  return integer_or(database.reader()->query("SELECT COUNT(*) FROM " + table)[0][0]);
}

// Two contracts, three engagements, two instalments of the first, that all fit together.
inline Rows contracts() {
  return {{"合同编号", "合同名称", "机构统一社会信用代码", "质控办法代码", "采购方式", "预算年度", "签订日期",
           "开始日期", "结束日期", "合同金额（万元）"},
          {"HT-1", "合同一", "91530000MA6K00001X", "test-policy", "公开招标", "2022", "2022-3-1", "2022/3/1",
           "2022年12月31日", "10"},
          {"HT-2", "合同二", "91530000MA6K00002X", "test-policy@1", "询价", "2022", "20220301", "20220301", "20221231",
           "5"}};
}
inline Rows engagements() {
  return {{"合同编号", "评价项目编号", "评价项目名称", "评价对象类型", "委托业务费（元）", "预算单位编码", "项目编码"},
          {"HT-1", "PJ-1", "评价一", "专项资金", "60,000.00", "101", "P01"},
          {"HT-1", "PJ-2", "评价二", "部门整体", "40000", "", ""},
          {"HT-2", "PJ-1", "评价三", "ppp", "50000", "", ""}};
}
inline Rows instalments() {
  return {{"合同编号", "期次", "款项名称", "付款条件", "金额（元）"},
          {"HT-1", "1", "首付", "合同签订", "30000"},
          {"HT-1", "2", "尾款", "报告通过", "70000"}};
}

}  // namespace zhiheng::testing
