// What the credit section of a policy can say besides means and events: weights of years and kinds, parts of the table,
// rising points, limits and quotas of grades, and consequences of facts.
#include <catch2/catch.hpp>

#include "domain/rating.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

const char* const bands =
    R"([{"grade":"D","from":"0","to":"60"},{"grade":"C","from":"60","to":"80"},{"grade":"B","from":"80","to":"90"},{"grade":"A","from":"90","to":"100"}])";

Json case_of(const std::string& credit, const std::string& years, const std::string& rest = "",
             const std::string& consequences = "[]") {
  const std::string text =
      R"({"year":2022,"years":)" + years + rest +
      R"(,"policy":{"code":"own","version":1,"title":"自定","components":[{"code":"report","title":"报告","weight":"1"}],)"
      R"("bands":[{"grade":"差","from":"0","to":"60"},{"grade":"中","from":"60","to":"100"}],)"
      R"("fee":{"kind":"none","pass_grade":"中"},"events":[{"code":"late","title":"逾期","effect":"record"}],)"
      R"("vetoes":[{"code":"leak","title":"泄密"}],"credit":{)" +
      credit + (credit.empty() ? "" : ",") + R"("bands":)" + bands + R"(},"consequences":)" + consequences + "}}";
  auto json = parse_json(text);
  INFO(text);
  REQUIRE(json.ok());
  return *json;
}

RatingOutcome rated(const Json& document, Language language = Language::zh) {
  auto input = read_rating_case(document);
  if (!input) FAIL(input.problems().front().rule << " " << input.problems().front().field);
  auto outcome = rate(*input, language);
  REQUIRE(outcome.ok());
  return *outcome;
}

// "88.00 B", "unrated", "88.00 B (A)" where the score alone would give an A.
std::string figure(const Json& document) {
  const RatingOutcome outcome = rated(document);
  if (!outcome.rated) return "unrated";
  return outcome.score->text() + " " + outcome.grade +
         (outcome.grade_by_score.empty() ? "" : " (" + outcome.grade_by_score + ")");
}

std::string jobs(const std::vector<std::string>& scores, const std::string& more = "") {
  std::string text;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    text += (i ? "," : "") + std::string(R"({"code":"J)") + std::to_string(i) + R"(","final_score":")" + scores[i] +
            R"(")" + more + "}";
  }
  return text;
}

std::string year(int number, const std::string& job_list, const std::string& rest = "") {
  return R"({"year":)" + std::to_string(number) + R"(,"jobs":[)" + job_list + "]" + rest + "}";
}

std::string happened(const std::vector<std::pair<std::string, int>>& events) {
  std::string text;
  for (const auto& [code, count] : events) {
    text += (text.empty() ? "" : ",") + std::string(R"({"code":")") + code +
            R"(","happened_on":"2022-05-01","count":)" + std::to_string(count) + "}";
  }
  return R"(,"events":[)" + text + "]";
}

std::string effects(const std::string& rules, const std::string& years, const std::string& credit = "",
                    const std::string& rest = "") {
  std::string text;
  for (const DueConsequence& due : rated(case_of(credit, years, rest, rules)).consequences) {
    text += due.effect;
    for (const std::string& cause : due.causes) text += " [" + cause + "]";
    text += ";";
  }
  return text;
}

std::string refused(const std::string& credit, const std::string& consequences = "[]") {
  auto input = read_rating_case(case_of(credit, "[" + year(2022, "") + "]", "", consequences));
  std::string text;
  if (input) return text;
  for (const Problem& problem : input.problems()) text += problem.rule + " " + problem.field + ";";
  return text;
}

}  // namespace

