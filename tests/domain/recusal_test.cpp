// Paths along relations: many small graphs with the rule that each leads to, the days at the edge of the look-back,
// and that chains and circles end.
#include "domain/recusal.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "domain/declaration.h"
#include "domain/recusal_text.h"
#include "domain/relation.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

// "expert1", "agency2", "unit3", "bureau4", "engagement5", "contract6"; anything else is a person, "@name" an employer.
Party party(const std::string& word) {
  static const std::vector<std::pair<std::string, PartyKind>> kinds{
      {"expert", PartyKind::expert}, {"agency", PartyKind::agency},         {"unit", PartyKind::budget_unit},
      {"bureau", PartyKind::bureau}, {"engagement", PartyKind::engagement}, {"contract", PartyKind::contract}};
  for (const auto& [name, kind] : kinds) {
    if (word.starts_with(name)) return {kind, std::stoll(word.substr(name.size())), word};
  }
  if (word.starts_with("@")) return {PartyKind::employer, 0, word.substr(1)};
  return {PartyKind::person, 0, word};
}

std::optional<Date> day(const std::string& text) {
  if (text == "-") return std::nullopt;
  return *read_date(text, "");
}

// "expert1 employed_by agency1 [since until]; ..."
std::vector<RelationEdge> edges(const std::string& text) {
  std::vector<RelationEdge> all;
  std::istringstream list(text);
  for (std::string one; std::getline(list, one, ';');) {
    std::istringstream words(one);
    std::string from, relation, to, since = "-", until = "-";
    if (!(words >> from >> relation >> to)) continue;
    words >> since >> until;
    all.push_back({relation, party(from), party(to), day(since), day(until)});
  }
  return all;
}

// Engagement 5 of contract 6 by agency 1 about unit 3, organised by bureau 4, in the county 7; agency 2 competes;
// engagement 8 was an earlier one.
RecusalCase the_case(const std::string& on = "2022-10-08") {
  RecusalCase about;
  about.engagement_id = 5;
  about.contract_id = 6;
  about.bureau_id = 4;
  about.county_id = 7;
  about.units = {3};
  about.agency_id = 1;
  about.competitors = {2};
  about.earlier = {8};
  about.on = *read_date(on, "");
  return about;
}

// "agency/2 ended:kinship/3": rule and number of steps of each path.
std::string found(const std::string& graph, const std::string& on = "2022-10-08") {
  std::string out;
  for (const RecusalPath& path : RelationGraph(edges(graph)).paths(1, the_case(on))) {
    if (!out.empty()) out += " ";
    out += (path.excludes ? "" : "ended:") + path.rule.substr(path.rule.find('.') + 1) + "/" +
           std::to_string(path.steps.size());
  }
  return out;
}

}  // namespace

