#include "service/import_service.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "service/record_service.h"
#include "service/template_service.h"
#include "support/import_world.h"
#include "table/table.h"
#include "table/workbook_reader.h"
#include "table/workbook_template.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

const Rows agencies{
    {"机构名称", "统一社会信用代码", "Type of agency", "成立日期", "状态", "联系电话"},
    {"石屏咨询有限公司 ", " 91350100M000100Y43", "专业咨询机构", "2015年1月2日", "", "13800000000"},
    {"", "", "", "", "", ""},
    {"建水会计师事务所", "91440300192203821６", "accounting firm", "20160520", "正常", ""},
};

}  // namespace

TEST_CASE("agencies: forgiven, written once, unchanged on the second reading", "[import]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const std::string path = folder.file("agencies.xlsx");
    write_workbook(path, {{"Sheet1", agencies}});
    ImportRequest request = request_for("agencies", path);

    request.dry_run = true;
    const ImportReport dry = run(gate, world.as("clerk"), request);
    CHECK(dry.created == 2);
    CHECK_FALSE(dry.written);
    CHECK(count(database, "agency") == 2);

    request.dry_run = false;
    const ImportReport first = run(gate, world.as("clerk"), request);
    CHECK(problems_of(first) == "");
    CHECK(first.written);
    CHECK(first.created == 2);
    CHECK(first.rows == 2);
    CHECK(count(database, "agency") == 4);
    ListRequest list;
    list.q = "石屏";
    const Result<Json> found = list_rows(gate, world.as("clerk"), *domain::find_shape("agency"), list);
    REQUIRE(found->at("items").items().size() == 1);
    const Json& row = found->at("items").items()[0];
    CHECK(row.text_at("name") == "石屏咨询有限公司");
    CHECK(row.text_at("registered_on") == "2015-01-02");
    CHECK(row.text_at("status") == "active");
    CHECK(row_history(gate, world.as("clerk"), *domain::find_shape("agency"), std::stoll(row.text_at("id")))
              ->at("items")
              .items()
              .size() == 1);

    const ImportReport second = run(gate, world.as("clerk"), request);
    CHECK(second.written);
    CHECK(second.created == 0);
    CHECK(second.unchanged == 2);

    Rows changed = agencies;
    changed[1][0] = "石屏新名";
    write_workbook(path, {{"第三方机构", changed}});
    const ImportReport refused = run(gate, world.as("clerk"), request);
    CHECK(problems_of(refused) == "第三方机构!A2 import.exists_differs 石屏新名");
    CHECK_FALSE(refused.written);
    request.update = true;
    const ImportReport updated = run(gate, world.as("clerk"), request);
    CHECK(updated.updated == 1);
    CHECK(updated.unchanged == 1);
    CHECK(read_row(gate, world.as("clerk"), *domain::find_shape("agency"), std::stoll(row.text_at("id")))
              ->text_at("name") == "石屏新名");
  });
}

TEST_CASE("contracts come with their parts, and change only on request", "[import]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const std::string path = folder.file("contracts.xlsx");
    write_workbook(path, {{"合同", contracts()}, {"评价项目", engagements()}, {"分期付款", instalments()}});
    ImportRequest request = request_for("contracts", path);
    const ImportReport first = run(gate, world.as("clerk"), request);
    CHECK(problems_of(first) == "");
    CHECK(first.created == 2);
    CHECK(count(database, "engagement") == 3);
    CHECK(count(database, "instalment") == 2);
    CHECK(run(gate, world.as("clerk"), request).unchanged == 2);
    CHECK(count(database, "engagement") == 3);

    Rows more = engagements();
    more[1][2] = "评价一改";
    write_workbook(path, {{"合同", contracts()}, {"评价项目", more}, {"分期付款", instalments()}});
    CHECK(problems_of(run(gate, world.as("clerk"), request)) == "合同!A2 import.contract_differs HT-1");
    request.update = true;
    CHECK(run(gate, world.as("clerk"), request).updated == 1);
    CHECK(run(gate, world.as("clerk"), request).unchanged == 2);
  });
}

