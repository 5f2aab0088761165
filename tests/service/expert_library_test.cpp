// The library on both engines: an application with four eyes, sealed numbers and looks at them, proposals, a year.
#include "service/expert_library_service.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "domain/expert.h"
#include "domain/identity_number.h"
#include "service/expert_assessment_service.h"
#include "service/expert_secrets.h"
#include "service/import_service.h"
#include "service/record_service.h"
#include "service/security_key.h"
#include "support/heart_world.h"
#include "table/table.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// A key file of the test's own, and none any more afterwards.
struct KeyFile {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_expert_" + std::to_string(::getpid()));
  KeyFile() {
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
  }
  ~KeyFile() {
    use_key_file("");
    std::filesystem::remove_all(folder);
  }
  std::string file(const std::string& name) const { return (folder / name).string(); }
};

std::string person(int number) {
  const std::string sequence = std::to_string(1000 + number).substr(1);
  const std::string seventeen = "53250119720229" + sequence;
  return seventeen + domain::identity_check_place(seventeen);
}

Result<Json> step(Stage& stage, const std::string& who, std::int64_t id, const std::string& body) {
  const auto file = read_expert_file(stage.gate, stage.as("clerk"), id);
  return take_expert_step(stage.gate, stage.as(who), id, version_of(*file), json(body));
}

std::string everything(Stage& stage, const std::string& table) {
  std::string all;
  stage.database.reader()->each("SELECT * FROM " + table, {}, [&](const store::Row& row) {
    for (const Value& cell : row) all += text_or_empty(cell) + "|";
    return true;
  });
  return all;
}

}  // namespace

