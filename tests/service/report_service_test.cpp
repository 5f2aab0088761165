#include "service/report_service.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/resource.h"
#include "service/account_service.h"
#include "service/contract_service.h"
#include "service/import_service.h"
#include "service/policy_service.h"
#include "service/record_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("zhiheng_report_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
};

std::string text_of(Gate& gate, const domain::Actor& actor, const std::string& report, const Params& params = {}) {
  const Result<ReportFile> file = export_report_bytes(gate, actor, {report, params, Language::zh}, "csv");
  if (!file) return rules_of(file);
  return file->bytes;
}

Json json_of(Gate& gate, const domain::Actor& actor, const std::string& report, const Params& params = {}) {
  const Result<ReportFile> file = export_report_bytes(gate, actor, {report, params, Language::zh}, "json");
  REQUIRE(rules_of(file) == "ok");
  return json(file->bytes);
}

ImportReport import_file(Gate& gate, const domain::Actor& actor, const std::string& kind, const std::string& path) {
  ImportRequest request;
  request.kind = kind;
  request.path = path;
  const Result<ImportReport> report = import_workbook(gate, actor, request);
  REQUIRE(rules_of(report) == "ok");
  for (const ImportProblem& one : report->problems) FAIL_CHECK(one.sheet << one.cell << " " << one.rule << one.value);
  return *report;
}

// Rows of every kind, made through the services.
void fill(Stage& stage) {
  const domain::Actor& clerk = stage.as("clerk");
  const auto create = [&](const char* stem, const std::string& body) {
    const Result<Json> made = create_row(stage.gate, clerk, *domain::find_shape(stem), json(body));
    REQUIRE(rules_of(made) == "ok");
  };
  stage.sql("UPDATE project SET kind = 'special_fund'");
  create("agency", R"({"uscc":"91350100M000100Y43","name":"石屏咨询（云南）公司","type":"consulting_firm",
    "registered_on":"2015-01-02","phone":"013800000000","email":"a@b.cn","remark":"=1+1"})");
  create("lead_evaluator", R"({"agency":{"key":"91350100M000100Y43"},"code":"L-1","name":"赵","years_of_work":8})");
  create("budget_unit", R"({"code":"007","name":"州卫健委","uscc":"11150300011554391W"})");
  create("project", R"({"code":"XM〔2022〕1号","name":"乡村振兴","budget_unit":{"key":"007"},"fiscal_year":2022,
    "kind":"policy_midterm","central":"1234567.89","other":"0.01"})");
  const Result<Json> contract = create_contract(stage.gate, clerk, json(R"({"number":"HT-7","title":"合同七",
    "agency":{"key":"91350100M000100Y43"},"lead_evaluator":"L-1","policy":"test-policy@1","procurement_method":"inquiry",
    "fiscal_year":2022,"signed_on":"2022-03-01","starts_on":"2022-03-02","ends_on":"2022-12-31","fee":"90000.00",
    "engagements":[{"code":"PJ-1","name":"评价","budget_unit":{"key":"007"},"project":"XM〔2022〕1号",
      "object_kind":"policy_midterm","fee":"90000","plan_due_on":"2022-05-01","fixed_deduction":"10.00",
      "fixed_deduction_reason":"约定"}],
    "instalments":[{"sequence":1,"name":"全款","due_condition":"date","due_on":"2022-12-01","amount":"90000"}]})"));
  REQUIRE(rules_of(contract) == "ok");
}

}  // namespace

TEST_CASE("every shipped report definition is read", "[report]") {
  const Outcome checked = check_report_definitions();
  for (const Problem& problem : checked.problems()) FAIL_CHECK(say(problem, Language::en) << " " << problem.field);
  CHECK(list_reports(operator_of_machine(), Language::zh).items().size() ==
        resources_under("reports/").size() + 3);  // and three documents
}

TEST_CASE("a role is offered only the reports that it may read", "[report]") {
  domain::Actor agency;
  agency.account_id = 7;
  agency.roles = {domain::Role::agency};
  agency.agency_id = 3;
  std::string offered;
  const Json listed = list_reports(agency, Language::zh);
  for (const Json& report : listed.items()) offered += report.text_at("report") + " ";
  CHECK(offered.find("score_summary") == std::string::npos);
  CHECK(offered.find("score_sheet_list") == std::string::npos);
  CHECK(offered.find("fee_statement") != std::string::npos);
  domain::Actor administrator;
  administrator.roles = {domain::Role::system_administrator};
  CHECK(list_reports(administrator, Language::zh).items().empty());
}