TEST_CASE("years carry weights of their own, those without data drop out", "[rating]") {
  const std::string all =
      "[" + year(2022, jobs({"90"})) + "," + year(2021, jobs({"80"})) + "," + year(2020, jobs({"60"})) + "]";
  CHECK(figure(case_of(R"("year_weights":["0.6","0.3","0.1"])", all)) == "84.00 B");
  CHECK(figure(case_of(R"("year_weights":["0.6","0.3"])", all)) == "86.67 B");
  const std::string gap = "[" + year(2022, jobs({"90"})) + "," + year(2020, jobs({"60"})) + "]";
  CHECK(figure(case_of(R"("year_weights":["0.6","0.3","0.1"])", gap)) == "85.71 B");
  CHECK(figure(case_of(R"("year_weights":["0.5","0.5"],"years":"by_jobs")",
                       "[" + year(2022, jobs({"90", "90", "90"})) + "," + year(2021, jobs({"70"})) + "]")) ==
        "85.00 B");
}

TEST_CASE("kinds of objects and amounts of money weigh", "[rating]") {
  const std::string two = "[" +
                          year(2022, R"({"code":"a","final_score":"90","kind":"ppp","amount":"300.00"},)"
                                     R"({"code":"b","final_score":"70","kind":"other","amount":"100.00"})") +
                          "]";
  CHECK(figure(case_of("", two)) == "80.00 B");
  CHECK(figure(case_of(R"("mean":"by_amount")", two)) == "85.00 B");
  CHECK(figure(case_of(R"("kind_weights":[{"kind":"ppp","weight":"1.5"}])", two)) == "82.00 B");
  CHECK(figure(case_of(R"("mean":"by_amount","kind_weights":[{"kind":"other","weight":"3"}])", two)) == "80.00 B");
}

TEST_CASE("the lowest and the highest jobs of a year may be left out", "[rating]") {
  const auto with = [](const std::string& drop, const std::vector<std::string>& scores) {
    return figure(case_of(R"("drop":{)" + drop + "}", "[" + year(2022, jobs(scores)) + "]"));
  };
  CHECK(with(R"("lowest":1,"when_at_least":3)", {"90", "40", "80"}) == "85.00 B");
  CHECK(with(R"("lowest":1,"when_at_least":4)", {"90", "40", "80"}) == "70.00 C");
  CHECK(with(R"("lowest":1,"highest":1,"when_at_least":3)", {"90", "40", "80"}) == "80.00 B");
  CHECK(with(R"("lowest":2,"when_at_least":3)", {"70", "70", "70"}) == "70.00 C");
}

TEST_CASE("the jobs may be a part of the year's score, the base with its events the rest", "[rating]") {
  const std::string credit =
      R"("method":"jobs_and_base","jobs_part":"0.8","events":[{"code":"late","points":"10"},{"code":"praise","points":"5","adds":true}])";
  const auto with = [&](const std::vector<std::pair<std::string, int>>& events) {
    return figure(case_of(credit, "[" + year(2022, jobs({"90", "80"}), happened(events)) + "]"));
  };
  CHECK(with({}) == "88.00 B");
  CHECK(with({{"late", 3}}) == "82.00 B");
  CHECK(with({{"late", 99}}) == "68.00 C");
  CHECK(with({{"praise", 9}}) == "88.00 B");
  CHECK(figure(case_of(credit, "[" + year(2022, "", happened({{"late", 1}})) + "]")) == "unrated");
}