TEST_CASE("twelve planted faults are all named by their cells, and nothing is written", "[import]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    Rows bad_contracts = contracts();
    bad_contracts.push_back({"HT-1", "又一个", "91530000MA6K00001X", "test-policy", "询价", "2022", "2022-3-1",
                             "2022-3-1", "2022-12-31", "1"});  // 1 twice
    bad_contracts.push_back({"HT-3", "合同三", "91530000MA6K0000", "none", "拍卖", "二〇二二", "2022-2-30", "2022-3-1",
                             "2022-12-31", "10万"});  // 2-7
    bad_contracts.push_back({"HT-4", "", "91530000MA6K00001X", "test-policy", "询价", "2022", "2022-5-1", "2022-3-1",
                             "2022-12-31", "1"});  // 8
    bad_contracts.push_back({"HT-5", "合同五", "91530000MA6K00001X", "test-policy", "询价", "2022", "2022-3-1",
                             "2022-3-1", "2022-12-31", "1"});  // 12, with row 5
    Rows bad_engagements = engagements();
    bad_engagements.push_back({"HT-9", "PJ-1", "评价", "ppp", "1", "", ""});         // 9
    bad_engagements.push_back({"HT-3", "PJ-1", "评价", "ppp", "0.001", "999", ""});  // 10, 11
    bad_engagements.push_back({"HT-5", "PJ-1", "评价", "ppp", "9999.99", "", ""});
    const std::string path = folder.file("bad.xlsx");
    write_workbook(path, {{"合同", bad_contracts}, {"评价项目", bad_engagements}, {"分期付款", instalments()}});
    ImportRequest request = request_for("contracts", path);
    request.marked_path = folder.file("marked.xlsx");
    const ImportReport report = run(gate, world.as("clerk"), request);
    CHECK(problems_of(report) ==
          "合同!A4 import.key_twice HT-1\n"
          "合同!E5 import.not_a_choice 拍卖\n"
          "合同!F5 import.not_a_number 二〇二二\n"
          "合同!G5 import.no_such_day 2022-2-30\n"
          "合同!J5 import.not_a_number 10万\n"
          "合同!C5 import.no_such_agency 91530000MA6K0000\n"
          "合同!D5 import.no_such_policy none\n"
          "合同!B6 import.required \n"
          "评价项目!A5 import.contract_not_listed HT-9\n"
          "评价项目!E6 import.three_decimals 0.001\n"
          "评价项目!F6 import.no_such_unit 999\n"
          "合同!J7 contract.engagement_fees_differ 10000.00");
    CHECK(report.problem_count == 12);
    CHECK_FALSE(report.written);
    CHECK(count(database, "contract") == 0);
    CHECK(count(database, "audit") == 0);
    const auto marked = table::WorkbookReader::open(report.marked_path);
    REQUIRE(marked.ok());
    CHECK(marked->sheets().size() == 4);
  });
}

TEST_CASE("workbooks that are not what they should be", "[import]") {
  const Folder folder;
  const auto database = fresh_sqlite();
  const World world = make_world(*database);
  FakeClock clock;
  Gate gate(*database, clock);
  const std::string path = folder.file("x.xlsx");
  const auto problems = [&](const std::string& kind, const std::vector<std::pair<std::string, Rows>>& sheets) {
    write_workbook(path, sheets);
    return problems_of(run(gate, world.as("clerk"), request_for(kind, path)));
  };
  CHECK(problems("agencies", {{"A", {{"颜色", "机构名称"}, {"红", "甲"}}}}) ==
        "A!A1 import.unknown_column 颜色\nA!A1 import.missing_column \nA!A1 import.missing_column ");
  CHECK(problems("agencies", {{"第三方机构", agencies}, {"其他", {{"a"}, {"b"}}}}) == "其他! import.unknown_sheet ");
  CHECK(problems("contracts", {{"合同", contracts()}}) == "评价项目! import.sheet_missing ");
  CHECK(problems("budget-units", {{"x", {{"单位编码", "单位名称"}, {"7", "甲"}, {"8", "乙"}, {"7", "丙"}}}}) ==
        "x!A4 import.key_twice 7");
  CHECK(problems("projects", {{"x",
                               {{"项目编码", "项目名称", "预算单位编码", "预算年度", "项目类型"},
                                {"P9", "甲", "404", "2022", "专项资金"}}}}) == "x!C2 import.no_such_unit 404");
  write_workbook(path, {{"x", agencies}});
  CHECK(import_workbook(gate, world.as("clerk"), request_for("cars", path)).problems()[0].rule ==
        "import.unknown_kind");
  CHECK(import_workbook(gate, world.as("expert1"), request_for("agencies", path)).problems()[0].rule == "access.role");
  CHECK(import_workbook(gate, world.as("clerk"), request_for("agencies", folder.file("no.xlsx"))).problems()[0].rule ==
        "workbook.absent");
}

TEST_CASE("a template is read back as empty, its example passed over", "[import]") {
  const Folder folder;
  const auto database = fresh_sqlite();
  const World world = make_world(*database);
  FakeClock clock;
  Gate gate(*database, clock);
  for (const char* kind : {"agencies", "budget-units", "projects", "contracts", "score-sheets"}) {
    for (const Language language : {Language::zh, Language::en}) {
      INFO(kind);
      const std::string path = folder.file("template.xlsx");
      REQUIRE(write_import_template(kind, path, language).ok());
      const ImportReport report = run(gate, world.as("clerk"), request_for(kind, path));
      CHECK(problems_of(report) == "");
      CHECK(report.rows == 0);
    }
  }
}