TEST_CASE("what is exported in the columns of an import comes back unchanged, and fills an empty database alike",
          "[report]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    Stage stage(database);
    fill(stage);
    const struct {
      const char* kind;
      const char* report;
      std::int64_t rows;
    } kinds[] = {
        {"budget-units", "budget_unit_list", 2}, {"projects", "project_list", 2}, {"contracts", "contract_list", 1}};
    for (const Language language : {Language::zh, Language::en}) {
      for (const auto& one : kinds) {
        INFO(one.kind);
        const std::string path = folder.file(std::string(one.report) + ".xlsx");
        REQUIRE(rules_of(export_report(stage.gate, stage.as("clerk"), {one.report, {}, language}, path)) == "ok");
        const ImportReport again = import_file(stage.gate, stage.as("clerk"), one.kind, path);
        CHECK(again.created == 0);
        CHECK(again.updated == 0);
        CHECK(again.unchanged == one.rows);
      }
    }
  });
}

TEST_CASE("exported workbooks fill another database with the same rows", "[report]") {
  const Folder folder;
  const auto first = fresh_sqlite();
  Stage stage(*first);
  fill(stage);
  stage.sql("DELETE FROM account_role WHERE account_id IN (SELECT id FROM account WHERE agency_id IS NOT NULL)");
  stage.sql("DELETE FROM account WHERE agency_id IS NOT NULL");
  stage.sql("DELETE FROM agency WHERE uscc <> '91350100M000100Y43'");
  const auto second = fresh_sqlite();
  Stage empty(*second);
  empty.sql("DELETE FROM account_role WHERE account_id IN (SELECT id FROM account WHERE agency_id IS NOT NULL)");
  empty.sql("DELETE FROM account WHERE agency_id IS NOT NULL");
  empty.sql("DELETE FROM project");
  empty.sql("DELETE FROM budget_unit");
  empty.sql("DELETE FROM agency");
  const std::pair<const char*, const char*> kinds[] = {{"agencies", "agency_list"},
                                                       {"budget-units", "budget_unit_list"},
                                                       {"projects", "project_list"},
                                                       {"contracts", "contract_list"}};
  for (const auto& [kind, report] : kinds) {
    INFO(kind);
    const std::string path = folder.file(std::string(report) + ".xlsx");
    REQUIRE(rules_of(export_report(stage.gate, stage.as("clerk"), {report, {}, Language::zh}, path)) == "ok");
    if (std::string(kind) == "contracts") {
      // Lead evaluators are not imported; they are registered by hand.
      REQUIRE(rules_of(create_row(empty.gate, empty.as("clerk"), *domain::find_shape("lead_evaluator"),
                                  json(R"({"agency":{"key":"91350100M000100Y43"},"code":"L-1","name":"赵",
                                    "years_of_work":8})"))) == "ok");
    }
    const ImportReport filled = import_file(empty.gate, empty.as("clerk"), kind, path);
    CHECK(filled.written);
    CHECK(import_file(empty.gate, empty.as("clerk"), kind, path).unchanged == filled.created);
    CHECK(json_of(stage.gate, stage.as("clerk"), report) == json_of(empty.gate, empty.as("clerk"), report));
  }
}

TEST_CASE("score sheets are exported, imported into another panel and unchanged when imported again", "[report]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const Result<Json> panel = stage.panel(contract.engagements[0]);
    REQUIRE(rules_of(panel) == "ok");
    const Json sheet = stage.sheet(id_of(*panel), 1, "report");
    const Result<Json> done = submit_sheet(stage.gate, stage.as("expert1"), id_of(sheet), version_of(sheet),
                                           json(R"({"comment":"总体较好","items":[{"criterion":"1","points":"10"},
      {"criterion":"2","points":"18.50","reason":"指标偏少","page":"12"},{"criterion":"3","points":"25"},
      {"criterion":"4","points":"20"},{"criterion":"5","points":"15"},{"criterion":"6","defects":2,"reason":"错字"}]})"));
    REQUIRE(rules_of(done) == "ok");
    for (int expert = 2; expert <= 3; ++expert) REQUIRE(stage.submit(id_of(*panel), expert, "report", "76").ok());
    const std::string path = folder.file("sheets.xlsx");
    REQUIRE(rules_of(export_report(stage.gate, stage.as("clerk"), {"score_sheet_list", {}, Language::zh}, path)) ==
            "ok");
    const ImportReport again = import_file(stage.gate, stage.as("clerk"), "score-sheets", path);
    CHECK(again.unchanged == 3);
    CHECK(again.rows == 8);
    const Json before = json_of(stage.gate, stage.as("clerk"), "score_sheet_list");
    CHECK(before.items().size() == 8);

    // The same sheets for a second engagement of the same code in a database of its own.
    const auto other_database = fresh_sqlite();
    Stage other(*other_database);
    const TestContract twin = other.contract("HT-1", {10'000'000});
    REQUIRE(other.panel(twin.engagements[0]).ok());
    CHECK(import_file(other.gate, other.as("clerk"), "score-sheets", path).created == 3);
    CHECK(json_of(other.gate, other.as("clerk"), "score_sheet_list") == before);
    const std::string summary = text_of(other.gate, other.as("clerk"), "score_summary");
    CHECK(summary.find("指标偏少") != std::string::npos);
    CHECK(rules_of(export_report_bytes(other.gate, other.as("agency"), {"score_summary", {}, Language::zh}, "csv")) ==
          ":access.role");
  });
}

