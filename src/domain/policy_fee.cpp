#include <algorithm>

#include "domain/policy_parts.h"

namespace zhiheng::domain {
namespace {

void read_flat(ObjectReader& reader, FeeRule& fee) {
  fee.kind = FeeKind::flat;
  fee.line = reader.score("line");
  fee.full_at_line = reader.choice_or("at_line", {"full", "deduct"}, "full") == "full";
  fee.deduct = reader.fraction("deduct");
  if (fee.deduct > Fraction(1)) reader.refuse("policy.part_over_one", "deduct");
}

// Tiers and grades share a table: highest `from` first, falling, down to nought, parts never rising.
void read_tiers(ObjectReader& reader, std::string_view key, bool bonus_allowed, FeeRule& fee, Problems& problems) {
  const Path path(reader.path(), key);
  const Json::Array& items = reader.array(key);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    ObjectReader row(items[i], place, problems, {"from", "part"});
    Tier tier{row.score("from"), row.fraction("part")};
    if (tier.part > Fraction(bonus_allowed ? 2 : 1)) row.refuse("policy.part_over_one", "part");
    if (!fee.tiers.empty() && tier.from >= fee.tiers.back().from) row.refuse("policy.tiers_out_of_order", "from");
    if (!fee.tiers.empty() && tier.part > fee.tiers.back().part) row.refuse("policy.tiers_pay_more_for_less", "part");
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
  const auto reader_for = [&](std::initializer_list<std::string_view> known) {
    return ObjectReader(value, path, problems, known);
  };
  FeeRule fee;
  ObjectReader reader =
      kind == "flat"               ? reader_for({"kind", "order", "line", "at_line", "deduct", "pass_grade"})
      : kind == "tiers"            ? reader_for({"kind", "order", "tiers", "pass_grade"})
      : kind == "grades"           ? reader_for({"kind", "order", "grades", "pass_grade"})
      : kind == "base_performance" ? reader_for({"kind", "order", "base", "performance", "pass_grade"})
      : kind == "per_point"
          ? reader_for({"kind", "order", "from", "rate", "cap", "parts_of_a_point_count", "pass_grade"})
      : kind == "linear" ? reader_for({"kind", "order", "full", "zero", "pass_grade"})
                         : reader_for({"kind", "order", "pass_grade"});
  if (!reader.is_object()) return fee;
  reader.choice("kind", {"none", "flat", "tiers", "base_performance", "per_point", "linear", "grades"});
  if (kind == "flat") read_flat(reader, fee);
  if (kind == "tiers") {
    fee.kind = FeeKind::tiers;
    read_tiers(reader, "tiers", false, fee, problems);
    if (!fee.tiers.empty() && !(fee.tiers.front().part == Fraction(1)))
      reader.refuse("policy.no_tier_in_full", "tiers");
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
  return fee;
}

}  // namespace zhiheng::domain
