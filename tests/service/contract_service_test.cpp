#include "service/contract_service.h"

#include <catch2/catch.hpp>

#include "service/policy_service.h"
#include "service/record_service.h"
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

const char* good_contract = R"({"number":"红财采〔2022〕17号","title":"2022年绩效评价","agency":"91530000MA6K00001X",
  "policy":"test-policy","procurement_method":"open_tender","fiscal_year":2022,"signed_on":"2022-03-01",
  "starts_on":"2022-03-01","ends_on":"2022-12-31","fee":"100000.00","engagements":[
    {"code":"PJ-01","name":"教育补助评价","budget_unit":{"key":"101"},"project":"P01","object_kind":"special_fund",
     "fee":"60000.00","plan_due_on":"2022-05-01"},
    {"code":"PJ-02","name":"部门整体","object_kind":"whole_department","fee":"40000"}],
  "instalments":[{"sequence":1,"name":"首付款","due_condition":"signed","amount":"30000.00"},
                 {"sequence":2,"name":"尾款","due_condition":"report_accepted","amount":"70000.00"}]})";

std::int64_t id_of(const Json& json) {
  return std::stoll(json.text_at("id"));
}

}  // namespace

TEST_CASE("a contract is created with its parts and read back with labels", "[contract]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const Result<Json> created = create_contract(gate, world.as("clerk"), json(good_contract));
    REQUIRE(rules_of(created) == "ok");
    CHECK(created->text_at("agency_label") == "云岭会计师事务所");
    CHECK(created->text_at("policy_label") == "test-policy@1");
    CHECK(created->text_at("original_fee") == "100000.00");
    CHECK(created->text_at("state") == "active");
    REQUIRE(created->at("engagements").items().size() == 2);
    CHECK(created->at("engagements").items()[0].text_at("budget_unit_label") == "州教育局");
    CHECK(created->at("engagements").items()[1].text_at("fee") == "40000.00");
    REQUIRE(created->at("instalments").items().size() == 2);
    CHECK(*read_row(gate, world.as("agency"), *domain::find_shape("contract"), id_of(*created)) == *created);
    CHECK(rules_of(create_contract(gate, world.as("clerk"), json(good_contract))) == "/number:contract.number_taken");
  });
}

TEST_CASE("a wrong contract is refused at every pointer and nothing is written", "[contract]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    Json body = json(good_contract);
    body.set("color", Json("red"));
    body.set("agency", Json("91530000MA6K00009X"));
    body.set("policy", Json("none@3"));
    body.find("engagements")->items()[0].set("fee", Json("60000.001"));
    body.find("engagements")->items()[1].set("project", Json("P77"));
    body.find("instalments")->items()[0].set("sequence", Json("x"));
    CHECK(rules_of(create_contract(gate, world.as("clerk"), body)) ==
          "/agency:record.reference_absent /policy:record.reference_absent /color:field.unknown "
          "/engagements/0/fee:number.too_many_decimals /engagements/1/project:record.reference_absent "
          "/instalments/0/sequence:number.malformed");
    Json day = json(good_contract);
    day.find("instalments")->items()[1].set("due_condition", Json("date"));
    CHECK(rules_of(create_contract(gate, world.as("clerk"), day)) == "/instalments/1/due_on:instalment.due_on_missing");
    Json other = json(good_contract);
    other.find("instalments")->items()[1].set("due_on", Json("2022-12-01"));  // due when the report is accepted
    CHECK(rules_of(create_contract(gate, world.as("clerk"), other)) ==
          "/instalments/1/due_on:instalment.due_on_not_asked");
    Json sums = json(good_contract);
    sums.set("fee", Json("99999.99"));
    CHECK(rules_of(create_contract(gate, world.as("clerk"), sums)) ==
          "/fee:contract.engagement_fees_differ /instalments:contract.instalments_differ");
    auto rows = database.reader();
    CHECK(integer_or(rows->query("SELECT COUNT(*) FROM contract")[0][0]) == 0);
    CHECK(integer_or(rows->query("SELECT COUNT(*) FROM engagement")[0][0]) == 0);
  });
}

