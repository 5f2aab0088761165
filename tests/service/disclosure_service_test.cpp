// From confirmed statements to what everybody reads, on both engines: who may, what is hidden, and what a stranger can
// compute anew.
#include "service/disclosure_service.h"

#include <catch2/catch.hpp>

#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

Json draft_body(const std::string& kind, int year = 2022) {
  return Json::object()
      .set("title", "2022年度质量结果")
      .set("kind", kind)
      .set("fiscal_year", Json(year))
      .set("note", "");
}

struct Told {
  Told(store::Database& database) : stage(database), contract(stage.contract("HT-1", {6'000'000, 4'000'000})) {
    stage.scored(contract.engagements[0], "79.99", "80");
    stage.scored(contract.engagements[1], "92", "90");
  }
  Result<Json> drafted(const std::string& kind = "quality_results") {
    return draft_disclosure(stage.gate, stage.as("clerk"), draft_body(kind));
  }
  PublicService everybody() { return PublicService(stage.gate); }

  Stage stage;
  TestContract contract;
};

}  // namespace

TEST_CASE("only confirmed results are disclosed, by another person than the drafter", "[disclosure]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    Stage& stage = told.stage;
    CHECK(rules_of(draft_disclosure(stage.gate, stage.as("clerk"), json(R"({"kind":"x","fiscal_year":1999})"))) ==
          "/title:field.required /kind:field.bad_choice /fiscal_year:field.out_of_range");
    CHECK(rules_of(draft_disclosure(stage.gate, stage.as("agency"), draft_body("agency_list"))) == ":access.role");
    const auto draft = told.drafted();
    REQUIRE(rules_of(draft) == "ok");
    CHECK(draft->at("items").items().empty());
    const std::int64_t id = id_of(*draft);
    CHECK(rules_of(publish_disclosure(stage.gate, stage.as("leader"), id, 1)) == ":disclosure.nothing_to_disclose");

    stage.confirmed(told.contract.id);
    CHECK(read_disclosure(stage.gate, stage.as("clerk"), id)->at("items").items().size() == 2);
    CHECK(rules_of(read_disclosure(stage.gate, stage.as("other_clerk"), id)) == ":access.absent");
    CHECK(rules_of(publish_disclosure(stage.gate, stage.as("clerk"), id, 1)) == ":access.role");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(publish_disclosure(stage.gate, both, id, 1)) == ":access.four_eyes");
    CHECK(told.everybody().disclosures()->at("items").items().empty());
    CHECK(rules_of(told.everybody().disclosure(id, {})) == ":record.absent");

    const auto published = publish_disclosure(stage.gate, stage.as("leader"), id, 1);
    REQUIRE(rules_of(published) == "ok");
    CHECK(rules_of(publish_disclosure(stage.gate, stage.as("leader"), id, 1)) == ":record.stale");
    CHECK(rules_of(change_disclosure(stage.gate, stage.as("clerk"), id, 2, draft_body("agency_list"))) ==
          ":disclosure.not_draft");
    CHECK(told.everybody().disclosures()->at("items").items().size() == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("everybody can compute a disclosed result anew, and learns no expert from it", "[disclosure]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    told.stage.confirmed(told.contract.id);
    const auto draft = told.drafted();
    const std::int64_t id = id_of(*draft);
    REQUIRE(rules_of(publish_disclosure(told.stage.gate, told.stage.as("leader"), id, 1)) == "ok");
    PublicService everybody = told.everybody();
    const auto list = everybody.disclosure(id, {.sort = "-final_score"});
    REQUIRE(list->at("items").items().size() == 2);
    CHECK(list->at("items").items()[0].text_at("final_score") == "90.80");
    const std::string code = list->at("items").items()[1].text_at("code");
    const auto found = everybody.by_code(" zh" + code.substr(2) + " ");
    REQUIRE(rules_of(found) == "ok");
    CHECK(found->at("verified").boolean());
    CHECK(found->at("item").text_at("final_score") == "80.00");
    const Json document = found->at("document");
    CHECK(domain::verify_evidence(document)->empty());
    CHECK(domain::verification_code(document.text_at("digest")) == code);
    const std::string text = write_json(document);
    for (const auto& row : told.stage.database.reader()->query("SELECT code, name FROM expert")) {
      CHECK(text.find("\"" + text_or_empty(row[0]) + "\"") == std::string::npos);
      CHECK(text.find(text_or_empty(row[1])) == std::string::npos);
    }
    Json forged = document;
    forged.find("result")->find("engagements")->items().front().set("final_score", "80.01");
    const auto differences = domain::verify_evidence(forged);
    REQUIRE(!differences->empty());
    CHECK(differences->front().pointer == "/result/engagements/0/final_score");
    CHECK(rules_of(everybody.by_code("ZH-0000-0000-0000-0000")) == "code:disclosure.unknown_code");
    CHECK(rules_of(everybody.by_code("'; --")) == "code:disclosure.unknown_code");
  });
}

