#include <set>

#include "domain/policy_parts.h"

namespace zhiheng::domain {
namespace {

Criterion read_criterion(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(
      value, path, problems,
      {"code", "title", "points", "rule", "step", "steps", "per_defect", "reason_required", "page_required"});
  Criterion criterion;
  criterion.code = reader.text("code", 32);
  criterion.title = reader.text("title");
  criterion.points = reader.score("points");
  const std::string rule = reader.choice_or("rule", {"points", "steps", "per_defect"}, "points");
  criterion.reason_required = reader.flag_or("reason_required", true);
  criterion.page_required = reader.flag_or("page_required", false);
  if (rule == "points") {
    criterion.step = reader.score_or("step", Score::hundredths(1));
    if (criterion.step.hundredths() <= 0) reader.refuse("policy.step_not_positive", "step");
  } else if (rule == "steps") {
    criterion.rule = CriterionRule::steps;
    const Path steps(path, "steps");
    const Json::Array& items = reader.array("steps");
    for (std::size_t i = 0; i < items.size(); ++i) {
      criterion.steps.push_back(read_score_at(items[i], Path(steps, i), problems));
      if (criterion.steps.back() > criterion.points) reader.refuse("policy.step_over_points", "steps");
    }
    if (items.empty()) reader.refuse("document.missing_member", "steps", {{"member", "steps"}});
  } else {
    criterion.rule = CriterionRule::per_defect;
    criterion.per_defect = reader.score("per_defect");
    if (criterion.per_defect.hundredths() <= 0) reader.refuse("policy.step_not_positive", "per_defect");
  }
  return criterion;
}

RaterGroup read_group(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"code", "title", "weight"});
  RaterGroup group;
  group.code = reader.text("code", 32);
  group.title = reader.text_or_none("title");
  group.weight = reader.fraction("weight");
  return group;
}

void read_criteria(ObjectReader& reader, const Path& path, Component& component, Problems& problems) {
  const Path criteria(path, "criteria");
  const Json::Array& items = reader.array_or_empty("criteria");
  std::int64_t points = 0;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    component.criteria.push_back(read_criterion(items[i], Path(criteria, i), problems));
    const Criterion& criterion = component.criteria.back();
    points += criterion.points.hundredths();
    if (!codes.insert(criterion.code).second)
      reader.refuse("policy.code_twice", "criteria", {{"code", criterion.code}});
  }
  if (!items.empty() && points != full_score.hundredths()) {
    reader.refuse("policy.points_not_hundred", "criteria",
                  {{"sum", Score::hundredths(static_cast<std::int32_t>(points)).text()}});
  }
  const std::string entry =
      reader.choice_or("entry", {"criteria", "total", "either"}, items.empty() ? "total" : "either");
  component.entry = entry == "criteria" ? SheetEntry::criteria
                    : entry == "total"  ? SheetEntry::total
                                        : SheetEntry::either;
  if (component.entry == SheetEntry::criteria && items.empty()) reader.refuse("policy.entry_needs_criteria", "entry");
  if (component.aggregation.by_criterion && component.entry != SheetEntry::criteria) {
    reader.refuse("policy.level_needs_criteria", "entry");
  }
}

void read_groups(ObjectReader& reader, const Path& path, Component& component, Problems& problems) {
  const Path groups(path, "groups");
  const Json::Array& items = reader.array_or_empty("groups");
  Fraction sum;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    component.groups.push_back(read_group(items[i], Path(groups, i), problems));
    sum = sum + component.groups.back().weight;
    if (!codes.insert(component.groups.back().code).second) {
      reader.refuse("policy.code_twice", "groups", {{"code", component.groups.back().code}});
    }
  }
  if (!items.empty() && !(sum == Fraction(1))) {
    reader.refuse("policy.group_weights_not_one", "groups", {{"sum", sum.decimal()}});
  }
}

