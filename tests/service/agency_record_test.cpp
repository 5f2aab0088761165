// From what an agency enters to the record that another bureau verifies, on both engines.
#include "service/agency_record_service.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/signature.h"
#include "domain/evidence.h"
#include "domain/identity_number.h"
#include "domain/record_evidence.h"
#include "service/disclosure_service.h"
#include "service/import_service.h"
#include "service/issued_record_service.h"
#include "service/report_service.h"
#include "service/security_key.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

struct KeyFile {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_record_" + std::to_string(::getpid()));
  KeyFile() {
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
  }
  ~KeyFile() {
    use_key_file("");
    std::filesystem::remove_all(folder);
  }
};

std::string person(int number) {
  const std::string seventeen = "53250119720229" + std::to_string(1000 + number).substr(1);
  return seventeen + domain::identity_check_place(seventeen);
}

struct Records {
  explicit Records(store::Database& database) : stage(database) {}

  Result<Json> enter(const std::string& body, const char* who = "agency") {
    return enter_record_item(stage.gate, stage.as(who), json(body));
  }
  Result<Json> submit(const Json& item) {
    return submit_record_item(stage.gate, stage.as("agency"), id_of(item), version_of(item));
  }
  Result<Json> review(const Json& item, const std::string& body, const char* who = "clerk") {
    return review_record_item(stage.gate, stage.as(who), id_of(item), version_of(item), json(body));
  }
  Json accepted(const std::string& body) {
    const auto entered = enter(body);
    REQUIRE(rules_of(entered) == "ok");
    const auto submitted = submit(*entered);
    REQUIRE(rules_of(submitted) == "ok");
    auto done = review(*submitted, R"({"accept":true})");
    REQUIRE(rules_of(done) == "ok");
    return std::move(*done);
  }
  std::string seen(const char* who, std::int64_t id) {
    return rules_of(read_record_item(stage.gate, stage.as(who), id));
  }

  Stage stage;
};

std::string staff(int number, const std::string& name = "段某") {
  return R"({"group":"staff","name":")" + name + R"(","identity_number":")" + person(number) + R"("})";
}

}  // namespace