TEST_CASE("an application needs two people, a notice and its days", "[expert]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const auto made =
        create_row(stage.gate, stage.as("clerk"), domain::expert_shape(),
                   json(R"({"code":"N01","name":"新专家","category":"industry","fields":"教育、财政预算"})"));
    REQUIRE(rules_of(made) == "ok");
    const std::int64_t id = id_of(*made);
    CHECK(made->text_at("stage") == "applied");
    CHECK(made->text_at("status") == "suspended");
    CHECK(made->text_at("fields") == "budget,education");
    CHECK(rules_of(step(stage, "clerk", id, R"({"step":"approve"})")) == ":access.role");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(take_expert_step(stage.gate, both, id, 1, json(R"({"step":"approve"})"))) == ":access.four_eyes");
    CHECK(rules_of(take_expert_step(stage.gate, stage.as("agency"), id, 1, json(R"({"step":"approve"})"))) ==
          ":access.role");
    CHECK(rules_of(take_expert_step(stage.gate, stage.as("leader"), id, 9, json(R"({"step":"approve"})"))) ==
          ":record.stale");
    CHECK(rules_of(step(stage, "leader", id, R"({"step":"return"})")) == "reason:expert_library.reason_missing");
    CHECK(rules_of(step(stage, "leader", id, R"({"step":"return","reason":"缺证书"})")) == "ok");
    CHECK(rules_of(step(stage, "clerk", id, R"({"step":"resubmit"})")) == "ok");
    CHECK(rules_of(step(stage, "leader", id, R"({"step":"approve"})")) == "ok");
    CHECK(rules_of(step(stage, "leader", id, R"({"step":"appoint"})")) == "step:expert_library.wrong_stage");
    CHECK(rules_of(step(stage, "clerk", id,
                        R"({"step":"publish_notice","from":"2022-10-10","until":"2022-10-14","place":"网站"})")) ==
          "ok");
    const std::string appoint = R"({"step":"appoint","certificate_number":"PJ-1"})";
    CHECK(rules_of(step(stage, "leader", id, appoint)) == ":expert_library.notice_not_over");
    stage.clock.set("2022-10-17 01:00:00.000");
    const auto objection = add_remark(
        stage.gate, stage.as("clerk"), id,
        json(R"({"kind":"objection","received_on":"2022-10-12","content":"与某机构有关联","said_by":"某人"})"));
    REQUIRE(rules_of(objection) == "ok");
    CHECK(rules_of(step(stage, "leader", id, appoint)) == ":expert_library.objection_open");
    CHECK(rules_of(answer_remark(stage.gate, stage.as("leader"), id_of(*objection), 1,
                                 json(R"({"state":"unfounded","answer":"经核不实"})"))) == "ok");
    const auto appointed = step(stage, "leader", id, appoint);
    REQUIRE(rules_of(appointed) == "ok");
    CHECK(appointed->text_at("status") == "active");
    CHECK(appointed->text_at("term_until") == "2025-10-16");
    CHECK(appointed->at("steps").items().size() == 6);
    CHECK(rules_of(change_row(stage.gate, stage.as("clerk"), domain::expert_shape(), id, version_of(*appointed),
                              json(R"({"term_until":"2035-01-01"})"))) == "/term_until:expert_library.set_by_life");
    stage.clock.set("2025-10-17 01:00:00.000");
    CHECK(read_expert_file(stage.gate, stage.as("clerk"), id)->text_at("standing") == "expired");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("numbers are sealed in every table, found twice without opening, and each look is audited", "[expert]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const std::int64_t id = stage.world.experts[0];
    const std::string number = person(1);
    const std::string account = "6222021234567894";
    const Json body =
        Json::object().set("identity_number", number).set("bank_account", account).set("bank_name", "某银行");
    use_key_file("");
    CHECK(rules_of(set_secrets(stage.gate, stage.as("clerk"), id, 1, body)) == ":security.key_missing");
    const KeyFile key;
    const auto set = set_secrets(stage.gate, stage.as("clerk"), id, 1, body);
    REQUIRE(rules_of(set) == "ok");
    CHECK(set->text_at("identity_number") == domain::masked_identity_number(number));
    CHECK(rules_of(set_secrets(stage.gate, stage.as("clerk"), stage.world.experts[1], 1,
                               Json::object().set("identity_number", number))) ==
          "/identity_number:expert_secrets.person_twice");
    CHECK(rules_of(set_secrets(stage.gate, stage.as("clerk"), stage.world.experts[1], 1,
                               json(R"({"identity_number":"532***********0011","bank_account":"12"})"))) ==
          "/identity_number:expert_secrets.masked /bank_account:bank_account.malformed");
    CHECK(rules_of(reveal_secrets(stage.gate, stage.as("clerk"), id, Json::object())) ==
          "/purpose:expert_secrets.purpose_missing");
    CHECK(rules_of(reveal_secrets(stage.gate, stage.as("reviewer"), id, json(R"({"purpose":"发放劳务费"})"))) ==
          ":access.role");
    CHECK(rules_of(reveal_secrets(stage.gate, stage.as("expert1"), id, json(R"({"purpose":"看看"})"))) ==
          ":access.role");
    const std::int64_t looks = stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal'");
    const auto shown = reveal_secrets(stage.gate, stage.as("clerk"), id, json(R"({"purpose":"发放劳务费"})"));
    REQUIRE(rules_of(shown) == "ok");
    CHECK(shown->text_at("identity_number") == number);
    CHECK(shown->text_at("bank_account") == account);
    {
      // A rehearsal shows, so its trace stays.
      RequestScope request("r1", "", "", true);
      CHECK(reveal_secrets(stage.gate, stage.as("clerk"), id, json(R"({"purpose":"演练"})")).ok());
      request.abandon();
    }
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal'") == looks + 2);
    const auto change =
        propose_my_change(stage.gate, stage.as("expert2"),
                          Json::object().set("identity_number", person(2)).set("name", "新名字").set("reason", "改名"));
    REQUIRE(rules_of(change) == "ok");
    CHECK(change->at("proposed").text_at("identity_number") == domain::masked_identity_number(person(2)));
    CHECK(rules_of(decide_proposal(stage.gate, stage.as("leader"), id_of(*change), 1, json(R"({"approved":"1"})"))) ==
          "ok");
    const auto other =
        reveal_secrets(stage.gate, stage.as("leader"), stage.world.experts[1], json(R"({"purpose":"核对"})"));
    CHECK(other->text_at("identity_number") == person(2));
    for (const char* table : {"expert", "audit", "expert_proposal", "expert_step", "notice", "idempotency_key"}) {
      if (!store::has_column(table, "id")) continue;
      const std::string all = everything(stage, table);
      CAPTURE(table);
      for (const std::string& secret : {number, person(2), account}) CHECK(all.find(secret) == std::string::npos);
    }
    const auto list = list_rows(stage.gate, stage.as("clerk"), domain::expert_shape(), {});
    CHECK(write_json(*list).find(number.substr(14)) == std::string::npos);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what was proposed is decided by another person, and the expert sees his own file only", "[expert]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const std::int64_t id = stage.world.experts[0];
    CHECK(rules_of(read_expert_file(stage.gate, stage.as("agency"), id)) == ":access.role");
    CHECK(rules_of(read_expert_file(stage.gate, stage.as("other_clerk"), id)) == ":access.absent");
    CHECK(rules_of(read_expert_file(stage.gate, stage.as("expert2"), id)) == ":access.absent");
    add_remark(
        stage.gate, stage.as("clerk"), id,
        json(
            R"({"kind":"complaint","received_on":"2022-10-01","content":"迟到","evidence":"签到表","said_by":"某人"})"));
    CHECK(read_my_file(stage.gate, stage.as("expert1"))->at("remarks").items().empty());
    CHECK(rules_of(change_my_file(stage.gate, stage.as("expert1"), 1, json(R"({"name":"别名"})"))) ==
          "/name:field.unknown");
    CHECK(rules_of(change_my_file(stage.gate, stage.as("expert1"), 1, json(R"({"email":"not an address"})"))) ==
          "/email:notice.address_malformed");
    CHECK(rules_of(change_my_file(stage.gate, stage.as("expert1"), 1, json(R"({"phone":"13800000000"})"))) == "ok");
    CHECK(rules_of(take_expert_step(stage.gate, stage.as("leader"), id, 2,
                                    json(R"({"step":"suspend","reason":"x"})"))) == "/step:expert_library.by_proposal");
    const auto suspend = propose_step(stage.gate, stage.as("clerk"), id,
                                      json(R"({"kind":"suspend","reason":"投诉核实","until":"2022-12-31"})"));
    REQUIRE(rules_of(suspend) == "ok");
    CHECK(rules_of(propose_step(stage.gate, stage.as("clerk"), id, json(R"({"kind":"suspend","reason":"又"})"))) ==
          ":proposal.waiting");
    CHECK(read_my_file(stage.gate, stage.as("expert1"))->at("proposals").items().empty());
    CHECK(rules_of(decide_proposal(stage.gate, stage.as("clerk"), id_of(*suspend), 1, json(R"({"approved":true})"))) ==
          ":access.role");
    CHECK(rules_of(decide_proposal(stage.gate, stage.as("leader"), id_of(*suspend), 1, json(R"({"approved":true})"))) ==
          "ok");
    const auto file = read_expert_file(stage.gate, stage.as("clerk"), id);
    CHECK(file->text_at("status") == "suspended");
    CHECK(file->text_at("suspended_until") == "2022-12-31");
    CHECK(rules_of(propose_my_change(stage.gate, stage.as("expert1"), json(R"({"kind":"renew"})"))) ==
          "step:expert_library.wrong_stage");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a year is computed from panels, confirmed by another person and kept", "[expert][assessment]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const auto contract = stage.contract("HT-1", {6'000'000});
    stage.scored(contract.engagements[0], "79.99", "80");
    stage.clock.set("2022-12-01 01:00:00.000");
    const Json year = json(R"({"year":2022})");
    CHECK(rules_of(compute_assessments(stage.gate, stage.as("agency"), year)) == ":access.role");
    CHECK(rules_of(compute_assessments(stage.gate, stage.as("clerk"), json(R"({"year":2023})"))) ==
          "/year:assessment.year_ahead");
    REQUIRE(rules_of(compute_assessments(stage.gate, stage.as("clerk"), year)) == "ok");
    const auto list = list_assessments(stage.gate, stage.as("leader"), {2022, "", "", ""});
    REQUIRE(rules_of(list) == "ok");
    CHECK(list->at("items").items().size() == 3);
    const Json& first = list->at("items").items()[0];
    CHECK(first.text_at("grade") == "qualified");
    CHECK(first.at("lines").items()[0].text_at("counted") == "1/1");
    CHECK(first.at("lines").items()[3].at("enough").boolean() == false);
    CHECK(rules_of(confirm_assessments(stage.gate, stage.as("leader"), year)) == "ok");
    CHECK(rules_of(confirm_assessments(stage.gate, stage.as("leader"), year)) == ":assessment.nothing_to_confirm");
    const auto again = compute_assessments(stage.gate, stage.as("clerk"), year);
    CHECK(*again->at("confirmed_before").integer() == 3);
    CHECK(rules_of(list_assessments(stage.gate, stage.as("leader"), {2022, "x", "", "colour"})) ==
          "grade:list.bad_filter sort:list.bad_sort");
    CHECK(read_my_file(stage.gate, stage.as("expert1"))->at("assessments").items().size() == 1);
    CHECK(stage.broken_laws() == "");
  });
}

