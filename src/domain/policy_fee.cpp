#include <algorithm>

#include "domain/policy_parts.h"

namespace zhiheng::domain {
namespace {

void read_flat(ObjectReader& reader, FeeRule& fee) {
  fee.kind = FeeKind::flat;
  fee.line = reader.score("line");
  fee.full_at_line = reader.choice_or("at_line", {"full", "deduct"}, "full") == "full";
  if (reader.member("deduct_amount")) {
    fee.deduct_amount = reader.money("deduct_amount");
    if (reader.member("deduct")) reader.refuse("policy.not_both", "deduct", {{"other", "deduct_amount"}});
    return;
  }
  fee.deduct = reader.fraction("deduct");
  if (fee.deduct > Fraction(1)) reader.refuse("policy.part_over_one", "deduct");
}

Tier read_tier(const Json& value, const Path& place, Problems& problems, bool bonus_allowed) {
  Problems unknown;  // named once, by the caller's reader
  ObjectReader row(value, place, unknown, {"from", "part", "up_to", "less", "more"});
  unknown.clear();
  Tier tier;
  tier.from = row.score("from");
  const Fraction most(bonus_allowed ? 2 : 1);
  const bool amounts = row.member("less") || row.member("more");
  tier.part = amounts ? row.fraction_or("part", Fraction(1)) : row.fraction("part");
  if (tier.part > most) row.refuse("policy.part_over_one", "part");
  if (row.has("up_to")) {
    tier.up_to = row.fraction("up_to");
    if (*tier.up_to > most) row.refuse("policy.part_over_one", "up_to");
    if (*tier.up_to < tier.part) row.refuse("policy.tier_falls", "up_to");
  }
  tier.less = row.money_or("less", Money());
  tier.more = row.money_or("more", Money());
  if (!bonus_allowed && row.member("more")) row.refuse("policy.bonus_needs_grades", "more");
  problems.insert(problems.end(), unknown.begin(), unknown.end());
  return tier;
}

// Tiers and grades share a table: highest `from` first, falling, down to nought, parts never rising.
void read_tiers(ObjectReader& reader, std::string_view key, bool bonus_allowed, FeeRule& fee, Problems& problems) {
  const Path path(reader.path(), key);
  const Json::Array& items = reader.array(key);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    const Tier tier = read_tier(items[i], place, problems, bonus_allowed);
    ObjectReader row(items[i], place, problems, {"from", "part", "up_to", "less", "more"});
    if (!fee.tiers.empty() && tier.from >= fee.tiers.back().from) row.refuse("policy.tiers_out_of_order", "from");
    const Fraction highest = tier.up_to ? *tier.up_to : tier.part;
    if (!fee.tiers.empty() && highest > fee.tiers.back().part) {
      row.refuse("policy.tiers_pay_more_for_less", tier.up_to ? "up_to" : "part");
    }
    fee.tiers.push_back(tier);
  }
  if (fee.tiers.empty() || fee.tiers.back().from != Score()) reader.refuse("policy.tiers_do_not_reach_nought", key);
}

void read_base_performance(ObjectReader& reader, FeeRule& fee) {
  fee.kind = FeeKind::base_performance;
  fee.base = reader.fraction("base");
  fee.performance = reader.fraction("performance");
  if (!(fee.base + fee.performance == Fraction(1))) {
    reader.refuse("policy.fee_parts_not_one", "performance", {{"sum", (fee.base + fee.performance).decimal()}});
  }
}

void read_per_point(ObjectReader& reader, FeeRule& fee) {
  fee.kind = FeeKind::per_point;
  fee.line = reader.score("from");
  fee.rate = reader.fraction("rate");
  fee.cap = reader.fraction("cap");
  if (fee.cap > Fraction(1)) reader.refuse("policy.part_over_one", "cap");
  fee.whole_points = !reader.flag_or("parts_of_a_point_count", true);
  fee.step = reader.score_or("step", Score::hundredths(100));
  if (fee.step <= Score()) reader.refuse("policy.step_not_positive", "step");
  fee.started_points = reader.flag_or("started_steps_count", false);
  if (fee.started_points && fee.whole_points) {
    reader.refuse("policy.not_both", "started_steps_count", {{"other", "parts_of_a_point_count"}});
  }
}

void read_linear(ObjectReader& reader, FeeRule& fee) {
  fee.kind = FeeKind::linear;
  fee.line = reader.score("full");
  fee.zero = reader.score("zero");
  if (fee.zero >= fee.line) reader.refuse("policy.linear_out_of_order", "zero");
}

void read_pass_grade(ObjectReader& reader, FeeRule& fee, const std::vector<Band>& bands) {
  const bool line_says = fee.kind == FeeKind::flat || fee.kind == FeeKind::tiers || fee.kind == FeeKind::per_point;
  if (line_says) {
    if (reader.member("pass_grade")) reader.refuse("policy.pass_grade_not_needed", "pass_grade");
    return;
  }
  fee.pass_grade = reader.text("pass_grade", 16);
  const bool known = std::any_of(bands.begin(), bands.end(), [&](const Band& b) { return b.grade == fee.pass_grade; });
  if (!known && !fee.pass_grade.empty())
    reader.refuse("policy.unknown_grade", "pass_grade", {{"grade", fee.pass_grade}});
}

void read_limits(ObjectReader& reader, FeeRule& fee) {
  if (reader.has("most_deducted")) {
    fee.most_deducted = reader.fraction("most_deducted");
    if (*fee.most_deducted > Fraction(1)) reader.refuse("policy.part_over_one", "most_deducted");
  }
  if (reader.has("most_bonus")) fee.most_bonus = reader.fraction("most_bonus");
  fee.whole_yuan = reader.choice_or("amounts_to", {"fen", "yuan"}, "fen") == "yuan";
}

void read_order(ObjectReader& reader, const Path& path, FeeRule& fee, Problems& problems) {
  fee.order = {"quality", "lateness", "event", "fixed"};
  if (!reader.member("order")) return;
  const Path place(path, "order");
  const Json::Array& items = reader.array("order");
  std::vector<std::string> order;
  for (std::size_t i = 0; i < items.size(); ++i) order.push_back(read_text_at(items[i], Path(place, i), problems, 16));
  std::vector<std::string> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != std::vector<std::string>{"event", "fixed", "lateness", "quality"}) {
    reader.refuse("policy.order_incomplete", "order");
    return;
  }
  fee.order = order;
}

