#include <algorithm>
#include <set>

#include "domain/policy_parts.h"

namespace zhiheng::domain {
namespace {

CreditEvent read_credit_event(const Json& value, const Path& path, Problems& problems, const Policy& policy) {
  ObjectReader reader(value, path, problems, {"code", "title", "points", "adds", "most_times"});
  CreditEvent event;
  event.code = reader.text("code", 64);
  event.title = reader.text_or_none("title");
  if (event.title.empty()) {
    const EventRule* rule = policy.find_event(event.code);
    event.title = rule ? rule->title : event.code;
  }
  event.points = reader.score("points");
  event.adds = reader.flag_or("adds", false);
  event.most_times = static_cast<int>(reader.integer_or("most_times", 1, 999, 999));
  return event;
}

void read_credit_events(ObjectReader& reader, CreditRule& rule, Problems& problems, const Policy& policy) {
  const Path path(reader.path(), "events");
  const Json::Array& items = reader.array_or_empty("events");
  std::set<std::string> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    rule.events.push_back(read_credit_event(items[i], place, problems, policy));
    const std::string& code = rule.events.back().code;
    if (!codes.insert(code).second) {
      problems.push_back(refusal("policy.code_twice", Path(place, "code").pointer(), {{"code", code}}));
    }
  }
}

void read_prior(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  if (!reader.has("prior")) return;
  const Path path(reader.path(), "prior");
  ObjectReader prior(*reader.member("prior"), path, problems, {"weight", "score"});
  rule.prior_weight = prior.fraction("weight");
  rule.prior = prior.score("score");
}

void read_watch(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  if (!reader.has("watch")) return;
  const Path path(reader.path(), "watch");
  ObjectReader watch(*reader.member("watch"), path, problems, {"below", "drop"});
  if (watch.has("below")) rule.watch_below = watch.score("below");
  if (watch.has("drop")) rule.watch_drop = watch.score("drop");
}

}  // namespace

RoundingRule read_rounding(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"digits", "mode", "where", "compare"});
  RoundingRule rule;
  rule.digits = static_cast<int>(reader.integer_or("digits", 0, 2, 2));
  const std::string mode = reader.choice_or("mode", {"half_up", "half_even", "down", "up"}, "half_up");
  rule.mode = mode == "half_even" ? Rounding::half_even
              : mode == "down"    ? Rounding::down
              : mode == "up"      ? Rounding::up
                                  : Rounding::half_up;
  rule.each_level = reader.choice_or("where", {"final", "each_level"}, "final") == "each_level";
  rule.compare_exact = reader.choice_or("compare", {"printed", "exact"}, "printed") == "exact";
  return rule;
}

CreditRule read_credit(const Json& value, const Path& path, Problems& problems, const Policy& policy) {
  ObjectReader reader(
      value, path, problems,
      {"method", "base", "mean", "window_years", "decay", "years", "prior", "least_jobs", "events", "most_taken",
       "most_added", "veto", "watch", "bottom_share", "bottom_rounds_up", "rounding", "bands"});
  CreditRule rule;
  rule.from_base = reader.choice_or("method", {"jobs", "base"}, "jobs") == "base";
  rule.base = reader.score_or("base", full_score);
  const std::string mean = reader.choice_or("mean", {"plain", "by_fee", "by_weight"}, "plain");
  rule.weighted_by_fee = mean == "by_fee";
  rule.weighted_by_job = mean == "by_weight";
  rule.window_years = static_cast<int>(reader.integer_or("window_years", 1, 20, 1));
  rule.decay = reader.fraction_or("decay", Fraction(1));
  if (rule.decay > Fraction(1)) reader.refuse("policy.part_over_one", "decay");
  rule.years_by_jobs = reader.choice_or("years", {"plain", "by_jobs"}, "plain") == "by_jobs";
  read_prior(reader, rule, problems);
  // No data is never a score; only a scheme that starts from a base can rate an agency by events alone.
  rule.least_jobs = static_cast<int>(reader.integer_or("least_jobs", rule.from_base ? 0 : 1, 99, 1));
  read_credit_events(reader, rule, problems, policy);
  if (reader.has("most_taken")) rule.most_taken = reader.score("most_taken");
  if (reader.has("most_added")) rule.most_added = reader.score("most_added");
  rule.veto_to_lowest = reader.choice_or("veto", {"lowest", "score"}, "lowest") == "lowest";
  read_watch(reader, rule, problems);
  rule.bottom_share = reader.fraction_or("bottom_share", Fraction(0));
  if (rule.bottom_share > Fraction(1)) reader.refuse("policy.part_over_one", "bottom_share");
  rule.bottom_rounds_up = reader.flag_or("bottom_rounds_up", false);
  rule.rounding = policy.rounding;
  if (reader.has("rounding"))
    rule.rounding = read_rounding(*reader.member("rounding"), Path(path, "rounding"), problems);
  rule.bands = read_bands(reader.array("bands"), Path(path, "bands"), problems);
  return rule;
}

Consequence read_consequence(const Json& value, const Path& path, Problems& problems, const Policy& policy) {
  ObjectReader reader(value, path, problems, {"grade", "of", "in_a_row", "times", "within_years", "effect", "months"});
  Consequence rule;
  rule.grade = reader.text("grade", 16);
  rule.of_jobs = reader.choice_or("of", {"job", "year"}, "year") == "job";
  rule.in_a_row = reader.flag_or("in_a_row", false);
  if (rule.in_a_row && rule.of_jobs) reader.refuse("policy.row_of_years_only", "in_a_row");
  rule.times = static_cast<int>(reader.integer_or("times", 1, 99, 1));
  rule.within_years = static_cast<int>(reader.integer_or("within_years", 1, 20, 1));
  rule.effect = reader.choice("effect", {"skip_round", "skip_year", "remove", "suspend"});
  rule.months = static_cast<int>(reader.integer_or("months", 0, 600, 0));
  // Documents from before `of` named any grade; those that say whose grade it is must name one that exists.
  if (!reader.member("of")) return rule;
  const std::vector<Band>* bands = rule.of_jobs ? &policy.bands : policy.credit ? &policy.credit->bands : nullptr;
  const bool known =
      bands && std::any_of(bands->begin(), bands->end(), [&](const Band& band) { return band.grade == rule.grade; });
  if (!known && !rule.grade.empty()) reader.refuse("policy.unknown_grade", "grade", {{"grade", rule.grade}});
  return rule;
}

}  // namespace zhiheng::domain