TEST_CASE("a bureau commissions evaluations of projects of its own and of bureaus below it, and of no others",
          "[contract]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    domain::Actor clerk = world.as("clerk");
    std::int64_t below = 0;
    std::int64_t beside = 0;
    {
      auto lease = database.writer();
      lease->begin_write();
      const std::int64_t county = add_bureau(*lease, "532503", "蒙自市财政局", world.bureau);
      clerk.bureaus.push_back(county);
      below = insert(*lease, "budget_unit", {{"bureau_id", county}, {"code", "201"}, {"name", "市农业农村局"}});
      beside =
          insert(*lease, "budget_unit", {{"bureau_id", world.other_bureau}, {"code", "301"}, {"name", "外地教育局"}});
      lease->commit();
    }
    const auto with_unit = [&](std::int64_t unit) {
      Json body = json(good_contract);
      Json& engagement = body.find("engagements")->items()[1];
      engagement.set("budget_unit", std::to_string(unit));
      return rules_of(create_contract(gate, clerk, body));
    };
    CHECK(with_unit(beside).starts_with("/engagements/1/budget_unit:"));
    CHECK(with_unit(below) == "ok");
  });
}

TEST_CASE("a contract changes freely until something is scored or paid", "[contract]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const domain::Actor& clerk = world.as("clerk");
    const Result<Json> created = create_contract(gate, clerk, json(good_contract));
    REQUIRE(rules_of(created) == "ok");
    const std::int64_t id = id_of(*created);
    const Result<Json> changed = change_contract(gate, clerk, id, 1, json(R"({"fee":"110000.00","engagements":[
      {"code":"PJ-01","fee":"70000.00"},{"code":"PJ-02"}],"instalments":[{"sequence":1},
      {"sequence":2,"amount":"80000.00"}]})"));
    REQUIRE(rules_of(changed) == "ok");
    CHECK(changed->text_at("original_fee") == "110000.00");
    CHECK(changed->at("version").integer() == 2);
    CHECK(rules_of(change_contract(gate, clerk, id, 1, json(R"({"title":"x"})"))) == ":record.stale");
    CHECK(rules_of(
              change_contract(gate, clerk, id, 2, json(R"({"engagements":[{"code":"PJ-01","fee":"110000.00"}]})"))) ==
          "/engagements:contract.engagement_removed");
    const std::int64_t engagement = id_of(changed->at("engagements").items()[0]);
    {
      auto rows = database.writer();
      insert(*rows, "panel",
             {{"bureau_id", world.bureau},
              {"agency_id", world.agency},
              {"engagement_id", engagement},
              {"policy_id", world.policy},
              {"name", "组"},
              {"deadline_on", "2022-12-01"}});
      insert(*rows, "policy",
             {{"code", "other"},
              {"revision", 1},
              {"title", "b"},
              {"state", "approved"},
              {"document", "{}"},
              {"digest", std::string(64, '1')}});
    }
    CHECK(rules_of(change_contract(gate, clerk, id, 2, json(R"({"title":"改名"})"))) == "ok");
    CHECK(rules_of(change_contract(gate, clerk, id, 3, json(R"({"policy":"other@1","agency":"91530000MA6K00002X",
      "engagements":[{"code":"PJ-01","fee":"69999.99"},{"code":"PJ-02","fee":"40000.01"}]})"))) ==
          "/policy:contract.policy_frozen /agency:contract.agency_frozen /fee:contract.fees_frozen");
  });
}