TEST_CASE("drafts are the agency's alone, what is accepted is for every bureau", "[agency_record]") {
  const KeyFile keys;
  for_each_engine([](store::Database& database) {
    Records here(database);
    Stage& stage = here.stage;
    CHECK(rules_of(here.enter(staff(1), "clerk")) == ":access.role");
    const auto entered = here.enter(staff(1));
    REQUIRE(rules_of(entered) == "ok");
    const std::int64_t id = id_of(*entered);
    CHECK(here.seen("agency", id) == "ok");
    CHECK(here.seen("clerk", id) == ":access.absent");
    CHECK(here.seen("other_clerk", id) == ":access.absent");
    CHECK(here.seen("other_agency", id) == ":access.absent");
    const auto submitted = here.submit(*entered);
    REQUIRE(rules_of(submitted) == "ok");
    CHECK(here.seen("clerk", id) == "ok");
    CHECK(here.seen("other_clerk", id) == ":access.absent");
    CHECK(rules_of(here.review(*submitted, R"({"accept":false})")) == "/reason:agency_record.reason_missing");
    CHECK(rules_of(here.review(*submitted, R"({"accept":true})", "other_clerk")) == ":access.absent");
    const auto returned = here.review(*submitted, R"({"accept":false,"reason":"学历不清"})");
    REQUIRE(rules_of(returned) == "ok");
    const auto changed = change_record_item(stage.gate, stage.as("agency"), id, version_of(*returned),
                                            json(R"({"education":"master"})"));
    REQUIRE(rules_of(changed) == "ok");
    const auto again = here.submit(*changed);
    const auto accepted = here.review(*again, R"({"accept":true})");
    REQUIRE(rules_of(accepted) == "ok");
    CHECK(here.seen("other_clerk", id) == "ok");
    CHECK(here.seen("other_agency", id) == ":access.absent");
    CHECK(rules_of(here.review(*accepted, R"({"accept":true})")) == ":agency_record.wrong_state");

    // The number is nowhere in clear; a reveal leaves its trace.
    CHECK(accepted->text_at("identity_shown") == domain::masked_identity_number(person(1)));
    CHECK(write_json(*accepted).find(person(1)) == std::string::npos);
    CHECK(stage.count("SELECT COUNT(*) FROM agency_record_item WHERE identity_sealed = '' OR document LIKE '%5325%'") ==
          0);
    CHECK(rules_of(reveal_record_identity(stage.gate, stage.as("clerk"), id, json("{}"))) ==
          "/purpose:expert_secrets.purpose_missing");
    const auto revealed = reveal_record_identity(stage.gate, stage.as("clerk"), id, json(R"({"purpose":"核对"})"));
    REQUIRE(rules_of(revealed) == "ok");
    CHECK(revealed->text_at("identity_number") == person(1));
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal' AND subject = 'agency_record_item'") == 1);
    CHECK(rules_of(reveal_record_identity(stage.gate, stage.as("other_clerk"), id, json(R"({"purpose":"x"})"))) ==
          ":access.absent");

    // A change stands beside what is accepted until it is accepted itself; the number goes with it.
    const auto next = change_record_item(stage.gate, stage.as("agency"), id, version_of(*accepted),
                                         json(R"({"education":"doctor"})"));
    REQUIRE(rules_of(next) == "ok");
    CHECK(next->at("revision").integer() == 2);
    CHECK(rules_of(change_record_item(stage.gate, stage.as("agency"), id, version_of(*accepted), json("{}"))) ==
          ":agency_record.under_way");
    CHECK(here.review(*here.submit(*next), R"({"accept":true})")->at("versions").items().size() == 2);
    CHECK(read_record_item(stage.gate, stage.as("clerk"), id)->text_at("state") == "superseded");
    const auto now = reveal_record_identity(stage.gate, stage.as("agency"), id_of(*next), json(R"({"purpose":"x"})"));
    CHECK(now->text_at("identity_number") == person(1));
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("an accepted lead evaluator is one whom contracts may name", "[agency_record]") {
  const KeyFile keys;
  for_each_engine([](store::Database& database) {
    Records here(database);
    Stage& stage = here.stage;
    const TestContract contract = stage.contract("HT-1", {6'000'000});
    const std::string body =
        R"({"group":"lead_evaluator","code":"ZP-9","name":"白某","education":"master","title_level":"senior",)"
        R"("work_started_on":"2010-01-01"})";
    here.accepted(body);
    CHECK(rules_of(here.enter(body)) == "/code:agency_record.code_taken");
    CHECK(stage.count("SELECT COUNT(*) FROM lead_evaluator WHERE code = 'ZP-9' AND qualification = 'senior_title'") ==
          1);
    const std::string wish = R"({"contract":"HT-1","to_lead":"ZP-9","reason":"原主评人离职"})";
    CHECK(rules_of(ask_lead_change(stage.gate, stage.as("other_agency"), json(wish))) ==
          "/contract:lead_change.no_such_contract");
    const auto asked = ask_lead_change(stage.gate, stage.as("agency"), json(wish));
    REQUIRE(rules_of(asked) == "ok");
    CHECK(rules_of(ask_lead_change(stage.gate, stage.as("agency"), json(wish))) == ":lead_change.already_asked");
    const auto decide = [&](const char* who, const std::string& given) {
      return rules_of(decide_lead_change(stage.gate, stage.as(who), id_of(*asked), 1, json(given)));
    };
    CHECK(decide("agency", R"({"approve":true})") == ":access.role");
    CHECK(decide("other_clerk", R"({"approve":true})") == ":access.absent");
    CHECK(decide("clerk", R"({"approve":false})") == "/note:lead_change.note_missing");
    CHECK(decide("clerk", R"({"approve":true})") == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM contract INNER JOIN lead_evaluator l ON l.id = contract.lead_evaluator_id "
                      "WHERE contract.number = 'HT-1' AND l.code = 'ZP-9'") == 1);
    CHECK(decide("clerk", R"({"approve":true})") != "ok");
    CHECK(contract.id > 0);
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("a signed record says what stands, and is revoked with a reason", "[agency_record]") {
  const KeyFile keys;
  for_each_engine([](store::Database& database) {
    Records here(database);
    Stage& stage = here.stage;
    const std::int64_t agency = stage.world.agency;
    const TestContract contract = stage.contract("HT-1", {6'000'000});
    stage.scored(contract.engagements[0], "92", "90");
    CHECK(rules_of(issue_record(stage.gate, stage.as("agency"), agency, json("{}"))) ==
          ":agency_record.nothing_accepted");
    here.accepted(staff(3));
    REQUIRE(rules_of(here.enter(staff(4, "未提交之人"))) == "ok");
    CHECK(rules_of(issue_record(stage.gate, stage.as("other_agency"), agency, json("{}"))) == ":access.absent");
    const auto issued = issue_record(stage.gate, stage.as("agency"), agency, json("{}"));
    REQUIRE(rules_of(issued) == "ok");
    const Json& document = issued->at("document");
    const std::string text = write_json(document);
    CHECK(text.find("未提交之人") == std::string::npos);
    CHECK(text.find("53250119") == std::string::npos);
    CHECK(document.at("result").text_at("jobs") == "1");
    CHECK(domain::verify_evidence(document)->empty());
    const auto check = [&](const Json& given) {
      return verify_record_document(stage.gate, stage.as("other_clerk"), Json::object().set("document", given),
                                    Language::en);
    };
    CHECK(check(document)->at("genuine").boolean());
    CHECK(check(document)->at("key_known").boolean());
    Json forged = document;
    forged.find("case")->find("jobs")->items()[0].set("grade", "差");
    CHECK_FALSE(check(forged)->at("genuine").boolean());
    // What a stranger signed with his own key fits in itself, and is not genuine until somebody names the key.
    const Sm2Key own = new_sm2_key();
    Json subject = document.at("subject");
    subject.set("key", domain::key_fingerprint(own.public_der));
    Json strange = domain::make_evidence("record", subject, document.at("case"), document.at("result"), Timestamp());
    domain::sign_record(strange, own.private_der, own.public_der);
    CHECK_FALSE(check(strange)->at("genuine").boolean());
    CHECK(check(strange)->at("signature").string() == "valid");
    CHECK(check(strange)->at("problems").items().at(0).text_at("rule") == "record.key_unknown");

    PublicService everybody(stage.gate);
    const std::string code = issued->text_at("code");
    CHECK(everybody.record_by_code(code)->at("verified").boolean());
    CHECK(rules_of(everybody.record_by_code("ZH-0000-0000-0000-0000")) == "code:issued_record.unknown_code");
    domain::Actor machine;
    machine.operator_of_machine = true;
    CHECK(renew_signing_key(stage.gate, machine)->at("items").items().size() == 2);
    CHECK(rules_of(renew_signing_key(stage.gate, stage.as("clerk"))) == ":access.role");
    CHECK(everybody.record_by_code(code)->at("verified").boolean());
    CHECK(everybody.signing_keys()->at("items").items()[1].at("until_at").is_string());
    const auto revoke = [&](const std::string& body) {
      return revoke_record(stage.gate, stage.as("agency"), id_of(*issued), 1, json(body));
    };
    CHECK(rules_of(revoke("{}")) == "/reason:issued_record.reason_missing");
    CHECK(rules_of(revoke(R"({"reason":"更名"})")) == "ok");
    CHECK(everybody.record_by_code(code)->text_at("revoked_reason") == "更名");
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("the workbook comes back as it went out, all of it or nothing", "[agency_record]") {
  const KeyFile keys;
  for_each_engine([&](store::Database& database) {
    Records here(database);
    Stage& stage = here.stage;
    here.accepted(staff(5));
    here.accepted(R"({"group":"branch","name":"昆明分所","address":"人民路"})");
    here.accepted(
        R"({"group":"achievement","project":"乡村道路","principal":"某局","fund":"1000000.00","report_on":"2022-05-01"})");
    const std::string path = (keys.folder / "record.xlsx").string();
    REQUIRE(export_report(stage.gate, stage.as("agency"), {"agency_record", {}, Language::zh}, path).ok());
    ImportRequest request;
    request.kind = "agency-record";
    request.path = path;
    CHECK(rules_of(import_workbook(stage.gate, stage.as("clerk"), request)) == ":access.role");
    const auto same = import_workbook(stage.gate, stage.as("agency"), request);
    REQUIRE(rules_of(same) == "ok");
    CHECK(write_json(import_report_to_json(request, *same).at("problems")) == "[]");
    CHECK(same->unchanged == 3);
    CHECK(same->created + same->updated == 0);
    // Another agency has none of these: they are new to it, and enter as its drafts.
    const auto theirs = import_workbook(stage.gate, stage.as("other_agency"), request);
    REQUIRE(rules_of(theirs) == "ok");
    CHECK(theirs->problem_count == 1);  // a masked number is nobody's
    CHECK_FALSE(theirs->written);
  });
}