TEST_CASE("parts of the table hold their points, and repeated events rise", "[rating]") {
  const std::string credit =
      R"("method":"base","categories":[{"code":"report","title":"报告质量","most":"20"},{"code":"time","most":"5"}],)"
      R"("events":[{"code":"error","points":"3","category":"report"},{"code":"copy","points":"15","category":"report"},)"
      R"({"code":"late","rising":["1","2","4"],"category":"time"},{"code":"praise","points":"4","adds":true,"category":"time"},)"
      R"({"code":"other","points":"1"}])";
  const auto with = [&](const std::vector<std::pair<std::string, int>>& events) {
    return figure(case_of(credit, "[" + year(2022, jobs({"50"}), happened(events)) + "]"));
  };
  CHECK(with({{"late", 1}}) == "99.00 A");
  CHECK(with({{"late", 2}}) == "97.00 A");
  CHECK(with({{"late", 9}}) == "95.00 A");
  CHECK(with({{"error", 3}}) == "91.00 A");
  CHECK(with({{"error", 3}, {"copy", 1}, {"late", 3}, {"other", 2}}) == "73.00 C");
  CHECK(with({{"copy", 2}, {"praise", 2}}) == "85.00 B");
  CHECK(figure(case_of(R"("method":"base","events":[{"code":"late","rising":["1","2","4"],"most_times":5}])",
                       "[" + year(2022, jobs({"50"}), happened({{"late", 2}, {"late", 9}})) + "]")) == "85.00 B");
}

TEST_CASE("facts lower a grade by steps, or hold it down", "[rating]") {
  const auto with = [](const std::string& limit, const std::string& score, const std::string& rest,
                       const std::string& more = "") {
    return figure(
        case_of(R"("veto":"score","grade_limits":[)" + limit + "]", "[" + year(2022, jobs({score}, more), rest) + "]"));
  };
  const std::string late2 = happened({{"late", 2}}), late5 = happened({{"late", 5}});
  CHECK(with(R"({"of":"event","code":"late","times":2,"lower_by":1})", "95", late2) == "95.00 B (A)");
  CHECK(with(R"({"of":"event","code":"逾期","times":2,"lower_by":1})", "95", late2) == "95.00 B (A)");
  CHECK(with(R"({"of":"event","code":"late","times":3,"lower_by":1})", "95", late2) == "95.00 A");
  CHECK(with(R"({"of":"event","code":"late","times":2,"lower_by":1})", "95", late5) == "95.00 B (A)");
  CHECK(with(R"({"of":"event","code":"late","times":2,"lower_by":1,"each_time":true})", "95", late5) == "95.00 C (A)");
  CHECK(with(R"({"of":"event","code":"late","lower_by":9})", "95", late2) == "95.00 D (A)");
  CHECK(with(R"({"of":"job","grade":"差","at_most":"B"})", "95", "", R"(,"grade":"差")") == "95.00 B (A)");
  CHECK(with(R"({"of":"job","grade":"差","at_most":"B"})", "65", "", R"(,"grade":"差")") == "65.00 C");
  CHECK(with(R"({"of":"veto","lower_by":2})", "95", R"(,"vetoes":["leak"])") == "95.00 C (A)");
  CHECK(with(R"({"of":"jobs","fewer_than":2,"at_most":"C"})", "95", "") == "95.00 C (A)");
  CHECK(with(R"({"of":"veto","lower_by":1},{"of":"jobs","fewer_than":2,"at_most":"C"})", "95",
             R"(,"vetoes":["leak"])") == "95.00 C (A)");
}

TEST_CASE("quotas of grades go to the first of the year, ties are in together", "[rating]") {
  const std::string credit = R"("quotas":[{"grade":"A","within_first":"0.2"},{"grade":"B","within_first":"0.5"}])";
  const auto with = [&](const std::string& score, int of, int higher, const std::string& more = "") {
    return figure(case_of(credit + more, "[" + year(2022, jobs({score})) + "]",
                          R"(,"rank_of":)" + std::to_string(of) + R"(,"scored_higher":)" + std::to_string(higher)));
  };
  CHECK(with("95", 10, 1) == "95.00 A");
  CHECK(with("95", 10, 2) == "95.00 B (A)");
  CHECK(with("95", 10, 5) == "95.00 C (A)");
  CHECK(with("85", 10, 1) == "85.00 B");
  CHECK(with("85", 10, 5) == "85.00 C (B)");
  CHECK(with("55", 10, 9) == "55.00 D");
  CHECK(with("95", 14, 2) == "95.00 B (A)");
  CHECK(with("95", 14, 2, R"(,"quotas_round_up":true)") == "95.00 A");
  CHECK(figure(case_of(credit, "[" + year(2022, jobs({"95"})) + "]")) == "95.00 A");  // nobody was ranked
}