// So many sheets at each end, or a share of them; at least one sheet is left whatever is cut off.
void read_trimming(ObjectReader& reader, Aggregation& rule) {
  rule.method = AggregationMethod::trimmed;
  if (reader.member("trim_share")) {
    rule.trim_share = reader.fraction("trim_share");
    rule.when_at_least = static_cast<int>(reader.integer_or("when_at_least", 1, 99, 1));
    if (!(rule.trim_share < Fraction(1, 2))) reader.refuse("policy.trim_leaves_nothing", "trim_share");
    if (reader.member("trim_each_side")) reader.refuse("policy.not_both", "trim_each_side", {{"other", "trim_share"}});
    return;
  }
  rule.trim_each_side = static_cast<int>(reader.integer("trim_each_side", 1, 10));
  rule.when_at_least = static_cast<int>(reader.integer("when_at_least", 3, 99));
  if (rule.when_at_least <= 2 * rule.trim_each_side) reader.refuse("policy.trim_leaves_nothing", "when_at_least");
}

void read_least(ObjectReader& reader, const Path& path, Component& component, Problems& problems) {
  if (!reader.has("least")) return;
  if (component.mode != ComponentMode::scored) reader.refuse("policy.only_when_scored", "least");
  const Path place(path, "least");
  ObjectReader least(*reader.member("least"), place, problems, {"score", "final_at_most"});
  component.fail_below = least.score("score");
  if (least.has("final_at_most")) component.final_at_most = least.score("final_at_most");
}

}  // namespace

Aggregation read_aggregation(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(
      value, path, problems,
      {"method", "trim_each_side", "trim_share", "when_at_least", "outlying_points", "level", "quorum", "missing"});
  Aggregation rule;
  const std::string method =
      reader.choice_or("method", {"mean", "trimmed", "median", "weighted", "without_outlying"}, "mean");
  if (method == "median") rule.method = AggregationMethod::median;
  if (method == "weighted") rule.method = AggregationMethod::weighted;
  if (method == "without_outlying") {
    rule.method = AggregationMethod::without_outlying;
    rule.outlying_points = reader.score("outlying_points");
  } else if (reader.member("outlying_points")) {
    reader.refuse("policy.not_of_this_method", "outlying_points", {{"method", method}});
  }
  if (method == "trimmed") {
    read_trimming(reader, rule);
  } else {
    for (const auto* key : {"trim_each_side", "trim_share", "when_at_least"}) {
      if (reader.member(key)) reader.refuse("policy.only_when_trimmed", key);
    }
  }
  rule.by_criterion = reader.choice_or("level", {"total", "criterion"}, "total") == "criterion";
  rule.quorum = static_cast<int>(reader.integer_or("quorum", 1, 99, 1));
  rule.missing_allowed = reader.choice_or("missing", {"refuse", "ignore"}, "refuse") == "ignore";
  return rule;
}

Component read_component(const Json& value, const Path& path, Problems& problems, const Aggregation& usual) {
  ObjectReader reader(
      value, path, problems,
      {"code", "title", "mode", "weight", "entry", "criteria", "groups", "aggregation", "veto_below", "least"});
  Component component;
  component.code = reader.text("code", 32);
  component.title = reader.text("title");
  const std::string mode = reader.choice_or("mode", {"scored", "monitored", "veto"}, "scored");
  component.mode = mode == "veto"        ? ComponentMode::veto
                   : mode == "monitored" ? ComponentMode::monitored
                                         : ComponentMode::scored;
  if (component.mode == ComponentMode::scored) {
    component.weight = reader.fraction("weight");
    if (component.weight == Fraction(0)) reader.refuse("policy.weight_nought", "weight");
  } else if (reader.member("weight")) {
    reader.refuse("policy.only_when_scored", "weight");
  }
  if (component.mode == ComponentMode::veto) {
    component.veto_below = reader.score("veto_below");
  } else if (reader.member("veto_below")) {
    reader.refuse("policy.only_when_veto", "veto_below");
  }
  component.aggregation = usual;
  if (reader.member("aggregation")) {
    component.aggregation = read_aggregation(*reader.member("aggregation"), Path(path, "aggregation"), problems);
  }
  read_least(reader, path, component, problems);
  read_criteria(reader, path, component, problems);
  read_groups(reader, path, component, problems);
  return component;
}

}  // namespace zhiheng::domain
