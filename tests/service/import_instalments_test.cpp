// The days of instalments in workbooks: one rule with the page and the API, told at the cell.
#include "support/import_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("contracts: an instalment has a day when it is due on one, and only then", "[import]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const auto parts = [](const std::string& first, const std::string& first_day, const std::string& second,
                          const std::string& second_day) {
      return Rows{{"合同编号", "期次", "款项名称", "付款条件", "约定付款日期", "金额（元）"},
                  {"HT-1", "1", "首付", first, first_day, "30000"},
                  {"HT-1", "2", "尾款", second, second_day, "70000"}};
    };
    const std::string path = folder.file("days.xlsx");
    const auto found = [&](const Rows& instalments) {
      write_workbook(path, {{"合同", contracts()}, {"评价项目", engagements()}, {"分期付款", instalments}});
      return problems_of(run(gate, world.as("clerk"), request_for("contracts", path)));
    };
    CHECK(found(parts("合同签订", "2022-3-5", "约定日期", "")) ==
          "分期付款!E2 instalment.due_on_not_asked 2022-03-05\n分期付款!E3 instalment.due_on_missing ");
    CHECK(count(database, "contract") == 0);
    // A book of the past leaves the condition open.
    CHECK(found(parts("", "", "约定日期", "2022-12-1")) == "");
    CHECK(count(database, "instalment") == 2);
  });
}