TEST_CASE("reports of a settled contract carry its figures", "[report]") {
  const Folder folder;
  for_each_engine([&](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-2022-017", {6'000'000, 4'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    stage.scored(contract.engagements[1], "90", "90");
    REQUIRE(rules_of(stage.pay(contract, "30000", "V-1")) == "ok");
    CHECK(text_of(stage.gate, stage.as("clerk"), "fee_statement", {{"contract", "HT-2022-017"}}) ==
          "contract:report.no_statement");
    stage.confirmed(contract.id);

    const Json results = json_of(stage.gate, stage.as("clerk"), "quality_results", {{"year", "2022"}});
    REQUIRE(results.items().size() == 2);
    CHECK(results.items()[0].text_at("final_score") == "78.60");
    CHECK(results.items()[0].text_at("quality_rate") == "0.1");
    CHECK(results.items()[0].text_at("quality_deduction") == "6000.00");
    CHECK(results.items()[0].text_at("net") == "54000.00");
    CHECK(results.items()[1].text_at("deduction") == "0.00");
    CHECK(json_of(stage.gate, stage.as("clerk"), "quality_results", {{"year", "2021"}}).items().empty());

    const Json statement = json_of(stage.gate, stage.as("agency"), "fee_statement", {{"contract", "HT-2022-017"}});
    const Json& lines = statement.at("rows");
    REQUIRE(lines.items().size() == 2);
    CHECK(lines.items()[0].text_at("net") == "54000.00");
    const Result<ReportFile> page = export_report_bytes(
        stage.gate, stage.as("clerk"), {"fee_statement", {{"contract", "HT-2022-017"}}, Language::zh}, "html");
    REQUIRE(rules_of(page) == "ok");
    CHECK(page->bytes.find("人民币陆万肆仟元整") != std::string::npos);
    CHECK(page->bytes.find("云岭会计师事务所") != std::string::npos);

    const Json payments = json_of(stage.gate, stage.as("clerk"), "payment_register");
    REQUIRE(payments.items().size() == 1);
    CHECK(payments.items()[0].text_at("net") == "30000.00");
    const Json contracts = json_of(stage.gate, stage.as("clerk"), "contract_register");
    REQUIRE(contracts.items().size() == 1);
    CHECK(contracts.items()[0].text_at("paid") == "30000.00");
    CHECK(contracts.items()[0].text_at("payable") == "64000.00");
    CHECK(json_of(stage.gate, stage.as("other_clerk"), "contract_register").items().empty());

    for (const char* ending : {"xlsx", "csv", "html", "json", "txt"}) {
      for (const char* report : {"quality_results", "score_summary", "payment_register", "contract_register"}) {
        INFO(report << "." << ending);
        CHECK(rules_of(export_report_bytes(stage.gate, stage.as("clerk"), {report, {}, Language::en}, ending)) == "ok");
      }
    }
    const std::string evidence = folder.file("s.json");
    REQUIRE(rules_of(export_report(stage.gate, stage.as("clerk"),
                                   {"statement", {{"contract", "HT-2022-017"}}, Language::zh}, evidence)) == "ok");
    CHECK(std::filesystem::file_size(evidence) > 1000);
  });
}

TEST_CASE("requests that no report answers", "[report]") {
  const auto database = fresh_sqlite();
  Stage stage(*database);
  const auto refused = [&](const std::string& report, const Params& params, const std::string& ending) {
    return rules_of(export_report_bytes(stage.gate, stage.as("clerk"), {report, params, Language::zh}, ending));
  };
  CHECK(refused("nothing", {}, "csv") == "report:report.unknown");
  CHECK(refused("agency_list", {{"color", "red"}}, "csv") == "color:report.unknown_param");
  CHECK(refused("fee_statement", {}, "csv") == "contract:report.param_missing");
  CHECK(refused("fee_statement", {{"contract", "HT-0"}}, "csv") == "contract:report.no_such_contract");
  CHECK(refused("project_list", {{"year", "22"}}, "csv") == "year:report.bad_year");
  CHECK(refused("project_list", {{"bureau", "999"}}, "csv") == "bureau:report.no_such_bureau");
  CHECK(refused("statement", {{"contract", "HT-0"}}, "csv") == "format:report.format_not_offered");
  CHECK(refused("agency_list", {}, "pdf").find("format.unknown") != std::string::npos);
}
