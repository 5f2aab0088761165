// What an entry of an agency's record must say, who may review it, and what a signed record proves.
#include "domain/agency_record.h"

#include <catch2/catch.hpp>

#include "base/crypto.h"
#include "base/signature.h"
#include "domain/evidence.h"
#include "domain/record_evidence.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Json json(const std::string& text) {
  auto read = parse_json(text);
  REQUIRE(read.ok());
  return std::move(*read);
}

std::string rules(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  return out;
}

const Date today = Date::of(2022, 10, 8);

std::string checked(const std::string& group_name, const std::string& body) {
  const RecordGroup& group = *find_record_group(group_name);
  const auto record = read_record(group.shape, json(body), nullptr);
  return record ? rules(check_record_item(group, *record, today)) : rules(record.problems());
}

Json signed_record(const Sm2Key& key) {
  Json case_document = json(
      R"({"groups":{"agency":[{"name":"云岭评估"}]},"jobs":[{"year":"2022","score":"80.00","grade":"良","passed":true,)"
      R"("deduction":"10.00"},{"year":"2022","score":"80.01","grade":"良","passed":false,"deduction":"0.50"}],)"
      R"("ratings":[],"consequences":[],"objections":[{"number":"YY-1","year":"2022","outcome":"upheld"}]})");
  const auto result = record_result(case_document);
  REQUIRE(result.ok());
  Json subject = Json::object().set("agency", "云岭评估").set("valid_until", "2023-10-08");
  subject.set("key", key_fingerprint(key.public_der));
  Json document = make_evidence("record", std::move(subject), std::move(case_document), *result, Timestamp());
  sign_record(document, key.private_der, key.public_der);
  return document;
}

std::string found(const Json& document, const std::string& expected = {}, Date day = today) {
  std::string out;
  const auto differences = verify_evidence(document);
  REQUIRE(differences.ok());
  for (const Difference& one : *differences) out += one.pointer + " ";
  for (const Problem& problem : problems_of(check_record(document, expected, day))) out += problem.rule + " ";
  return out;
}

}  // namespace

TEST_CASE("a lead evaluator has a title or a licence, and five years of work", "[agency_record]") {
  const std::string name = R"({"code":"ZP1","name":"段某","education":"master",)";
  CHECK(checked("lead_evaluator", name + R"("title_level":"middle","work_started_on":"2017-10-08"})").empty());
  CHECK(checked("lead_evaluator", name + R"("title_level":"middle","work_started_on":"2017-10-09"})") ==
        "/work_started_on:agency_record.lead_years_too_few");
  CHECK(checked("lead_evaluator", name + R"("title_level":"junior","work_started_on":"2010-01-01"})") ==
        "/title_level:agency_record.lead_needs_title_or_licence");
  CHECK(checked("lead_evaluator", name + R"("qualification":"lawyer","work_started_on":"2010-01-01"})") ==
        "/certificate_number:agency_record.certificate_number_missing");
  CHECK(checked("lead_evaluator",
                name + R"("qualification":"lawyer","certificate_number":"L1","work_started_on":"2010-01-01"})")
            .empty());
  CHECK(checked("lead_evaluator", R"({"name":"段某"})") ==
        "/code:field.required /education:field.required /work_started_on:field.required");
  CHECK(checked("lead_evaluator", name + R"("title_level":"senior","work_started_on":"2023-01-01"})") ==
        "/work_started_on:agency_record.day_in_future");
  CHECK(checked("branch", R"({"name":"昆明分所","has_legal_personality":true})") ==
        "/uscc:agency_record.branch_needs_uscc");
  CHECK(checked("branch", R"({"name":"昆明分所"})").empty());
  CHECK(checked("achievement", R"({"project":"某项目","principal":"某局","report_on":"2022-10-09"})") ==
        "/report_on:agency_record.day_in_future");
}

TEST_CASE("an entry is reviewed by somebody else, and returned with a reason", "[agency_record]") {
  RecordItem item;
  item.state = "submitted";
  item.submitted_by = 7;
  CHECK(review_record_item(item, 8, true, "").ok());
  CHECK(rules(review_record_item(item, 7, true, "").problems()) == ":agency_record.own_entry");
  CHECK(rules(review_record_item(item, 0, true, "").problems()) == ":agency_record.own_entry");
  CHECK(rules(review_record_item(item, 8, false, "").problems()) == "/reason:agency_record.reason_missing");
  for (const char* state : {"entered", "returned", "accepted", "superseded", "dropped"}) {
    item.state = state;
    CHECK(rules(review_record_item(item, 8, true, "").problems()) == ":agency_record.wrong_state");
  }
}

TEST_CASE("another lead evaluator is one of the agency, at work, and not the same", "[agency_record]") {
  LeadChangeFacts facts{true, 3, 11, 3, true, 5, false};
  CHECK(check_lead_change(facts, 12).empty());
  CHECK(rules(check_lead_change(facts, 11)) == "/to_lead:lead_change.same_person");
  facts.lead_agency = 4;
  CHECK(rules(check_lead_change(facts, 12)) == "/to_lead:lead_change.other_agency");
  facts = {false, 3, 11, 3, false, 4, true};
  CHECK(rules(check_lead_change(facts, 12)) ==
        ":lead_change.contract_closed :lead_change.already_asked /to_lead:lead_change.not_active "
        "/to_lead:lead_change.years_too_few");
}