TEST_CASE("amendments move fees and instalments up to a tenth", "[contract]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const domain::Actor& clerk = world.as("clerk");
    const std::int64_t id = id_of(*create_contract(gate, clerk, json(good_contract)));
    const auto amend = [&](std::int64_t version, const std::string& body) {
      return add_amendment(gate, clerk, id, version, json(body));
    };
    CHECK(rules_of(amend(1, R"({"signed_on":"2022-06-01","change":"-5000.00","reason":"减少","engagements":
      [{"code":"PJ-02","fee":"36000.00"}]})")) == "/engagements:contract.amendment_differs");
    CHECK(rules_of(amend(1, R"({"signed_on":"2022-06-01","change":"-5000.00","reason":"减少","engagements":
      [{"code":"PJ-02","fee":"35000.00"}]})")) == "/instalments:contract.instalments_differ");
    CHECK(rules_of(amend(
              1, R"({"signed_on":"2022-06-01","change":"10000.01","engagements":[{"code":"PJ-9","fee":"1"}]})")) ==
          "/reason:field.required /engagements/0/code:contract.no_such_engagement");
    const Result<Json> amended = amend(1, R"({"signed_on":"2022-06-01","change":"-5000.00","reason":"减少一个子项",
      "engagements":[{"code":"PJ-02","fee":"35000.00"}],"instalments":[{"sequence":2,"amount":"65000.00"}]})");
    REQUIRE(rules_of(amended) == "ok");
    CHECK(amended->text_at("fee") == "95000.00");
    CHECK(amended->text_at("original_fee") == "100000.00");
    REQUIRE(amended->at("amendments").items().size() == 1);
    CHECK(amended->at("amendments").items()[0].text_at("change") == "-5000.00");
    CHECK(rules_of(amend(2, R"({"signed_on":"2022-07-01","change":"5000.01","reason":"x","engagements":
      [{"code":"PJ-02","fee":"40000.01"}]})")) == "/change:contract.amendment_over_tenth");
    CHECK(rules_of(change_contract(gate, clerk, id, 2, json(R"({"fee":"90000.00","engagements":[{"code":"PJ-01"},
      {"code":"PJ-02","fee":"30000.00"}],"instalments":[{"sequence":1},{"sequence":2,"amount":"60000.00"}]})"))) ==
          "/fee:contract.fees_frozen");
  });
}

TEST_CASE("policies: shipped ones are seeded once; drafts need another person's approval", "[policy]") {
  for_each_engine([](store::Database& database) {
    const World world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const auto seeded = SeedService::seed_policies(gate);
    REQUIRE(seeded.ok());
    CHECK(seeded->size() >= 6);
    CHECK(SeedService::seed_policies(gate)->empty());
    const Result<Json> shipped = find_policy(gate, world.as("clerk"), "honghe-2022");
    REQUIRE(shipped.ok());
    CHECK(shipped->text_at("state") == "approved");
    CHECK_FALSE(shipped->at("assumed").items().empty());
    Json document = shipped->at("document");
    document.set("unheard_of", Json(1));
    CHECK_FALSE(create_policy(gate, world.as("clerk"), document).ok());
    document = shipped->at("document");
    CHECK(rules_of(create_policy(gate, world.as("clerk"), document)) == "/revision:policy.code_taken");
    document.set("version", Json(2));
    const Result<Json> draft = create_policy(gate, world.as("clerk"), document);
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->text_at("state") == "draft");
    const std::int64_t id = id_of(*draft);
    CHECK(rules_of(approve_policy(gate, world.as("clerk"), id, 1)) == ":access.role");
    CHECK(rules_of(change_policy(gate, world.as("clerk"), id, 7, document)) == ":record.stale");
    // Whoever wrote the draft cannot approve it, even as the leader.
    domain::Actor both = world.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(approve_policy(gate, both, id, 1)) == ":access.four_eyes");
    const Result<Json> approved = approve_policy(gate, world.as("leader"), id, 1);
    REQUIRE(rules_of(approved) == "ok");
    CHECK(approved->text_at("approved_by_label") == "leader");
    CHECK(rules_of(change_policy(gate, world.as("clerk"), id, 2, document)) == ":policy.not_draft");
    CHECK(find_policy(gate, world.as("clerk"), "honghe-2022")->at("revision").integer() == 2);
    REQUIRE(rules_of(retire_policy(gate, world.as("leader"), id, 2)) == "ok");
    CHECK(find_policy(gate, world.as("clerk"), "honghe-2022")->at("revision").integer() == 1);
  });
}
