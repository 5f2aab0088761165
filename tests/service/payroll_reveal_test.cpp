// The payroll with full numbers, on both engines: who may have it, what it leaves behind, and what it does not.
#include "service/payroll_reveal.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "domain/fee_scheme.h"
#include "domain/identity_number.h"
#include "service/expert_fee_service.h"
#include "service/fee_scheme_service.h"
#include "service/security_key.h"
#include "service/task_service.h"
#include "support/heart_world.h"
#include "table/workbook_reader.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

constexpr const char* account = "6222021234567894";

struct OwnKey {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_payroll_" + std::to_string(::getpid()));
  OwnKey() {
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
  }
  ~OwnKey() {
    use_key_file("");
    std::filesystem::remove_all(folder);
  }
};

std::string identity() {
  const std::string seventeen = "53250119720229001";
  return seventeen + domain::identity_check_place(seventeen);
}

// Every cell of a workbook, one after another.
std::string cells_of(const std::string& bytes) {
  std::string all;
  auto reader = table::WorkbookReader::open_bytes(bytes);
  REQUIRE(reader.ok());
  for (std::size_t sheet = 0; sheet < reader->sheets().size(); ++sheet) {
    const auto read = reader->read(sheet, [&](const table::SheetRow& row) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) all += row.at(i).text + "\n";
      return true;
    });
    REQUIRE(read.ok());
  }
  return all;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the payroll with full numbers is an act with a purpose, and the audit repeats none", "[expert_fee]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t expert = stage.world.experts[0];
    const std::int64_t panel = id_of(*stage.panel(contract.engagements[0]));
    const OwnKey key;
    const Json secrets = Json::object().set("identity_number", identity()).set("bank_account", account);
    REQUIRE(rules_of(set_secrets(stage.gate, stage.as("clerk"), expert, 1, secrets)) == "ok");
    const auto scheme = create_fee_scheme(stage.gate, stage.as("clerk"), *domain::shipped_fee_scheme("guangdong-2020"));
    REQUIRE(rules_of(approve_fee_scheme(stage.gate, stage.as("leader"), id_of(*scheme), 1)) == "ok");
    auto fee = draft_expert_fee(stage.gate, stage.as("clerk"),
                                json(R"({"month":"2022-10","scheme":")" + scheme->text_at("id") + "\"}"), Language::zh);
    REQUIRE(rules_of(fee) == "ok");
    fee = change_expert_fee(stage.gate, stage.as("clerk"), id_of(*fee), version_of(*fee),
                            json(R"({"lines":[{"expert":")" + std::to_string(expert) + R"(","panel":")" +
                                 std::to_string(panel) + R"(","worked_on":"2022-10-06","quantity":600}]})"),
                            Language::zh);
    REQUIRE(rules_of(fee) == "ok");
    const std::int64_t id = id_of(*fee);
    const auto ask = [&](const char* who, const char* body) {
      return reveal_payroll(stage.gate, stage.as(who), id, json(body), Language::zh);
    };
    constexpr const char* purpose = R"({"purpose":"银行代发"})";
    CHECK(rules_of(ask("clerk", purpose)) == ":expert_fee.not_confirmed");
    CHECK(rules_of(may_reveal_payroll(stage.gate, stage.as("clerk"), id)) == ":expert_fee.not_confirmed");
    const auto waits = [&](const char* who) {
      const auto tasks = my_tasks(stage.gate, stage.as(who));
      return tasks && has(write_json(*tasks), "\"confirm_expert_fee\"");
    };
    CHECK(waits("reviewer"));
    CHECK_FALSE(waits("clerk"));
    REQUIRE(rules_of(confirm_expert_fee(stage.gate, stage.as("reviewer"), id, version_of(*fee), Language::zh)) == "ok");
    CHECK_FALSE(waits("reviewer"));
    CHECK(rules_of(ask("reviewer", purpose)) == ":access.role");
    CHECK(rules_of(ask("expert1", purpose)) == ":access.role");
    CHECK(rules_of(ask("other_clerk", purpose)) == ":access.absent");
    CHECK(rules_of(ask("clerk", R"({"purpose":"  "})")) == "/purpose:expert_secrets.purpose_missing");
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal'") == 0);
    const auto file = ask("clerk", purpose);
    REQUIRE(rules_of(file) == "ok");
    CHECK(file->file_name == "expert_payroll_full.xlsx");
    const std::string cells = cells_of(file->bytes);
    CHECK(has(cells, identity()));
    CHECK(has(cells, account));
    CHECK(has(cells, "1300"));

    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal' AND subject = 'expert'") == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal' AND subject = 'expert_fee' AND "
                      "INSTR(detail, '银行代发') > 0 AND INSTR(detail, 'LW-202210-001') > 0") == 1);
    for (const std::string& secret : {identity(), std::string(account)}) {
      CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE INSTR(detail, '" + secret + "') > 0") == 0);
    }
    // The usual one stays masked.
    const auto masked = export_report_bytes(stage.gate, stage.as("clerk"),
                                            {"expert_payroll", {{"bill", std::to_string(id)}}, Language::zh}, "xlsx");
    REQUIRE(rules_of(masked) == "ok");
    CHECK_FALSE(has(cells_of(masked->bytes), identity()));
    CHECK_FALSE(has(cells_of(masked->bytes), account));
    CHECK(stage.broken_laws() == "");
  });
}
