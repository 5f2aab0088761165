// How a panel is drawn, reviews, discusses and is contested.
#include "domain/policy_parts.h"

namespace zhiheng::domain {

namespace {

PanelRule read_panel_rule(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems,
                      {"least_members", "odd", "least_performance", "least_industry", "most_per_employer", "most_load",
                       "substitutes", "objection_reserves", "look_back_years", "answer_days", "lowest_quorum"});
  const auto number = [&](const char* key, int least, int most, int otherwise) {
    return static_cast<int>(reader.integer_or(key, least, most, otherwise));
  };
  PanelRule rule;
  rule.least_members = number("least_members", 1, 99, 1);
  rule.odd = reader.flag_or("odd", false);
  rule.least_performance = number("least_performance", 0, 99, 0);
  rule.least_industry = number("least_industry", 0, 99, 0);
  rule.most_per_employer = number("most_per_employer", 1, 99, 1);
  rule.most_load = number("most_load", 0, 999, 0);
  rule.substitutes = number("substitutes", 0, 99, 2);
  rule.objection_reserves = number("objection_reserves", 0, 99, 0);
  rule.look_back_years = number("look_back_years", 0, 30, 3);
  rule.answer_days = number("answer_days", 0, 60, 2);
  if (reader.has("lowest_quorum")) rule.lowest_quorum = number("lowest_quorum", 1, 99, 1);
  return rule;
}

ReviewRule read_review(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"agency_hidden", "after_closing"});
  ReviewRule rule;
  rule.agency_hidden = reader.flag_or("agency_hidden", false);
  const std::string after = reader.choice_or("after_closing", {"own", "panel_scores", "panel_names"}, "own");
  rule.after_closing = after == "panel_names"    ? AfterClosing::panel_names
                       : after == "panel_scores" ? AfterClosing::panel_scores
                                                 : AfterClosing::own;
  return rule;
}

DiscussionRule read_discussion(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"counts"});
  return {true, reader.choice_or("counts", {"before", "after"}, "after") == "before"};
}

UncertaintyRule read_uncertainty(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"confidence", "extra_experts", "outlying_points"});
  UncertaintyRule rule;
  const std::string confidence = reader.choice_or("confidence", {"0.90", "0.95", "0.99"}, "0.95");
  rule.confidence = Fraction(confidence == "0.90" ? 90 : confidence == "0.99" ? 99 : 95, 100);
  rule.extra_experts = static_cast<int>(reader.integer_or("extra_experts", 0, 9, 0));
  if (reader.has("outlying_points")) rule.outlying_points = reader.score("outlying_points");
  return rule;
}

}  // namespace

void read_panel_sections(ObjectReader& reader, Policy& policy, Problems& problems) {
  const auto section = [&](const char* key) { return Path(reader.path(), key); };
  if (reader.member("panel")) policy.panel = read_panel_rule(*reader.member("panel"), section("panel"), problems);
  if (reader.member("review")) policy.review = read_review(*reader.member("review"), section("review"), problems);
  if (reader.member("discussion")) {
    policy.discussion = read_discussion(*reader.member("discussion"), section("discussion"), problems);
  }
  if (reader.member("uncertainty")) {
    policy.uncertainty = read_uncertainty(*reader.member("uncertainty"), section("uncertainty"), problems);
    // A call for one more expert is written down with the score of the moment, on the scale of 100.
    if (policy.uncertainty.extra_experts > 0 && policy.event_limits.most_score > full_score) {
      problems.push_back(refusal("policy.extra_over_hundred", "/uncertainty/extra_experts"));
    }
  }
  if (!reader.member("objection")) return;
  const Path path = section("objection");
  ObjectReader objection(*reader.member("objection"), path, problems,
                         {"days", "day_kind", "levels", "answer_days", "decided_by"});
  policy.objection_days = static_cast<int>(objection.integer_or("days", 0, 365, 5));
  policy.objection_working_days = objection.choice_or("day_kind", {"working", "calendar"}, "working") == "working";
  policy.objection_levels = static_cast<int>(objection.integer_or("levels", 1, 3, 1));
  policy.objection_answer_days = static_cast<int>(objection.integer_or("answer_days", 1, 365, 10));
  policy.objection_second_panel =
      objection.choice_or("decided_by", {"leader", "second_panel"}, "leader") == "second_panel";
}

}  // namespace zhiheng::domain
