#include <catch2/catch.hpp>

#include "service/contract_hints.h"
#include "service/contract_service.h"
#include "service/fee_basis_service.h"
#include "service/record_service.h"
#include "service/termination_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::int64_t version_of_contract(Stage& stage, std::int64_t id) {
  return version_of(*read_contract(stage.gate, stage.as("clerk"), id));
}

std::string hints_of(Stage& stage, const char* who, std::int64_t id) {
  std::string out;
  const auto hints = contract_hints(stage.gate, stage.as(who), id);
  REQUIRE(hints.ok());
  for (const Json& one : hints->at("items").items()) out += (out.empty() ? "" : " ") + one.text_at("hint");
  return out;
}

const char* ending =
    R"({"ground":"breach","terminated_on":"2022-10-01","reason":"未按方案开展","evidence":"函","engagements":[
        {"code":"PJ-02","fee":"0.00","reason":"未开展"}]})";

}  // namespace

TEST_CASE("a contract ends by two people; fee, instalments and statement follow", "[termination]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract made = stage.contract("HT-1", {60'000'00, 40'000'00});
    const std::string code = text_or_empty(
        database.reader()->query("SELECT code FROM engagement WHERE id = ?", {made.engagements[1]})[0][0]);
    Json asked = json(ending);
    asked.find("engagements")->items()[0].set("code", code);
    const auto draft =
        draft_termination(stage.gate, stage.as("clerk"), made.id, version_of_contract(stage, made.id), asked);
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->text_at("fee_after") == "60000.00");
    CHECK(terminations_of_contract(stage.gate, stage.as("agency"), made.id)->at("items").items().empty());
    const auto id = id_of(*draft);
    CHECK(rules_of(decide_termination(stage.gate, stage.as("clerk"), id, 1, json(R"({"outcome":"terminate"})"))) ==
          ":access.role");
    CHECK(rules_of(decide_termination(stage.gate, stage.as("leader"), id, 1, json(R"({"outcome":"refuse"})"))) ==
          "/reason:termination.reason_missing");
    const auto done = decide_termination(stage.gate, stage.as("leader"), id, 1, json(R"({"outcome":"terminate"})"));
    REQUIRE(rules_of(done) == "ok");
    const auto contract = read_contract(stage.gate, stage.as("clerk"), made.id);
    CHECK(contract->text_at("state") == "terminated");
    CHECK(contract->text_at("fee") == "60000.00");
    CHECK(contract->at("amendments").items()[0].text_at("kind") == "termination");
    CHECK(terminations_of_contract(stage.gate, stage.as("agency"), made.id)->at("items").items().size() == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'contract_terminated'") > 0);
    CHECK(stage.broken_laws() == "");
    CHECK(rules_of(decide_termination(stage.gate, stage.as("leader"), id, 2, json(R"({"outcome":"terminate"})"))) ==
          ":termination.not_draft");
    // The work that was done is scored and paid; the cancelled one is not waited for.
    stage.scored(made.engagements[0], "90.00", "90.00");
    const Json statement = stage.confirmed(made.id);
    CHECK(statement.text_at("fee") == "60000.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a contract all of whose work is cancelled is settled without a result", "[termination]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract made = stage.contract("HT-1", {60'000'00});
    Json asked = json(ending);
    const auto row = database.reader()->query("SELECT code FROM engagement WHERE id = ?", {made.engagements[0]});
    asked.find("engagements")->items()[0].set("code", text_or_empty(row[0][0]));
    const auto draft =
        draft_termination(stage.gate, stage.as("clerk"), made.id, version_of_contract(stage, made.id), asked);
    REQUIRE(rules_of(draft) == "ok");
    REQUIRE(rules_of(decide_termination(stage.gate, stage.as("leader"), id_of(*draft), 1,
                                        json(R"({"outcome":"terminate"})"))) == "ok");
    const Json statement = stage.confirmed(made.id);
    CHECK(statement.text_at("fee") == "0.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a fee that was worked out keeps its sheet", "[fee_basis]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract made = stage.contract("HT-1", {60'000'00});
    const auto clerk = stage.as("clerk");
    REQUIRE(rules_of(change_contract(stage.gate, clerk, made.id, version_of_contract(stage, made.id),
                                     json(R"({"fee_basis":"per_item"})"))) == "ok");
    CHECK(hints_of(stage, "clerk", made.id).find("no_sheet") != std::string::npos);
    CHECK(hints_of(stage, "agency", made.id).empty());
    const auto save = [&](const char* body) {
      return save_fee_sheet(stage.gate, clerk, made.id, version_of_contract(stage, made.id), json(body), Language::zh);
    };
    CHECK(rules_of(save(R"({"document":{"basis":"per_item","items":[{"name":"x","count":2,"rate":"29000.00"}]}})")) ==
          "/difference_reason:fee_basis.differs");
    CHECK(rules_of(save(R"({"document":{"basis":"lump_sum","parts":[{"name":"x","amount":"60000.00"}]}})")) ==
          "/document/basis:fee_basis.other_basis");
    const auto saved = save(
        R"({"document":{"basis":"per_item","items":[{"name":"x","count":2,"rate":"29000.00"}]},"difference_reason":"议价"})");
    REQUIRE(rules_of(saved) == "ok");
    CHECK(saved->text_at("difference") == "2000.00");
    CHECK(hints_of(stage, "clerk", made.id).find("no_sheet") == std::string::npos);
    CHECK(stage.broken_laws() == "");
    const auto code = text_or_empty(
        database.reader()->query("SELECT code FROM engagement WHERE id = ?", {made.engagements[0]})[0][0]);
    Json amendment = json(R"({"signed_on":"2022-10-08","number":"补〔2022〕1号","change":"1000.00","reason":"增加"})");
    amendment.set("engagements", Json(Json::Array{Json::object().set("code", code).set("fee", "61000.00")}));
    amendment.set("instalments", Json::array());
    const auto contract = read_contract(stage.gate, clerk, made.id);
    Json parts = Json::array();
    const auto& first = contract->at("instalments").items()[0];
    parts.push(Json::object()
                   .set("sequence", first.at("sequence"))
                   .set("amount", (*read_money(first.text_at("amount"), "") + Money::fen(1'000'00)).text()));
    amendment.set("instalments", std::move(parts));
    CHECK(rules_of(add_amendment(stage.gate, clerk, made.id, version_of(*contract), amendment)) ==
          "/fee:contract.fee_without_sheet");
    amendment.set("fee_basis_sheet",
                  json(R"({"document":{"basis":"per_item","items":[{"name":"x","count":2,"rate":"30500.00"}]}})"));
    REQUIRE(rules_of(add_amendment(stage.gate, clerk, made.id, version_of(*contract), amendment)) == "ok");
    CHECK(fee_sheets_of_contract(stage.gate, clerk, made.id)->at("items").items().size() == 2);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("limits of procurement are data: the bureau's own, kept by its people", "[procurement]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const domain::Shape& shape = *domain::find_shape("procurement_limit");
    const auto body = json(
        R"({"fiscal_year":2022,"decentralised_limit":"50000.00","open_tender_limit":"90000.00","methods_above":"inquiry","source":"云财采〔2022〕1号"})");
    CHECK(rules_of(create_row(stage.gate, stage.as("agency"), shape, body)) == ":access.role");
    REQUIRE(rules_of(create_row(stage.gate, stage.as("clerk"), shape, body)) == "ok");
    CHECK(rules_of(create_row(stage.gate, stage.as("clerk"), shape, body)) ==
          "/fiscal_year:procurement_limit.fiscal_year_taken");
    const TestContract made = stage.contract("HT-1", {60'000'00});
    stage.contract("HT-2", {60'000'00});
    CHECK(hints_of(stage, "clerk", made.id).find("method_fits split_open_tender") != std::string::npos);
    stage.sql("UPDATE procurement_limit SET methods_between = 'inquiry'");
    CHECK(rules_of(change_contract(stage.gate, stage.as("clerk"), made.id, version_of_contract(stage, made.id),
                                   json(R"({"procurement_method":"single_source"})"))) ==
          "/procurement_method:contract.procurement_method_not_allowed");
    CHECK(rules_of(change_contract(stage.gate, stage.as("clerk"), made.id, version_of_contract(stage, made.id),
                                   json(R"({"title":"改名"})"))) == "ok");
    // A contract may do without instalments: it is paid under its statement.
    stage.sql("DELETE FROM instalment");
    CHECK(stage.broken_laws() == "");
  });
}