TEST_CASE("what was withdrawn or corrected stays readable and says so", "[disclosure]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    Stage& stage = told.stage;
    stage.confirmed(told.contract.id);
    const std::int64_t id = id_of(*told.drafted());
    REQUIRE(rules_of(publish_disclosure(stage.gate, stage.as("leader"), id, 1)) == "ok");
    const auto before = told.everybody().disclosure(id, {});
    CHECK(rules_of(withdraw_disclosure(stage.gate, stage.as("leader"), id, 2, Json::object())) ==
          "/reason:disclosure.reason_missing");
    REQUIRE(rules_of(withdraw_disclosure(stage.gate, stage.as("leader"), id, 2, json(R"({"reason":"重新核算"})"))) ==
            "ok");
    const auto after = told.everybody().disclosure(id, {});
    CHECK(after->text_at("state") == "withdrawn");
    CHECK(after->text_at("withdrawn_reason") == "重新核算");
    CHECK(write_json(after->at("items")) == write_json(before->at("items")));
    CHECK(rules_of(withdraw_disclosure(stage.gate, stage.as("leader"), id, 3, json(R"({"reason":"再"})"))) ==
          ":disclosure.not_published");

    const std::int64_t agencies = id_of(*told.drafted("agency_list"));
    const auto published = publish_disclosure(stage.gate, stage.as("leader"), agencies, 1);
    REQUIRE(rules_of(published) == "ok");
    Json whole = *told.everybody().list_document(agencies);
    CHECK(domain::verify_evidence(whole)->empty());
    whole.find("case")->find("rows")->items().pop_back();
    CHECK(!domain::verify_evidence(whole)->empty());
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a page of what was published is found by words, grade and place", "[disclosure]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    told.stage.confirmed(told.contract.id);
    const std::int64_t id = id_of(*told.drafted());
    REQUIRE(rules_of(publish_disclosure(told.stage.gate, told.stage.as("leader"), id, 1)) == "ok");
    PublicService everybody = told.everybody();
    const auto first = everybody.disclosure(id, {.limit = 1});
    CHECK(first->at("items").items().size() == 1);
    CHECK(*first->at("total").integer() == 2);
    CHECK(first->text_at("next") == "1");
    const auto second = everybody.disclosure(id, {.after = 1, .limit = 1});
    CHECK(second->at("next").is_null());
    CHECK(second->at("items").items()[0].text_at("code") != first->at("items").items()[0].text_at("code"));
    CHECK(*everybody.disclosure(id, {.grade = "优"})->at("total").integer() == 1);
    CHECK(*everybody.disclosure(id, {.q = "没有这样的项目"})->at("total").integer() == 0);
    CHECK(rules_of(everybody.disclosure(id, {.sort = "id"})) == "sort:list.bad_sort");
    CHECK(rules_of(everybody.disclosure(id, {.limit = 501})) == "limit:list.bad_limit");
  });
}
