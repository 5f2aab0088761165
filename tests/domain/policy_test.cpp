#include "domain/policy.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Json base_document() {
  return *shipped_policy_document("tiers-4");
}

// "/fee/tiers/1/from" = "95": replaces or adds the member at the pointer; "(gone)" removes it.
void put(Json& root, const std::string& pointer, Json value) {
  const auto slash = pointer.rfind('/');
  auto* parent = const_cast<Json*>(resolve_pointer(root, pointer.substr(0, slash)));
  REQUIRE(parent != nullptr);
  const std::string key = pointer.substr(slash + 1);
  if (parent->is_array()) {
    const auto index = static_cast<std::size_t>(std::stoul(key));
    if (index == parent->items().size()) parent->push(Json());
    parent->items().at(index) = std::move(value);
  } else if (value == Json("(gone)")) {
    std::erase_if(parent->members(), [&](const JsonMember& member) { return member.key == key; });
  } else {
    parent->set(key, std::move(value));
  }
}

struct Fault {
  const char* pointer;
  const char* value;  // JSON
  const char* rule;
  const char* field;
};

// One change to tiers-4 per row, and the refusal that must name it.
const Fault faults[] = {
    {"/colour", "\"red\"", "document.unknown_member", "/colour"},
    {"/code", "\"(gone)\"", "document.missing_member", "/code"},
    {"/code", "\"a@1\"", "policy.code_with_at", "/code"},
    {"/version", "0", "document.out_of_range", "/version"},
    {"/version", "\"1\"", "document.wrong_type", "/version"},
    {"/valid_from", "\"2022-02-30\"", "date.no_such_day", "/valid_from"},
    {"/components/0/weight", "\"0.31\"", "policy.weights_not_one", "/components"},
    {"/components/0/weight", "0.3", "number.not_a_string", "/components/0/weight"},
    {"/components/0/weight", "\"0.30001\"", "number.too_many_decimals", "/components/0/weight"},
    {"/components/0/weight", "\"0\"", "policy.weight_nought", "/components/0/weight"},
    {"/components/1/code", "\"plan\"", "policy.code_twice", "/components/1/code"},
    {"/components/0/mode", "\"ignored\"", "document.bad_choice", "/components/0/mode"},
    {"/components/0/mode", "\"monitored\"", "policy.only_when_scored", "/components/0/weight"},
    {"/components/0/veto_below", "\"60\"", "policy.only_when_veto", "/components/0/veto_below"},
    {"/components/0/criteria/0/points", "\"11\"", "policy.points_not_hundred", "/components/0/criteria"},
    {"/components/0/criteria/0/step", "\"0\"", "policy.step_not_positive", "/components/0/criteria/0/step"},
    {"/components/0/criteria/1/code", "\"1\"", "policy.code_twice", "/components/0/criteria"},
    {"/components/0/groups", R"([{"code":"expert","weight":"0.9"}])", "policy.group_weights_not_one",
     "/components/0/groups"},
    {"/components/2/entry", "\"criteria\"", "policy.entry_needs_criteria", "/components/2/entry"},
    {"/components/0/aggregation", R"({"level":"criterion"})", "policy.level_needs_criteria", "/components/0/entry"},
    {"/aggregation/when_at_least", "\"(gone)\"", "document.missing_member", "/aggregation/when_at_least"},
    {"/aggregation/trim_each_side", "3", "policy.trim_leaves_nothing", "/aggregation/when_at_least"},
    {"/aggregation/method", "\"mean\"", "policy.only_when_trimmed", "/aggregation/trim_each_side"},
    {"/aggregation/quorum", "-1", "document.out_of_range", "/aggregation/quorum"},
    {"/rounding/digits", "3", "document.out_of_range", "/rounding/digits"},
    {"/rounding/where", "\"always\"", "document.bad_choice", "/rounding/where"},
    {"/scope/base", "\"contract\"", "policy.base_needs_contract_score", "/scope/base"},
    {"/bands/1/to", "\"89\"", "policy.bands_gap", "/bands"},
    {"/bands/1/to", "\"91\"", "policy.bands_overlap", "/bands"},
    {"/bands/0/to", "\"99\"", "policy.bands_gap", "/bands"},
    {"/bands/3/from", "\"1\"", "policy.bands_gap", "/bands"},
    {"/bands/0/to", "\"90\"", "policy.band_empty", "/bands/0/to"},
    {"/bands/1/grade", "\"优\"", "policy.code_twice", "/bands/1/grade"},
    {"/fee/kind", "\"free\"", "document.bad_choice", "/fee/kind"},
    {"/fee/line", "\"80\"", "document.unknown_member", "/fee/line"},
    {"/fee/tiers/1/from", "\"95\"", "policy.tiers_out_of_order", "/fee/tiers/1/from"},
    {"/fee/tiers/2/part", "\"0.96\"", "policy.tiers_pay_more_for_less", "/fee/tiers/2/part"},
    {"/fee/tiers/4/from", "\"10\"", "policy.tiers_do_not_reach_nought", "/fee/tiers"},
    {"/fee/tiers/0/part", "\"0.99\"", "policy.no_tier_in_full", "/fee/tiers"},
    {"/fee/tiers/0/part", "\"1.01\"", "policy.part_over_one", "/fee/tiers/0/part"},
    {"/fee/pass_grade", "\"良\"", "policy.pass_grade_not_needed", "/fee/pass_grade"},
    {"/fee/order", R"(["quality","fixed"])", "policy.order_incomplete", "/fee/order"},
    {"/fee", R"({"kind":"base_performance","base":"0.7","performance":"0.2","pass_grade":"良"})",
     "policy.fee_parts_not_one", "/fee/performance"},
    {"/fee", R"({"kind":"linear","full":"60","zero":"60","pass_grade":"良"})", "policy.linear_out_of_order",
     "/fee/zero"},
    {"/fee", R"({"kind":"linear","full":"90","zero":"60","pass_grade":"上"})", "policy.unknown_grade",
     "/fee/pass_grade"},
    {"/fee", R"({"kind":"per_point","from":"85","rate":"0.01","cap":"1.2"})", "policy.part_over_one", "/fee/cap"},
    {"/fee", R"({"kind":"flat","line":"101","deduct":"0.1"})", "score.out_of_range", "/fee/line"},
    {"/lateness/rate_per_day", "\"-0.1\"", "number.signed", "/lateness/rate_per_day"},
    {"/lateness/documents/0", "\"draft\"", "component.unknown", "/lateness/documents"},
    {"/lateness/surprise", "true", "document.unknown_member", "/lateness/surprise"},
    {"/events/0/points", "\"5\"", "policy.not_of_this_effect", "/events/0/points"},
    {"/events/1/code", "\"absent_at_defence\"", "policy.code_twice", "/events"},
    {"/vetoes/0/barred_months", "601", "document.out_of_range", "/vetoes/0/barred_months"},
    {"/redo", R"({"below":"60","pay_cap":"1.5"})", "policy.part_over_one", "/redo/pay_cap"},
    {"/credit", R"({"bands":[{"grade":"A","from":"90","to":"100"}]})", "policy.bands_gap", "/credit/bands"},
    {"/objection/day_kind", "\"lunar\"", "document.bad_choice", "/objection/day_kind"},
    {"/assumed/0/path", "\"/nowhere\"", "policy.assumed_nowhere", "/assumed/0/path"},
};

}  // namespace

