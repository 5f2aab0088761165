#include "domain/evidence.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Json evidence() {
  const char* text =
      R"({"case":"HT-1","policy":"honghe-2022","contract":{"number":"HT-1","title":"甲","fee":"100000.00","paid":"30000.00"},
    "engagements":[{"code":"PJ-01","title":"乙","fee":"100000.00","sheets":{"plan":[{"rater":"E01","score":"82.50"}],
    "report":[{"rater":"E01","score":"76"}]},"vetoes":[]}]})";
  auto input = read_case(*parse_json(text));
  REQUIRE(input.ok());
  auto evaluation = evaluate(*input);
  REQUIRE(evaluation.ok());
  Json subject = Json::object();
  subject.set("agency", "云岭（虚构）咨询有限公司");
  return make_evidence("statement", subject, case_to_json(*input, shipped_policy_document("honghe-2022")),
                       evaluation_to_json(*input, *evaluation), Timestamp::from_milliseconds(1671000000000));
}

void leaves(const Json& value, const std::string& pointer, std::vector<std::string>& found) {
  if (value.is_object() && !value.members().empty()) {
    for (const JsonMember& member : value.members()) leaves(member.value, pointer_to(pointer, member.key), found);
  } else if (value.is_array() && !value.items().empty()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) leaves(value.items()[i], pointer_to(pointer, i), found);
  } else {
    found.push_back(pointer);
  }
}

}  // namespace

TEST_CASE("an untouched evidence document is verified", "[evidence]") {
  const Json document = evidence();
  CHECK(verify_evidence(document)->empty());
  // Layout and the order of members are no content.
  const auto reread = parse_json(write_json_indented(document));
  CHECK(verify_evidence(*reread)->empty());
}

TEST_CASE("every leaf that is altered by hand is named by its place", "[evidence]") {
  const Json original = evidence();
  std::vector<std::string> places;
  leaves(original, "", places);
  REQUIRE(places.size() > 200);
  for (const std::string& place : places) {
    INFO(place);
    Json document = original;
    auto* leaf = const_cast<Json*>(resolve_pointer(document, place));
    *leaf = leaf->is_string() ? Json(leaf->string() + "1") : leaf->is_bool() ? Json(!leaf->boolean()) : Json(7);
    const auto differences = verify_evidence(document);
    if (!differences.ok()) {
      CHECK((place == "/evidence" || place == "/version"));
      continue;
    }
    REQUIRE_FALSE(differences->empty());
    // A changed seal is itself no content; what it seals is named in its stead.
    const std::string expected = place.starts_with("/seals/") ? "/digest" : place;
    const bool named = std::any_of(differences->begin(), differences->end(),
                                   [&](const Difference& each) { return each.pointer == expected; });
    CHECK(named);
  }
}

TEST_CASE("a forger who recomputes the digest is caught by the recomputation", "[evidence]") {
  Json document = evidence();
  const_cast<Json*>(resolve_pointer(document, "/result/engagements/0"))->set("final_score", "88.60");
  Json forged = make_evidence("statement", document.at("subject"), document.at("case"), document.at("result"),
                              Timestamp::from_milliseconds(1671000000000));
  const auto differences = verify_evidence(forged);
  REQUIRE(differences->size() == 1);
  CHECK(differences->front().pointer == "/result/engagements/0/final_score");
  CHECK(differences->front().published == "88.60");
  CHECK(differences->front().recomputed == "78.60");
}

TEST_CASE("what is no evidence is refused by name", "[evidence]") {
  CHECK(verify_evidence(Json::object()).problems().front().rule == "evidence.not_evidence");
  Json other = evidence();
  other.set("evidence", "poem");
  CHECK(verify_evidence(other).problems().front().rule == "evidence.unknown_kind");
  Json bare = evidence();
  std::erase_if(bare.members(), [](const JsonMember& member) { return member.key == "case"; });
  CHECK(verify_evidence(bare).problems().front().field == "/case");
}