TEST_CASE("each relation leads to its rule, or to none", "[recusal]") {
  struct Row {
    const char* graph;
    const char* rules;
  };
  const Row rows[] = {
      {"", ""},
      {"expert1 employed_by unit3", "own_unit/1"},
      {"expert1 employed_by bureau4", "own_unit/1"},
      {"expert1 employed_by bureau4 - 2022-01-01", ""},
      {"expert1 employed_by unit3 2010-01-01 2021-12-31", "evaluated_unit/1"},
      {"expert1 adviser_of unit3", "evaluated_unit/1"},
      {"expert1 interest_in unit3", "declared/1"},
      {"expert1 employed_by @school; @school part_of unit3", "own_unit/2"},
      {"expert1 employed_by unit9; unit3 part_of unit9", "own_unit/2"},
      // Two parts of one whole are not each other's unit.
      {"expert1 employed_by unit8; unit8 part_of unit9; unit3 part_of unit9", ""},
      {"expert1 employed_by bureau7", "own_county/1"},
      {"expert1 listed_by bureau7", "own_county/1"},
      {"expert1 employed_by unit9; unit9 lies_in bureau7", "own_county/2"},
      {"expert1 listed_by bureau4; expert1 employed_by unit9; unit9 lies_in bureau4", ""},
      {"expert1 adviser_of unit9; unit9 lies_in bureau7", ""},
      {"expert1 employed_by agency1", "agency/1"},
      {"expert1 shareholder_of agency1", "agency/1"},
      {"expert1 director_of agency1", "agency/1"},
      {"expert1 supervisor_of agency1", "agency/1"},
      {"expert1 adviser_of agency1", "agency/1"},
      {"expert1 employed_by agency2", "competitor/1"},
      {"expert1 employed_by agency9", ""},
      {"expert1 employed_by agency9; agency9 shareholder_of agency1", "agency/2"},
      {"expert1 employed_by agency9; agency1 shareholder_of agency9", "agency/2"},
      {"expert1 employed_by agency9; agency8 shareholder_of agency9; agency8 shareholder_of agency1", ""},
      {"expert1 worked_on engagement5", "worked_on/1"},
      {"expert1 worked_on contract6", "worked_on/1"},
      {"expert1 worked_on engagement8", "past_report/1"},
      {"expert1 worked_on engagement9", ""},
      // Work on this very report does not fade.
      {"expert1 worked_on engagement5 2010-01-01 2010-02-01", "worked_on/1"},
      {"expert1 worked_on engagement8 2010-01-01 2010-02-01", "ended:past_report/1"},
      {"expert1 spouse_of li; li head_of agency1", "kinship/2"},
      {"li spouse_of expert1; li employed_by agency1", "kinship/2"},
      {"expert1 lineal_kin_of li; li legal_representative_of agency1", "kinship/2"},
      {"expert1 collateral_kin_of li; li employed_by agency1", ""},
      {"expert1 collateral_kin_of li; li head_of agency1", "kinship/2"},
      {"expert1 in_law_of li; li lead_evaluator_of agency1", "kinship/2"},
      {"expert1 in_law_of li; li interest_in agency1", "kinship/2"},
      {"expert1 spouse_of li; li collateral_kin_of wang; wang head_of unit3", "kinship/3"},
      {"expert1 spouse_of li; li lineal_kin_of wang; wang shareholder_of agency9; agency9 shareholder_of agency1",
       "kinship/4"},
      {"expert1 spouse_of li; li lineal_kin_of wang; wang spouse_of zhao; zhao head_of agency1", ""},
      {"expert1 collateral_kin_of li; li spouse_of wang; wang head_of agency1", ""},
      {"expert1 spouse_of li; li head_of agency2", "competitor/2"},
      {"expert1 spouse_of li; li worked_on engagement5", "kinship/2"},
      // A colleague's ties are his own.
      {"expert1 employed_by @university; wang employed_by @university; wang head_of agency1", ""},
      {"expert2 employed_by agency1; expert1 employed_by @university", ""},
      {"expert1 lineal_kin_of expert2; expert2 employed_by agency1", "kinship/2"},
      {"expert1 employed_by agency1; expert1 adviser_of unit3", "evaluated_unit/1 agency/1"},
  };
  for (const Row& row : rows) {
    INFO(row.graph);
    const std::string rules = found(row.graph);
    if (std::string(row.rules).find(' ') == std::string::npos) {
      CHECK(rules == row.rules);
    } else {
      CHECK(std::count(rules.begin(), rules.end(), ' ') == 1);
    }
  }
}

