#include "domain/rating.h"

#include <catch2/catch.hpp>

#include "domain/evidence.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

const char* const bands =
    R"([{"grade":"D","from":"0","to":"60"},{"grade":"C","from":"60","to":"80"},{"grade":"B","from":"80","to":"90"},{"grade":"A","from":"90","to":"100"}])";

Json policy_with(const std::string& credit, const std::string& consequences = "[]") {
  const std::string text =
      R"({"code":"own","version":1,"title":"自定","components":[{"code":"report","title":"报告","weight":"1"}],)"
      R"("bands":[{"grade":"差","from":"0","to":"60"},{"grade":"中","from":"60","to":"100"}],)"
      R"("fee":{"kind":"none","pass_grade":"中"},"events":[{"code":"late","title":"逾期","effect":"record"}],)"
      R"("credit":{)" +
      credit + R"("bands":)" + bands + R"(},"consequences":)" + consequences + "}";
  auto json = parse_json(text);
  INFO(text);
  REQUIRE(json.ok());
  return *json;
}

Json case_with(const Json& policy, const std::string& years, const std::string& rest = "") {
  auto json = parse_json(R"({"case":"一","agency":"91530000MA0000001X","year":2022,"years":)" + years + rest + "}");
  REQUIRE(json.ok());
  json->set("policy", policy);
  return *json;
}

std::string year(int number, const std::string& jobs, const std::string& rest = "") {
  return R"({"year":)" + std::to_string(number) + R"(,"jobs":[)" + jobs + "]" + rest + "}";
}

std::string job(const std::string& code, const std::string& score, const std::string& fee = "100.00",
                const std::string& rest = "") {
  return R"({"code":")" + code + R"(","fee":")" + fee + R"(","final_score":")" + score + R"(")" + rest + "}";
}

RatingOutcome rated(const Json& document) {
  auto input = read_rating_case(document);
  if (!input) FAIL(input.problems().front().rule << " " << input.problems().front().field);
  auto outcome = rate(*input);
  REQUIRE(outcome.ok());
  return *outcome;
}

RatingOutcome rated(const std::string& credit, const std::string& years, const std::string& rest = "",
                    const std::string& consequences = "[]") {
  return rated(case_with(policy_with(credit, consequences), years, rest));
}

std::string rule_of(const Json& document) {
  auto input = read_rating_case(document);
  REQUIRE_FALSE(input.ok());
  return input.problems().front().rule + " " + input.problems().front().field;
}

}  // namespace

TEST_CASE("a rating is the mean of the year's jobs, plain, by fee or by weight", "[rating]") {
  const std::string jobs =
      job("a", "80", "100.00", R"(,"weight":"0.3")") + "," + job("b", "95", "300.00", R"(,"weight":"0.2")");
  const std::string years = "[" + year(2022, jobs) + "]";
  CHECK(rated("", years).score->text() == "87.50");
  CHECK(rated(R"("mean":"by_fee",)", years).score->text() == "91.25");
  CHECK(rated(R"("mean":"by_fee",)", years).grade == "A");
  CHECK(rated(R"("mean":"by_weight",)", years).score->text() == "86.00");
  CHECK(rated(R"("rounding":{"digits":0,"mode":"half_even"},)", years).score->text() == "88.00");
  CHECK(rated(R"("rounding":{"digits":0,"mode":"down"},)", years).score->text() == "87.00");
}

TEST_CASE("bands of a rating are half-open and the last holds 100", "[rating]") {
  const auto grade = [](const std::string& score) { return rated("", "[" + year(2022, job("a", score)) + "]").grade; };
  CHECK(grade("100") == "A");
  CHECK(grade("90") == "A");
  CHECK(grade("89.99") == "B");
  CHECK(grade("60") == "C");
  CHECK(grade("59.99") == "D");
  CHECK(grade("0") == "D");
}

TEST_CASE("no data is unrated and never 100", "[rating]") {
  for (const std::string credit :
       {R"()", R"("method":"base","base":"100",)", R"("prior":{"weight":"5","score":"80"},)"}) {
    const RatingOutcome none = rated(credit, "[" + year(2022, "") + "]");
    CHECK_FALSE(none.rated);
    CHECK(none.unrated_reason == "no_jobs");
    CHECK_FALSE(none.score);
    CHECK(none.grade.empty());
  }
  const RatingOutcome few = rated(R"("least_jobs":2,)", "[" + year(2022, job("a", "90")) + "]");
  CHECK(few.unrated_reason == "too_few_jobs");
  const RatingOutcome veto = rated("", "[" + year(2022, "", R"(,"vetoes":["leak"])") + "]");
  CHECK(veto.watch == std::vector<std::string>{"unrated_veto"});
}

