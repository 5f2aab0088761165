#include <algorithm>
#include <set>

#include "domain/policy_parts.h"

namespace zhiheng::domain {
namespace {

// What an event moves: the same each time, or more from time to time.
void read_points(ObjectReader& reader, const Path& path, Problems& problems, CreditEvent& event) {
  if (!reader.member("rising")) {
    event.points = reader.score("points");
    return;
  }
  if (reader.member("points")) reader.refuse("policy.not_both", "points", {{"other", "rising"}});
  const Path places(path, "rising");
  const Json::Array& items = reader.array("rising");
  if (items.empty() && reader.member("rising")->is_array()) {
    reader.refuse("document.missing_member", "rising", {{"member", "rising"}});
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    event.rising.push_back(read_score_at(items[i], Path(places, i), problems));
  }
}

CreditEvent read_credit_event(const Json& value, const Path& path, Problems& problems, const Policy& policy,
                              const CreditRule& rule) {
  ObjectReader reader(value, path, problems, {"code", "title", "points", "rising", "category", "adds", "most_times"});
  CreditEvent event;
  event.code = reader.text("code", 64);
  event.title = reader.text_or_none("title");
  if (event.title.empty()) {
    const EventRule* known = policy.find_event(event.code);
    event.title = known ? known->title : event.code;
  }
  read_points(reader, path, problems, event);
  if (reader.member("category")) {
    event.category = reader.text("category", 64);
    const bool known = std::any_of(rule.categories.begin(), rule.categories.end(),
                                   [&](const CreditCategory& one) { return one.code == event.category; });
    if (!known && !event.category.empty()) {
      reader.refuse("policy.unknown_category", "category", {{"category", event.category}});
    }
  }
  event.adds = reader.flag_or("adds", false);
  event.most_times = static_cast<int>(reader.integer_or("most_times", 1, 999, 999));
  return event;
}

void read_credit_events(ObjectReader& reader, CreditRule& rule, Problems& problems, const Policy& policy) {
  read_credit_categories(reader, rule, problems);
  const Path path(reader.path(), "events");
  const Json::Array& items = reader.array_or_empty("events");
  std::set<std::string> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    rule.events.push_back(read_credit_event(items[i], place, problems, policy, rule));
    const std::string& code = rule.events.back().code;
    if (!codes.insert(code).second) {
      problems.push_back(refusal("policy.code_twice", Path(place, "code").pointer(), {{"code", code}}));
    }
  }
}

// Where the year's score starts: the mean of the jobs, a base, or a part of each.
void read_method(ObjectReader& reader, CreditRule& rule) {
  const std::string method = reader.choice_or("method", {"jobs", "base", "jobs_and_base"}, "jobs");
  rule.from_base = method == "base";
  rule.base = reader.score_or("base", full_score);
  if (method == "jobs_and_base") {
    rule.jobs_part = reader.fraction("jobs_part");
    const bool between = Fraction(0) < rule.jobs_part && rule.jobs_part < Fraction(1);
    if (!between && reader.member("jobs_part")) reader.refuse("policy.part_of_jobs", "jobs_part");
  } else if (reader.member("jobs_part")) {
    reader.refuse("policy.not_of_this_method", "jobs_part", {{"method", method}});
  }
}

void read_kind_weights(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  const Path path(reader.path(), "kind_weights");
  const Json::Array& items = reader.array_or_empty("kind_weights");
  std::set<std::string> kinds;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ObjectReader row(items[i], Path(path, i), problems, {"kind", "weight"});
    rule.kind_weights.push_back({row.text("kind", 32), row.fraction("weight")});
    const std::string& kind = rule.kind_weights.back().kind;
    if (!kinds.insert(kind).second) row.refuse("policy.code_twice", "kind", {{"code", kind}});
  }
}

void read_drop(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  if (!reader.has("drop")) return;
  ObjectReader drop(*reader.member("drop"), Path(reader.path(), "drop"), problems,
                    {"lowest", "highest", "when_at_least"});
  rule.drop_lowest = static_cast<int>(drop.integer_or("lowest", 0, 10, 0));
  rule.drop_highest = static_cast<int>(drop.integer_or("highest", 0, 10, 0));
  rule.drop_when_at_least = static_cast<int>(drop.integer("when_at_least", 2, 99));
  if (rule.drop_when_at_least <= rule.drop_lowest + rule.drop_highest) {
    drop.refuse("policy.trim_leaves_nothing", "when_at_least");
  }
}

// How the years of the window weigh: a decay, or a weight for each of them.
void read_years(ObjectReader& reader, CreditRule& rule, Problems& problems) {
  rule.decay = reader.fraction_or("decay", Fraction(1));
  if (rule.decay > Fraction(1)) reader.refuse("policy.part_over_one", "decay");
  rule.years_by_jobs = reader.choice_or("years", {"plain", "by_jobs"}, "plain") == "by_jobs";
  const Path path(reader.path(), "year_weights");
  const Json::Array& items = reader.array_or_empty("year_weights");
  const int listed = static_cast<int>(items.size());
  rule.window_years = static_cast<int>(reader.integer_or("window_years", 1, 20, std::max(1, std::min(listed, 20))));
  if (!reader.member("year_weights")) return;
  if (reader.member("decay")) reader.refuse("policy.not_both", "decay", {{"other", "year_weights"}});
  if (listed != rule.window_years) reader.refuse("policy.year_weights_count", "year_weights");
  for (std::size_t i = 0; i < items.size(); ++i) {
    Problems of_one;
    const Json row = Json::object().set("weight", items[i]);
    rule.year_weights.push_back(ObjectReader(row, Path(), of_one, {"weight"}).fraction("weight"));
    for (Problem& problem : of_one) {
      problem.field = Path(path, i).pointer();
      problems.push_back(std::move(problem));
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
      {"method",     "jobs_part",    "base",   "mean",           "kind_weights", "drop",     "window_years",
       "decay",      "year_weights", "years",  "prior",          "least_jobs",   "events",   "categories",
       "most_taken", "most_added",   "veto",   "watch",          "bottom_share", "rounding", "bottom_rounds_up",
       "bands",      "grade_limits", "quotas", "quotas_round_up"});
  CreditRule rule;
  read_method(reader, rule);
  const std::string mean = reader.choice_or("mean", {"plain", "by_fee", "by_weight", "by_amount"}, "plain");
  rule.weighted_by_fee = mean == "by_fee";
  rule.weighted_by_job = mean == "by_weight";
  rule.weighted_by_amount = mean == "by_amount";
  read_kind_weights(reader, rule, problems);
  read_drop(reader, rule, problems);
  read_years(reader, rule, problems);
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
  read_grade_limits(reader, rule, problems, policy);
  return rule;
}

}  // namespace zhiheng::domain