TEST_CASE("a relation counts to the day of the look-back, and not before it began", "[recusal]") {
  CHECK(found("expert1 employed_by agency1 2015-01-01 2019-10-08") == "agency/1");
  CHECK(found("expert1 employed_by agency1 2015-01-01 2019-10-07") == "ended:agency/1");
  CHECK(found("expert1 employed_by agency1 2022-10-08") == "agency/1");
  CHECK(found("expert1 employed_by agency1 2022-10-09") == "");
  // Every step of a way must count, and one that does hides another that ended.
  CHECK(found("expert1 spouse_of li; li head_of agency1 2010-01-01 2015-01-01") == "ended:kinship/2");
  CHECK(found("expert1 employed_by agency1 2010-01-01 2015-01-01; expert1 adviser_of agency1 2020-01-01") ==
        "agency/1");
  // The 29th of February looks back to the 28th.
  CHECK(look_back_from(*read_date("2024-02-29", ""), 3).text() == "2021-02-28");
  CHECK(look_back_from(*read_date("2024-02-29", ""), 4).text() == "2020-02-29");
  CHECK(look_back_from(*read_date("2022-10-08", ""), 0).text() == "2022-10-08");
  CHECK(found("expert1 employed_by agency1 2015-01-01 2021-02-28", "2024-02-29") == "agency/1");
  CHECK(found("expert1 employed_by agency1 2015-01-01 2021-02-27", "2024-02-29") == "ended:agency/1");
}

TEST_CASE("circles and long chains end", "[recusal]") {
  CHECK(found("expert1 spouse_of li; li spouse_of expert1; expert1 lineal_kin_of expert1; li lineal_kin_of li") == "");
  CHECK(found("expert1 employed_by unit9; unit9 part_of unit10; unit10 part_of unit9; unit10 part_of unit3") ==
        "own_unit/3");
  std::string chain = "expert1 employed_by agency10";
  for (int i = 10; i < 400; ++i) {
    chain += "; agency" + std::to_string(i) + " shareholder_of agency" + std::to_string(i + 1);
  }
  CHECK(found(chain + "; agency400 shareholder_of agency1") == "");
  CHECK(found(chain + "; agency13 shareholder_of agency1") == "");
  CHECK(found(chain + "; agency12 shareholder_of agency1") == "agency/4");
}

TEST_CASE("an edge elsewhere and another order never change the answer", "[recusal]") {
  std::mt19937 random(20221008);
  const std::vector<std::string> people{"expert1", "expert2", "li", "wang"};
  const std::vector<std::string> places{"agency1", "agency2", "agency9", "unit3", "unit9", "@school"};
  const std::vector<std::string> kin{"spouse_of", "lineal_kin_of", "collateral_kin_of", "in_law_of"};
  const std::vector<std::string> standing{"employed_by", "head_of", "adviser_of", "shareholder_of"};
  const std::vector<std::string> days{" - -", " - 2018-01-01", " 2020-01-01 -"};
  const auto one = [&](const std::vector<std::string>& list) { return list[random() % list.size()]; };
  int related = 0;
  for (int round = 0; round < 300; ++round) {
    std::string graph;
    for (int i = 0; i < 6; ++i) {
      const bool is_kin = random() % 3 == 0;
      graph += "; " + one(people) + " " + (is_kin ? one(kin) : one(standing)) + " " + one(is_kin ? people : places) +
               one(days);
    }
    const auto base = RelationGraph(edges(graph)).paths(1, the_case());
    related += base.empty() ? 0 : 1;
    auto more = edges(graph +
                      "; zhao head_of agency77; expert88 employed_by agency1; qian spouse_of zhao; unit55 "
                      "part_of unit56; expert88 lineal_kin_of zhao");
    std::shuffle(more.begin(), more.end(), random);
    INFO(graph);
    CHECK(RelationGraph(more).paths(1, the_case()) == base);
  }
  CHECK(related > 100);
}

TEST_CASE("the same party has one name however it is written", "[recusal]") {
  CHECK(comparable_name("云岭 会计师事务所（普通合伙）") == comparable_name("云岭会计师事务所(普通合伙)"));
  CHECK(comparable_name("ＡＢＣ　咨询") == "abc咨询");
  CHECK(comparable_name("云岭") != comparable_name("云岭所"));
  CHECK(Party{PartyKind::agency, 7, "x"}.key() == "agency:7");
}