TEST_CASE("a score over 100 and further experts exclude each other", "[policy]") {
  Json document = *shipped_policy_document("honghe-2022");
  document.set("assumed", Json::array());
  document.set("uncertainty", Json::object().set("extra_experts", 1));
  CHECK(read_policy(document).ok());
  document.set("event_limits", Json::object().set("most_score", "110"));
  const auto read = read_policy(document);
  REQUIRE(read.problems().size() == 1);
  CHECK(read.problems()[0].rule == "policy.extra_over_hundred");
  CHECK(read.problems()[0].field == "/uncertainty/extra_experts");
}

TEST_CASE("the six shipped policies are read, and say what is assumed", "[policy]") {
  const auto names = shipped_policy_names();
  REQUIRE(names == std::vector<std::string>{"base-performance@1", "grade-bonus@1", "honghe-2022@1", "linear@1",
                                            "per-point@1", "tiers-4@1"});
  const auto honghe = shipped_policy("honghe-2022");
  REQUIRE(honghe);
  CHECK(honghe == shipped_policy("honghe-2022@1"));
  CHECK_FALSE(shipped_policy("honghe-2022@2"));
  CHECK_FALSE(shipped_policy("honghe"));
  CHECK(honghe->fee.line == Score::hundredths(8000));
  const auto line = std::find_if(honghe->assumed.begin(), honghe->assumed.end(),
                                 [](const Assumption& each) { return each.path == "/fee/line"; });
  CHECK(line != honghe->assumed.end());
}

TEST_CASE("every fault of a policy is refused by name at its place", "[policy]") {
  for (const Fault& fault : faults) {
    INFO(fault.pointer << " = " << fault.value);
    Json document = base_document();
    put(document, fault.pointer, *parse_json(fault.value));
    const auto read = read_policy(document);
    REQUIRE_FALSE(read.ok());
    const auto& problems = read.problems();
    const bool named = std::any_of(problems.begin(), problems.end(), [&](const Problem& problem) {
      return problem.rule == fault.rule && problem.field == fault.field;
    });
    INFO("first named: " << problems.front().rule << " at " << problems.front().field);
    CHECK(named);
  }
}

TEST_CASE("all faults of a policy come back together", "[policy]") {
  Json document = base_document();
  put(document, "/components/0/weight", "0.31");
  put(document, "/bands/1/to", "89");
  put(document, "/surprise", true);
  put(document, "/fee/tiers/1/from", "95");
  const auto read = read_policy(document);
  REQUIRE_FALSE(read.ok());
  CHECK(read.problems().size() == 4);
}

TEST_CASE("bands are half-open and the last holds 100", "[policy]") {
  const auto policy = shipped_policy("honghe-2022");
  const auto grade = [&](const char* score) { return band_of(*policy, *read_fraction(score, "")).grade; };
  CHECK(grade("100") == "优");
  CHECK(grade("90") == "优");
  CHECK(grade("89.99") == "良");
  CHECK(grade("89.995") == "良");
  CHECK(grade("60") == "中");
  CHECK(grade("59.99") == "差");
  CHECK(grade("0") == "差");
}
