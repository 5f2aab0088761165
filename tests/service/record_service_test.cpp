#include "service/record_service.h"

#include <catch2/catch.hpp>
#include <set>

#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

Json json(const std::string& text) {
  const Result<Json> read = parse_json(text);
  REQUIRE(read.ok());
  return *read;
}

template <class T>
std::string rules_of(const Result<T>& result) {
  std::string out;
  for (const Problem& problem : result.problems()) out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  return out.empty() ? "ok" : out;
}

const domain::Shape& shape(const char* stem) {
  return *domain::find_shape(stem);
}

std::int64_t count(store::Database& database, const std::string& sql) {
  return integer_or(database.reader()->query(sql)[0][0]);
}

}  // namespace

TEST_CASE("an agency is created, read, changed, listed and remembered", "[record]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const domain::Actor& clerk = world.as("clerk");
    const Result<Json> created = create_row(gate, clerk, shape("agency"), json(R"({"uscc":"91350100M000100Y43",
      "name":"石屏咨询","type":"consulting_firm","registered_on":"2015-01-02"})"));
    REQUIRE(rules_of(created) == "ok");
    const std::int64_t id = std::stoll(created->text_at("id"));
    CHECK(created->text_at("bureau_label") == "红河州财政局");
    CHECK(created->text_at("status") == "active");
    CHECK(created->at("version").integer() == 1);

    clock.advance_minutes(5);
    const Result<Json> changed = change_row(gate, clerk, shape("agency"), id, 1, json(R"({"status":"suspended"})"));
    REQUIRE(rules_of(changed) == "ok");
    CHECK(changed->at("version").integer() == 2);
    CHECK(changed->text_at("name") == "石屏咨询");

    const Result<Json> stale = change_row(gate, clerk, shape("agency"), id, 1, json(R"({"name":"别名"})"));
    REQUIRE(rules_of(stale) == ":record.stale");
    CHECK(stale.problems()[0].kind == Kind::stale);
    CHECK(stale.problems()[0].params ==
          Params{{"by", "clerk"}, {"at", "2022-10-08T09:05:00+08:00"}, {"fields", "status"}, {"stem", "agency"}});
    CHECK(read_row(gate, clerk, shape("agency"), id)->text_at("name") == "石屏咨询");

    const Result<Json> history = row_history(gate, clerk, shape("agency"), id);
    REQUIRE(history.ok());
    REQUIRE(history->at("items").items().size() == 2);
    const Json& last = history->at("items").items()[0];
    CHECK(write_json(last.at("detail")) ==
          R"({"before":{"status":"active"},"after":{"status":"suspended"},"version":2})");

    ListRequest request;
    request.q = "石屏";
    request.filters = {{"status", "suspended"}};
    const Result<Json> list = list_rows(gate, clerk, shape("agency"), request);
    REQUIRE(list.ok());
    CHECK(list->at("total").integer() == 1);
    CHECK(list->at("next").is_null());
    CHECK(list->at("items").items()[0].text_at("id") == std::to_string(id));
  });
}

TEST_CASE("refused rows name every problem and leave nothing behind", "[record]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const domain::Actor& clerk = world.as("clerk");
    const std::int64_t before = count(database, "SELECT COUNT(*) FROM audit");
    const auto create = [&](const char* stem, const std::string& body) {
      return rules_of(create_row(gate, clerk, shape(stem), json(body)));
    };
    CHECK(create("agency", R"({"uscc":"91530000MA6K00001X","name":"","type":"x","colour":1})")
              .find("/colour:field.unknown") == 0);
    CHECK(create("budget_unit", R"({"code":"101","name":"又一个"})") == "/code:budget_unit.code_taken");
    CHECK(create("project", R"({"code":"P9","name":"甲","budget_unit":"999","fiscal_year":2022,"kind":"ppp"})") ==
          "/budget_unit:record.reference_absent");
    CHECK(create("project",
                 R"({"code":"P01","name":"甲","budget_unit":{"key":"101"},"fiscal_year":2022,"kind":"ppp"})") ==
          "/code:project.code_taken");
    CHECK(create("budget_unit", R"({"bureau":{"key":"530100"},"code":"7","name":"甲"})") ==
          "/bureau:record.reference_absent");
    CHECK(create("lead_evaluator",
                 R"({"agency":")" + std::to_string(world.agency) + R"(","code":"L1","name":"甲","years_of_work":4})") ==
          "/years_of_work:lead_evaluator.years_too_few");
    CHECK(create("statement", "{}") == ":record.not_created_here");
    CHECK(count(database, "SELECT COUNT(*) FROM audit") == before);
    CHECK(count(database, "SELECT COUNT(*) FROM budget_unit") == 1);
    CHECK(rules_of(create_row(gate, world.as("reviewer"), shape("expert"), json("{}"))) == ":access.role");
    CHECK(rules_of(read_row(gate, world.as("other_clerk"), shape("budget_unit"), world.unit)) == ":access.absent");
  });
}

TEST_CASE("a bureau moves in the tree and takes those below with it, but never below itself", "[record]") {
  for_each_engine([](store::Database& database) {
    World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    domain::Actor machine;
    machine.login = "machine";
    machine.operator_of_machine = true;
    const Result<Json> county = create_row(
        gate, machine, shape("bureau"), json(R"({"code":"532501","name":"个旧市财政局","parent":{"key":"532500"}})"));
    REQUIRE(rules_of(county) == "ok");
    const std::int64_t county_id = std::stoll(county->text_at("id"));
    const std::string below = "/" + std::to_string(world.province) + "/" + std::to_string(world.bureau) + "/" +
                              std::to_string(county_id) + "/";
    CHECK(county->text_at("path") == below);
    const Result<Json> circle = change_row(gate, machine, shape("bureau"), world.bureau, 1,
                                           json(R"({"parent":")" + std::to_string(county_id) + "\"}"));
    CHECK(rules_of(circle) == "/parent:bureau.parent_below_itself");
    const Result<Json> moved = change_row(gate, machine, shape("bureau"), world.bureau, 1,
                                          json(R"({"parent":")" + std::to_string(world.other_bureau) + "\"}"));
    REQUIRE(rules_of(moved) == "ok");
    CHECK(read_row(gate, machine, shape("bureau"), county_id)->text_at("path") ==
          "/" + std::to_string(world.province) + "/" + std::to_string(world.other_bureau) + "/" +
              std::to_string(world.bureau) + "/" + std::to_string(county_id) + "/");
  });
}

TEST_CASE("lists page by key without losing or repeating a row", "[record]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    for (int i = 0; i < 25; ++i) {
      Json body = Json::object();
      body.set("code", Json("U" + std::to_string(i)));
      body.set("name", Json("单位" + std::to_string(i % 4)));
      REQUIRE(create_row(gate, world.as("clerk"), shape("budget_unit"), body).ok());
    }
    ListRequest request;
    request.limit = 7;
    request.sort = "-name";
    std::set<std::string> seen;
    for (int page = 0; page < 10; ++page) {
      const Result<Json> list = list_rows(gate, world.as("clerk"), shape("budget_unit"), request);
      REQUIRE(list.ok());
      CHECK(list->at("total").integer() == 26);
      for (const Json& item : list->at("items").items()) CHECK(seen.insert(item.text_at("id")).second);
      if (list->at("next").is_null()) break;
      request.cursor = list->text_at("next");
    }
    CHECK(seen.size() == 26);
    CHECK(list_rows(gate, world.as("other_clerk"), shape("budget_unit"), {})->at("total").integer() == 0);
  });
}