TEST_CASE("a base with events rates by events alone where the policy needs no jobs", "[rating]") {
  const std::string credit =
      R"("method":"base","base":"100","least_jobs":0,"events":[{"code":"late","points":"2"},{"code":"praise","title":"表扬","points":"1.5","adds":true,"most_times":2}],"most_taken":"15","most_added":"5",)";
  const std::string event = R"(,"events":[{"code":"late","happened_on":"2022-05-01","count":3},)"
                            R"({"code":"praise","happened_on":"2022-06-01","count":4}])";
  CHECK(rated(credit, "[" + year(2022, "", event) + "]").score->text() == "97.00");
  CHECK(rated(credit, "[" + year(2022, "", R"(,"events":[{"code":"late","happened_on":"2022-05-01","count":9}])") + "]")
            .score->text() == "85.00");
  CHECK_FALSE(rated(credit, "[" + year(2022, "") + "]").rated);
  // What the policy does not know changes nothing and is said so.
  const RatingOutcome other =
      rated(credit, "[" + year(2022, job("a", "50"), R"(,"events":[{"code":"x","happened_on":"2022-05-01"}])") + "]");
  CHECK(other.score->text() == "100.00");
  CHECK(other.steps.front().find("不加不减") != std::string::npos);
}

TEST_CASE("years decay, years may weigh by their jobs, few jobs shrink", "[rating]") {
  const std::string years = "[" + year(2022, job("a", "90")) + "," + year(2021, job("b", "70") + "," + job("c", "80")) +
                            "," + year(2019, job("d", "10")) + "]";
  CHECK(rated(R"("window_years":3,"decay":"0.5",)", years).exact->exact() == "85");
  CHECK(rated(R"("window_years":3,"decay":"0.5","years":"by_jobs",)", years).exact->exact() == "165/2");
  CHECK(rated(R"("window_years":4,"decay":"0.5",)", years).exact->exact() == "1030/13");
  CHECK(rated(R"("prior":{"weight":"2","score":"75"},)", years).exact->exact() == "80");
  CHECK(rated(R"("window_years":1,"decay":"0",)", years).score->text() == "90.00");
  CHECK(rated(R"("window_years":2,"decay":"0",)", years).score->text() == "90.00");
}

TEST_CASE("means by odd fees over many years stay exact", "[rating]") {
  std::string years = "[";
  for (int i = 0; i < 10; ++i) {
    const std::string odd = std::to_string(999983 - 7 * i * i);
    years += (i ? "," : "") +
             year(2022 - i, job("a", "81.37", odd + ".37") + "," + job("b", "66.61", "77711.0" + std::to_string(i)));
  }
  const RatingOutcome outcome = rated(R"("window_years":10,"decay":"0.97","mean":"by_fee",)", years + "]");
  CHECK(outcome.score->text() == "80.31");
  CHECK(outcome.exact->exact().size() > 100);
}

TEST_CASE("a veto of the year makes the lowest grade, the score is shown", "[rating]") {
  const std::string years = "[" + year(2022, job("a", "95", "1.00", R"(,"vetoes":["leak"])")) + "]";
  CHECK(rated("", years).grade == "D");
  CHECK(rated("", years).score->text() == "95.00");
  CHECK(rated(R"("veto":"score",)", years).grade == "A");
  CHECK(rated(R"("window_years":2,)",
              "[" + year(2022, job("a", "95")) + "," + year(2021, job("b", "95"), R"(,"vetoes":["leak"])") + "]")
            .grade == "A");
}

TEST_CASE("who is watched", "[rating]") {
  const std::string credit = R"("watch":{"below":"80","drop":"10"},"bottom_share":"0.1",)";
  const auto watch = [&](const std::string& score, const std::string& before, const std::string& rank) {
    std::string text;
    const std::string years = "[" + year(2022, job("a", score)) + "," +
                              year(2021, "", R"(,"earlier_grade":"A","earlier_score":")" + before + R"(")") + "]";
    for (const std::string& reason : rated(credit, years, rank).watch) text += reason + " ";
    return text;
  };
  CHECK(watch("80", "89.99", "").empty());
  CHECK(watch("79.99", "80", "") == "below ");
  CHECK(watch("85", "95", "") == "drop ");
  CHECK(watch("85", "85", R"(,"rank_of":10,"scored_lower":0)") == "bottom ");
  CHECK(watch("85", "85", R"(,"rank_of":10,"scored_lower":1)").empty());
  CHECK(watch("85", "85", R"(,"rank_of":9,"scored_lower":0)").empty());
}