TEST_CASE("a path is told in words of both languages and survives its JSON", "[recusal]") {
  const auto paths = RelationGraph(edges("expert1 spouse_of li; li head_of agency1 2020-01-01")).paths(1, the_case());
  REQUIRE(paths.size() == 1);
  CHECK(words_of(paths[0], Language::zh) == "有亲属关系：expert1与li是夫妻；li是agency1的主要负责人（自2020-01-01起）");
  CHECK(words_of(paths[0], Language::en) == "Kinship: expert1 and li are spouses; li heads agency1 (since 2020-01-01)");
  CHECK(recusal_path_from(to_json(paths[0])) == paths[0]);
  for (const std::string& relation : typed_relations()) CHECK(has_text("recusal.step." + relation, Language::en));
}

TEST_CASE("a relation says between whom it can be", "[recusal]") {
  const auto rules = [](const std::string& text) {
    const Outcome outcome = check_relation(edges(text).front());
    std::string out;
    for (const Problem& problem : outcome.problems())
      out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
    return out;
  };
  CHECK(rules("expert1 employed_by agency1") == "");
  CHECK(rules("agency1 shareholder_of agency2") == "");
  CHECK(rules("agency1 part_of unit3") == "");
  CHECK(rules("expert1 lies_in bureau4") == "/relation:relation.unknown_kind");
  CHECK(rules("agency1 employed_by agency2") == "/from:relation.from_does_not_fit");
  CHECK(rules("expert1 spouse_of agency2") == "/to:relation.to_does_not_fit");
  CHECK(rules("expert1 worked_on agency2") == "/to:relation.to_does_not_fit");
  CHECK(rules("li spouse_of li") == "/to:relation.with_itself");
  CHECK(rules("bureau4 spouse_of bureau4 2022-01-02 2022-01-01") ==
        "/from:relation.from_does_not_fit /to:relation.to_does_not_fit /to:relation.with_itself "
        "/until:relation.ends_before_start");
}

TEST_CASE("a declaration is bound to the list that was seen", "[recusal]") {
  const std::vector<ListedParty> parties{{party("agency1"), "li"}, {party("unit3"), ""}, {party("agency1"), "li"}};
  const Json list = declaration_list(9, 5, false, parties);
  CHECK(list.at("parties").items().size() == 2);
  CHECK(digest_of_list(list) == digest_of_list(declaration_list(9, 5, false, {parties[1], parties[0]})));
  CHECK(digest_of_list(list) != digest_of_list(declaration_list(9, 5, false, {parties[1]})));

  CHECK_FALSE(is_outdated(list, {"budget_unit:3", "agency:1"}));
  CHECK(is_outdated(list, {"agency:2"}));

  DeclarationForm form;
  form.list_digest = digest_of_list(list);
  const auto rules = [&] {
    const Outcome outcome = check_declaration(form, list, "open");
    std::string out;
    for (const Problem& problem : outcome.problems())
      out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
    return out;
  };
  CHECK(rules() == "/none:declaration.nothing_stated");
  form.none = true;
  CHECK(rules() == "");
  form.related.push_back({"agency:2", "spouse_of", "", {}, {}, ""});
  CHECK(rules() ==
        "/none:declaration.contradicts /related/0/party:declaration.unknown_party "
        "/related/0/person:declaration.person_missing");
  form.none = false;
  form.related[0] = {"agency:1", "in_law_of", "wang", {}, {}, ""};
  CHECK(rules() == "");
  CHECK(RelationGraph(edges_of(form, list, party("expert1"))).paths(1, the_case()).front().rule == "recusal.kinship");
  form.related[0] = {"budget_unit:3", "shareholder_of", "", {}, {}, ""};
  CHECK(RelationGraph(edges_of(form, list, party("expert1"))).paths(1, the_case()).front().rule == "recusal.declared");
  form.list_digest = "sm3:0";
  CHECK(rules() == "/list_digest:declaration.list_changed");
  CHECK(check_declaration(form, list, "closed").problems().front().rule == "declaration.panel_closed");
}