TEST_CASE("consequences of events, vetoes, points and the watch list carry their causes", "[rating]") {
  const std::string job = jobs({"85"});
  const std::string events = R"("events":[{"code":"late","points":"4"}])";
  const std::string suspend = R"("effect":"suspend","months":6)";
  const std::string thrice = R"([{"of":"event","code":"late","times":3,"within_years":2,)" + suspend + "}]";
  CHECK(effects(thrice, "[" + year(2022, job, happened({{"late", 2}})) + "]", events).empty());
  CHECK(effects(thrice,
                "[" + year(2022, job, happened({{"late", 2}})) + "," + year(2021, "", happened({{"逾期", 1}})) + "]",
                events) == "suspend [2022: 逾期 × 2] [2021: 逾期 × 1];");
  CHECK(effects(thrice, "[" + year(2022, job) + "," + year(2021, "", happened({{"late", 5}})) + "]", events).empty());
  const std::string veto = R"([{"of":"veto","effect":"remove","months":36}])";
  CHECK(effects(veto, "[" + year(2022, job, R"(,"vetoes":["leak"])") + "]") == "remove [2022: 泄密];");
  CHECK(effects(veto, "[" + year(2022, jobs({"85"}, R"(,"vetoes":["leak"])")) + "]") == "remove [J0: 泄密];");
  CHECK(effects(veto, "[" + year(2022, job) + "]").empty());
  const std::string twelve = R"([{"of":"taken","points":"12",)" + suspend + "}]";
  CHECK(effects(twelve, "[" + year(2022, job, happened({{"late", 2}})) + "]", events).empty());
  CHECK(effects(twelve, "[" + year(2022, job, happened({{"late", 3}})) + "]", events) == "suspend [2022: -12.00];");
  const std::string last = R"([{"of":"watch","reason":"bottom","effect":"remove"}])";
  const std::string share = R"("bottom_share":"0.1")";
  CHECK(effects(last, "[" + year(2022, job) + "]", share, R"(,"rank_of":10,"scored_lower":0)") ==
        "remove [2022: 得分在当年末位];");
  CHECK(effects(last, "[" + year(2022, job) + "]", share, R"(,"rank_of":10,"scored_lower":1)").empty());
}

TEST_CASE("rules that come to the same effect are one consequence with the causes of all", "[rating]") {
  const auto all = merged({{"suspend", 6, {"2022: 差"}},
                           {"remove", 0, {"2022: 差"}},
                           {"suspend", 6, {"2022: 差", "2022: -12.00"}},
                           {"suspend", 12, {"J0: 泄密"}}});
  REQUIRE(all.size() == 3);
  CHECK(all[0].causes == std::vector<std::string>{"2022: 差", "2022: -12.00"});
  CHECK(all[1].effect == "remove");
  CHECK(all[2].months == 12);
}