TEST_CASE("the figures of a record follow from its jobs, the mean rounded half up", "[agency_record]") {
  const Json document = signed_record(new_sm2_key());
  const Json& result = document.at("result");
  CHECK(result.text_at("jobs") == "2");
  CHECK(result.text_at("mean_score") == "80.01");
  CHECK(result.text_at("deduction") == "10.50");
  CHECK(result.at("objections").text_at("upheld") == "1");
  CHECK(result.at("entries").text_at("agency") == "1");
  CHECK(rules(record_result(json(R"({"jobs":[{"score":"x","deduction":"1","passed":1}]})")).problems()) ==
        "/groups:document.missing_member /jobs/0/score:number.malformed /jobs/0/passed:field.wrong_type "
        "/ratings:document.missing_member /consequences:document.missing_member /objections:document.missing_member");
}

TEST_CASE("a forged place is named, a forged seal betrayed by the signature", "[agency_record]") {
  const Sm2Key key = new_sm2_key();
  const Json document = signed_record(key);
  const std::string print = key_fingerprint(key.public_der);
  // Anybody can sign with a key of his own: one that nobody named is not relied on.
  CHECK(found(document) == "record.key_unknown ");
  CHECK(found(document, print).empty());
  CHECK(found(document, std::string(64, 'a')) == "record.key_differs ");
  CHECK(found(document, print, Date::of(2023, 10, 9)) == "record.expired ");
  CHECK(found(document, print, Date::of(2023, 10, 8)).empty());
  // Nobody had it on the day before it was issued.
  CHECK(found(document, print, Date::of(1969, 12, 31)) == "record.not_yet_issued ");
  Json without_end = document;
  without_end.find("subject")->set("valid_until", "");
  CHECK(found(without_end, print).find("record.no_validity ") != std::string::npos);

  Json forged = document;
  forged.find("case")->find("jobs")->items()[0].set("grade", "优");
  CHECK(found(forged).find("/case/jobs/0/grade ") != std::string::npos);

  // Everything computed anew by the forger, but not the signature.
  Json subject = document.at("subject");
  Json resealed = make_evidence("record", subject.set("agency", "别家评估"), document.at("case"), document.at("result"),
                                Timestamp());
  Json kept = resealed;
  kept.set("signature", document.at("signature"));
  CHECK(found(kept) == "record.signature_invalid ");
  CHECK(found(resealed) == "record.signature_missing ");
  // Signed with a key of his own under our name, and under its own.
  const Sm2Key own = new_sm2_key();
  Json under_ours = resealed;
  sign_record(under_ours, own.private_der, own.public_der);
  CHECK(found(under_ours) == "record.signature_invalid ");
  Json under_own = make_evidence("record", subject.set("key", key_fingerprint(own.public_der)), document.at("case"),
                                 document.at("result"), Timestamp());
  sign_record(under_own, own.private_der, own.public_der);
  CHECK(found(under_own) == "record.key_unknown ");
  CHECK(found(under_own, print) == "record.key_differs ");
  // Other kinds of evidence carry no signature, so one that was added is a difference.
  Json signature_member = document;
  signature_member.find("signature")->set("note", "x");
  CHECK(found(signature_member) == "record.signature_malformed ");
}

TEST_CASE("a fingerprint is read as it is spoken, or from the key itself", "[agency_record]") {
  const Sm2Key key = new_sm2_key();
  const std::string print = key_fingerprint(key.public_der);
  CHECK(print.size() == 64);
  CHECK(fingerprint_of_text(spoken_fingerprint(print)) == print);
  CHECK(fingerprint_of_text(public_key_pem(key.public_der)) == print);
  CHECK(fingerprint_of_text(base64(key.public_der)) == print);
  CHECK(fingerprint_of_text("abc").empty());
  CHECK(fingerprint_of_text(print + "0").empty());
  // Copied from a page that joined the lines, and a fingerprint that was cut short, which is no key either.
  std::string joined = public_key_pem(key.public_der);
  for (char& c : joined) c = c == '\n' ? ' ' : c;
  CHECK(fingerprint_of_text(joined) == print);
  CHECK(fingerprint_of_text(print.substr(0, 16)).empty());
  CHECK(fingerprint_of_text(print.substr(0, 60)).empty());
}

TEST_CASE("telephone numbers are those of people in China", "[agency_record]") {
  for (const char* good : {"13800138000", "138 0013 8000", "+86 13800138000", "0873-3720001", "(0873)3720001-802",
                           "3720001", "4008001234", "10086-1234"}) {
    CAPTURE(good);
    CHECK(is_phone(good));
  }
  for (const char* bad : {"1380013800", "138001380000", "abc", "110", "0873-37", "1３800138000", "13800138000；"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_phone(bad));
  }
  CHECK(checked("branch", R"({"name":"分院","phone":"1380013800"})") == "/phone:agency_record.phone_malformed");
}