// Each kind knows its own members; the limits belong to all of them.
ObjectReader reader_of(std::string_view kind, const Json& value, const Path& path, Problems& problems) {
  const auto knowing = [&](std::initializer_list<std::string_view> known) {
    return ObjectReader(value, path, problems, known);
  };
  if (kind == "flat") {
    return knowing({"kind", "order", "line", "at_line", "deduct", "deduct_amount", "pass_grade", "most_deducted",
                    "most_bonus", "amounts_to"});
  }
  if (kind == "tiers" || kind == "grades") {
    return knowing({"kind", "order", kind, "pass_grade", "most_deducted", "most_bonus", "amounts_to"});
  }
  if (kind == "base_performance") {
    return knowing({"kind", "order", "base", "performance", "pass_grade", "most_deducted", "most_bonus", "amounts_to"});
  }
  if (kind == "per_point") {
    return knowing({"kind", "order", "from", "rate", "cap", "parts_of_a_point_count", "pass_grade", "step",
                    "started_steps_count", "most_deducted", "most_bonus", "amounts_to"});
  }
  if (kind == "linear") {
    return knowing({"kind", "order", "full", "zero", "pass_grade", "most_deducted", "most_bonus", "amounts_to"});
  }
  return knowing({"kind", "order", "pass_grade", "most_deducted", "most_bonus", "amounts_to"});
}

}  // namespace

std::vector<Band> read_bands(const Json::Array& items, const Path& path, Problems& problems) {
  std::vector<Band> bands;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    ObjectReader reader(items[i], place, problems, {"grade", "from", "to"});
    bands.push_back({reader.text("grade", 16), reader.score("from"), reader.score("to")});
    if (bands.back().to <= bands.back().from) reader.refuse("policy.band_empty", "to");
    for (std::size_t j = 0; j < i; ++j) {
      if (bands[j].grade == bands[i].grade) reader.refuse("policy.code_twice", "grade", {{"code", bands[i].grade}});
    }
  }
  std::stable_sort(bands.begin(), bands.end(), [](const Band& a, const Band& b) { return a.from < b.from; });
  const auto refuse = [&](const char* rule, Score at) {
    problems.push_back(refusal(rule, path.pointer(), {{"at", at.text()}}));
  };
  Score reached;
  for (const Band& band : bands) {
    if (band.from > reached) refuse("policy.bands_gap", reached);
    if (band.from < reached) refuse("policy.bands_overlap", band.from);
    reached = std::max(reached, band.to);
  }
  if (reached < full_score) refuse("policy.bands_gap", reached);
  return bands;
}

FeeRule read_fee(const Json& value, const Path& path, Problems& problems, const std::vector<Band>& bands) {
  const Json* kind_member = value.find("kind");
  const std::string kind = kind_member && kind_member->is_string() ? kind_member->string() : "";
  FeeRule fee;
  ObjectReader reader = reader_of(kind, value, path, problems);
  if (!reader.is_object()) return fee;
  reader.choice("kind", {"none", "flat", "tiers", "base_performance", "per_point", "linear", "grades"});
  if (kind == "flat") read_flat(reader, fee);
  if (kind == "tiers") {
    fee.kind = FeeKind::tiers;
    read_tiers(reader, "tiers", false, fee, problems);
    const bool full = fee.tiers.empty() || (fee.tiers.front().part == Fraction(1) && fee.tiers.front().less == Money());
    if (!full) reader.refuse("policy.no_tier_in_full", "tiers");
  }
  if (kind == "grades") {
    fee.kind = FeeKind::grades;
    read_tiers(reader, "grades", true, fee, problems);
  }
  if (kind == "base_performance") read_base_performance(reader, fee);
  if (kind == "per_point") read_per_point(reader, fee);
  if (kind == "linear") read_linear(reader, fee);
  read_pass_grade(reader, fee, bands);
  read_order(reader, path, fee, problems);
  read_limits(reader, fee);
  return fee;
}

}  // namespace zhiheng::domain