namespace {

void write_experts(const std::string& path, const std::vector<std::vector<std::string>>& rows) {
  table::Workbook workbook;
  workbook.created = some_moment();
  table::Table sheet;
  sheet.name = "专家";
  sheet.key = "experts";
  for (const std::string& title : {"专家编号", "姓名", "专家类别", "专业领域", "职称级别", "身份证号", "银行账号"}) {
    table::Column column;
    column.key = "c" + std::to_string(sheet.columns.size());
    column.title = title;
    sheet.columns.push_back(column);
  }
  std::vector<std::vector<Value>> cells;
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (const std::string& text : row) line.push_back(text.empty() ? Value() : Value(text));
  }
  sheet.rows = table::rows_of(std::move(cells));
  workbook.sheets.emplace_back(std::move(sheet));
  REQUIRE(table::print(workbook, table::Format::xlsx, path).ok());
}

}  // namespace

TEST_CASE("hundreds of experts come in at once or not at all, and no number is repeated", "[expert][import]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const KeyFile key;
    std::vector<std::vector<std::string>> rows;
    for (int i = 0; i < 300; ++i) {
      const std::string code = "I" + std::to_string(1000 + i);
      rows.push_back({code, "导入" + code, i % 2 == 0 ? "绩效领域" : "industry", "教育、财政预算", "高级", person(i),
                      "62220212345" + std::to_string(10000 + i)});
    }
    const std::string choice = say("choice.expert_category.performance", Language::zh);
    for (auto& row : rows) {
      if (row[2] == "绩效领域") row[2] = choice;
    }
    ImportRequest request;
    request.kind = "experts";
    request.path = key.file("experts.xlsx");
    auto faulty = rows;
    faulty[10][5] = faulty[10][5].substr(0, 17) + (faulty[10][5][17] == '1' ? "2" : "1");
    faulty[20][5] = faulty[5][5];
    faulty[30][3] = "天文";
    faulty[40][6] = "12ab5678";
    faulty[50][0] = faulty[49][0];
    write_experts(request.path, faulty);
    auto report = import_workbook(stage.gate, stage.as("clerk"), request);
    REQUIRE(rules_of(report) == "ok");
    std::string found;
    for (const ImportProblem& one : report->problems) {
      found += one.cell + " " + one.rule + " " + one.value + "\n";
      for (const auto& row : faulty) {
        CHECK((one.value + one.reason).find(row[5]) == std::string::npos);
      }
    }
    CHECK(found == "F12 identity.check_place **************" + faulty[10][5].substr(14) +
                       "\nF22 import.key_twice **************" + faulty[20][5].substr(14) +
                       "\nD32 expert_library.field_unknown 天文\nG42 bank_account.malformed ****5678\nA52 "
                       "import.key_twice I1049\n");
    CHECK(stage.count("SELECT COUNT(*) FROM expert") == 3);

    write_experts(request.path, rows);
    request.dry_run = true;
    CHECK(import_workbook(stage.gate, stage.as("clerk"), request)->created == 300);
    CHECK(stage.count("SELECT COUNT(*) FROM expert") == 3);
    request.dry_run = false;
    report = import_workbook(stage.gate, stage.as("clerk"), request);
    CHECK(report->written);
    CHECK(stage.count("SELECT COUNT(*) FROM expert WHERE stage = 'applied' AND identity_print IS NOT NULL") == 300);
    CHECK(everything(stage, "expert").find(person(7)) == std::string::npos);
    CHECK(everything(stage, "audit").find(person(7)) == std::string::npos);
    CHECK(import_workbook(stage.gate, stage.as("clerk"), request)->unchanged == 300);

    // What was exported masked comes back as it went out.
    auto masked = rows;
    for (auto& row : masked) {
      row[5] = domain::masked_identity_number(row[5]);
      row[6] = domain::masked_bank_account(row[6]);
    }
    masked[1][5] = "532***********9999";
    write_experts(request.path, masked);
    report = import_workbook(stage.gate, stage.as("clerk"), request);
    REQUIRE(report->problems.size() == 1);
    CHECK(report->problems[0].rule == "expert_secrets.masked");
    CHECK(report->unchanged == 299);
    CHECK(stage.broken_laws() == "");
  });
}