TEST_CASE("what the wider language refuses, with its place", "[rating]") {
  CHECK(refused(R"("year_weights":["0.6","0.3"],"window_years":3)") ==
        "policy.year_weights_count /policy/credit/year_weights;");
  CHECK(refused(R"("year_weights":["0.6","x"],"decay":"1")") ==
        "policy.not_both /policy/credit/decay;number.malformed /policy/credit/year_weights/1;");
  CHECK(refused(R"("method":"jobs_and_base","jobs_part":"1")") == "policy.part_of_jobs /policy/credit/jobs_part;");
  CHECK(refused(R"("jobs_part":"0.5")") == "policy.not_of_this_method /policy/credit/jobs_part;");
  CHECK(refused(R"("drop":{"lowest":2,"highest":1,"when_at_least":3})") ==
        "policy.trim_leaves_nothing /policy/credit/drop/when_at_least;");
  CHECK(refused(R"("events":[{"code":"a","points":"1","rising":["1"],"category":"z"}])") ==
        "policy.not_both /policy/credit/events/0/points;policy.unknown_category /policy/credit/events/0/category;");
  CHECK(refused(R"("categories":[{"code":"a","most":"1"},{"code":"a","most":"1"}])") ==
        "policy.code_twice /policy/credit/categories/1/code;");
  CHECK(
      refused(
          R"("quotas":[{"grade":"B","within_first":"0.5"},{"grade":"A","within_first":"0.6"},{"grade":"E","within_first":"2"}])") ==
      "policy.quotas_out_of_order /policy/credit/quotas/1/grade;policy.unknown_grade /policy/credit/quotas/2/grade;"
      "policy.part_over_one /policy/credit/quotas/2/within_first;");
  CHECK(refused(R"("quotas":[{"grade":"A","within_first":"0.5"},{"grade":"B","within_first":"0.4"}])") ==
        "policy.quotas_out_of_order /policy/credit/quotas/1/within_first;");
  CHECK(
      refused(
          R"("grade_limits":[{"of":"veto","lower_by":1,"at_most":"B"},{"of":"job","grade":"优","at_most":"Z"},{"of":"jobs","lower_by":1}])") ==
      "policy.not_both /policy/credit/grade_limits/0/lower_by;policy.unknown_grade /policy/credit/grade_limits/1/grade;"
      "policy.unknown_grade /policy/credit/grade_limits/1/at_most;document.missing_member "
      "/policy/credit/grade_limits/2/fewer_than;");
  CHECK(refused("", R"([{"of":"event","grade":"D","effect":"remove"},{"of":"what","effect":"remove"}])") ==
        "document.unknown_member /policy/consequences/0/grade;document.missing_member /policy/consequences/0/code;"
        "document.missing_member /policy/consequences/1/grade;document.bad_choice /policy/consequences/1/of;");
  Json rank = case_of("", "[" + year(2022, "") + "]", R"(,"rank_of":3,"scored_lower":2,"scored_higher":1)");
  auto read = read_rating_case(rank);
  REQUIRE_FALSE(read.ok());
  CHECK(read.problems().front().field == "/scored_higher");
}

TEST_CASE("every step is told in both languages, the figures in it are the same", "[rating]") {
  const std::string credit =
      R"("method":"jobs_and_base","jobs_part":"0.8","drop":{"lowest":1,"when_at_least":2},"year_weights":["0.6","0.4"],"prior":{"weight":"2","score":"75"},)"
      R"("categories":[{"code":"c","title":"时效","most":"5"}],"events":[{"code":"late","rising":["1","3"],"category":"c"}],"watch":{"below":"99"},)"
      R"("grade_limits":[{"of":"event","code":"late","lower_by":1},{"of":"jobs","fewer_than":9,"at_most":"B"}],"quotas":[{"grade":"C","within_first":"0.1"}])";
  const Json document =
      case_of(credit,
              "[" + year(2022, jobs({"95", "91"}), happened({{"late", 4}, {"unknown", 1}})) + "," +
                  year(2021, jobs({"66"})) + "]",
              R"(,"rank_of":10,"scored_higher":3)", R"([{"of":"taken","points":"1","effect":"suspend","months":6}])");
  const RatingOutcome zh = rated(document), en = rated(document, Language::en);
  REQUIRE(zh.steps.size() == en.steps.size());
  for (std::size_t i = 0; i < zh.steps.size(); ++i) {
    INFO(zh.steps[i] << "\n" << en.steps[i]);
    CHECK(zh.steps[i] != en.steps[i]);
    for (const char* word : {"年", "得分", "等级", "权重", "后果", "限", "，", "。"}) {
      CHECK(en.steps[i].find(word) == std::string::npos);
    }
  }
  CHECK(zh.exact->exact() == en.exact->exact());
}