TEST_CASE("consequences follow from facts of the rated year and carry their causes", "[rating]") {
  const std::string rules =
      R"([{"grade":"差","of":"job","effect":"skip_round"},{"grade":"D","of":"year","effect":"skip_year"},)"
      R"({"grade":"D","of":"year","in_a_row":true,"times":2,"effect":"remove","months":24},)"
      R"({"grade":"差","of":"job","times":3,"within_years":2,"effect":"suspend","months":6}])";
  const std::string bad = R"(,"grade":"差")";
  const auto effects = [&](const std::string& years) {
    std::string text;
    for (const DueConsequence& due : rated("", years, "", rules).consequences) {
      text += due.effect + ":" + std::to_string(due.causes.size()) + " ";
    }
    return text;
  };
  const std::string now = year(2022, job("a", "50", "1.00", bad));
  CHECK(effects("[" + now + "]") == "skip_round:1 skip_year:1 ");
  CHECK(effects("[" + now + "," + year(2021, "", R"(,"earlier_grade":"D")") + "]") ==
        "skip_round:1 skip_year:1 remove:2 ");
  // An unrated year breaks the row.
  CHECK(effects("[" + now + "," + year(2021, "") + "," + year(2020, "", R"(,"earlier_grade":"D")") + "]") ==
        "skip_round:1 skip_year:1 ");
  CHECK(effects("[" + now + "," + year(2021, job("b", "50", "1.00", bad) + "," + job("c", "50", "1.00", bad)) + "]") ==
        "skip_round:1 skip_year:1 suspend:3 ");
  // Without a fact of the rated year nothing is due anew.
  CHECK(effects("[" + year(2022, job("a", "95")) + "," +
                year(2021, job("b", "50", "1.00", bad) + "," + job("c", "50", "1.00", bad) + "," +
                               job("d", "5", "1.00", bad)) +
                "]")
            .empty());
}

TEST_CASE("every problem of a rating case is named with its place", "[rating]") {
  const Json policy = policy_with("");
  CHECK(rule_of(case_with(policy, "[" + year(2021, "") + "]")) == "rating.year_absent /years");
  CHECK(rule_of(case_with(policy, "[" + year(2022, "") + "," + year(2022, "") + "]")) ==
        "rating.year_twice /years/1/year");
  CHECK(rule_of(case_with(policy, "[" + year(2022, "") + "," + year(2023, "") + "]")) ==
        "rating.year_after /years/1/year");
  CHECK(rule_of(case_with(policy, "[" + year(2022, job("a", "1") + "," + job("a", "2")) + "]")) ==
        "rating.job_twice /years/0/jobs/1/code");
  CHECK(rule_of(case_with(policy, "[" + year(2022, job("a", "80.123")) + "]")) ==
        "number.too_many_decimals /years/0/jobs/0/final_score");
  CHECK(rule_of(case_with("honghe-2022", "[" + year(2022, "") + "]")) == "rating.policy_without_credit /policy");
  CHECK(rule_of(case_with(policy, "[" + year(2022, "") + "]", R"(,"rank_of":3,"scored_lower":3)")) ==
        "rating.rank_impossible /scored_lower");
  CHECK(rule_of(case_with(policy,
                          "[" + year(2022, "", R"(,"events":[{"code":"late","job":"z","happened_on":"2022-01-01"}])") +
                              "]")) == "rating.unknown_job /years/0/events/0/job");
  Json many = case_with(policy, "[" + year(2022, job("a", "1e1", "-1")) + "]", R"(,"remark":"x")");
  auto read = read_rating_case(many);
  REQUIRE_FALSE(read.ok());
  CHECK(read.problems().size() == 3);
}

TEST_CASE("a rating's evidence is recomputed, and every altered leaf is named", "[rating][evidence]") {
  const Json policy =
      policy_with(R"("window_years":2,"decay":"0.5",)", R"([{"grade":"D","of":"year","effect":"skip_year"}])");
  const Json document = case_with(
      policy, "[" +
                  year(2022, job("a", "50", "1.00"),
                       R"(,"events":[{"code":"late","job":"a","happened_on":"2022-05-01","evidence":"函"}])") +
                  "," + year(2021, job("b", "55"), R"(,"earlier_grade":"D","earlier_score":"55")") + "]");
  auto input = read_rating_case(document);
  REQUIRE(input.ok());
  Json subject = Json::object();
  subject.set("agency", "云岭（虚构）咨询有限公司");
  const Json written = rating_case_to_json(*input, &policy);
  const Json evidence = make_evidence("rating", subject, written, rating_outcome_to_json(rated(written)),
                                      Timestamp::from_milliseconds(1671000000000));
  REQUIRE(verify_evidence(evidence)->empty());
  const Json* seals = evidence.find("seals");
  REQUIRE(seals->members().size() > 60);
  for (const JsonMember& seal : seals->members()) {
    INFO(seal.key);
    Json altered = evidence;
    auto* leaf = const_cast<Json*>(resolve_pointer(altered, seal.key));
    REQUIRE(leaf);
    *leaf = leaf->is_string() ? Json(leaf->string() + "1") : leaf->is_bool() ? Json(!leaf->boolean()) : Json(7);
    const auto differences = verify_evidence(altered);
    if (!differences.ok()) {
      CHECK((seal.key == "/evidence" || seal.key == "/version"));
      continue;
    }
    CHECK(std::any_of(differences->begin(), differences->end(),
                      [&](const Difference& each) { return each.pointer == seal.key; }));
  }
  // A forger who seals anew is caught by the recomputation.
  Json result = evidence.at("result");
  result.set("score", "91.00");
  const auto forged = verify_evidence(make_evidence("rating", subject, written, result, Timestamp()));
  REQUIRE(forged->size() == 1);
  CHECK(forged->front().pointer == "/result/score");
}
