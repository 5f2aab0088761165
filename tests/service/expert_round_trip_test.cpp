// The exported list of experts comes back as it went out: nothing changes, and a cell that was changed is the only one.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "domain/expert.h"
#include "domain/identity_number.h"
#include "service/expert_secrets.h"
#include "service/import_service.h"
#include "service/report_service.h"
#include "service/security_key.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("an exported list of experts is imported again without a change", "[expert][import]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const auto folder = std::filesystem::temp_directory_path() / ("zhiheng_round_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
    const std::int64_t id = stage.world.experts[0];
    const std::string seventeen = "53250119720229001";
    const std::string number = seventeen + domain::identity_check_place(seventeen);
    const Json secrets = Json::object().set("identity_number", number).set("bank_account", "6222021234567894");
    REQUIRE(rules_of(set_secrets(stage.gate, stage.as("clerk"), id, 1, secrets)) == "ok");
    stage.sql("UPDATE expert SET fields = 'budget,education', phone = '13800000000', birth_year = 0 WHERE id = ?",
              {id});
    stage.sql("UPDATE expert SET payable = 0, birth_year = 1972 WHERE id = ?", {stage.world.experts[1]});
    for (const Language language : {Language::zh, Language::en}) {
      const std::string path = (folder / "experts.xlsx").string();
      REQUIRE(rules_of(export_report(stage.gate, stage.as("clerk"), {"expert_list", {}, language}, path)) == "ok");
      ImportRequest request;
      request.kind = "experts";
      request.path = path;
      const auto same = import_workbook(stage.gate, stage.as("clerk"), request);
      REQUIRE(rules_of(same) == "ok");
      std::string problems;
      for (const ImportProblem& one : same->problems) problems += one.cell + " " + one.rule + " " + one.value + "\n";
      CHECK(problems == "");
      CHECK(same->unchanged == 3);
      stage.sql("UPDATE expert SET payable = 1, phone = '13900000000' WHERE id = ?", {stage.world.experts[1]});
      request.update = true;
      const auto changed = import_workbook(stage.gate, stage.as("clerk"), request);
      REQUIRE(rules_of(changed) == "ok");
      CHECK(changed->updated == 1);
      CHECK(stage.count("SELECT COUNT(*) FROM expert WHERE payable = 0 AND phone = ''") == 1);
    }
    const auto shown = reveal_secrets(stage.gate, stage.as("clerk"), id, json(R"({"purpose":"核对"})"));
    CHECK(shown->text_at("identity_number") == number);
    use_key_file("");
    std::filesystem::remove_all(folder);
  });
}
