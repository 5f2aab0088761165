#include <algorithm>

#include "domain/policy_parts.h"

namespace zhiheng::domain {

LatenessRule read_lateness(const Json& value, const Path& path, Problems& problems,
                           const std::vector<Component>& components) {
  ObjectReader reader(value, path, problems,
                      {"day_kind", "free_days", "rate_per_day", "cap", "documents", "days_add_up", "terminate_after",
                       "termination_unpaid"});
  LatenessRule rule;
  rule.working_days = reader.choice_or("day_kind", {"calendar", "working"}, "calendar") == "working";
  rule.free_days = static_cast<int>(reader.integer_or("free_days", 0, 365, 0));
  rule.rate_per_day = reader.fraction("rate_per_day");
  rule.cap = reader.fraction_or("cap", Fraction(1));
  if (rule.cap > Fraction(1)) reader.refuse("policy.part_over_one", "cap");
  const Path documents(path, "documents");
  const Json::Array& items = reader.array("documents");
  for (std::size_t i = 0; i < items.size(); ++i) {
    rule.documents.push_back(read_text_at(items[i], Path(documents, i), problems, 32));
    const bool known = std::any_of(components.begin(), components.end(),
                                   [&](const Component& c) { return c.code == rule.documents.back(); });
    if (!known) reader.refuse("component.unknown", "documents", {{"component", rule.documents.back()}});
  }
  rule.days_add_up = reader.flag_or("days_add_up", true);
  if (reader.has("terminate_after"))
    rule.terminate_after = static_cast<int>(reader.integer("terminate_after", 1, 3650));
  rule.termination_unpaid = reader.flag_or("termination_unpaid", false);
  return rule;
}

EventRule read_event(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(
      value, path, problems,
      {"code", "title", "effect", "adds", "points", "rate", "amount", "most_times", "evidence_required"});
  EventRule rule;
  rule.code = reader.text("code", 64);
  rule.title = reader.text("title");
  const std::string effect = reader.choice("effect", {"record", "points", "rate", "amount"});
  rule.adds = reader.flag_or("adds", false);
  for (const char* key : {"points", "rate", "amount"}) {
    if (effect != key && reader.member(key)) reader.refuse("policy.not_of_this_effect", key, {{"effect", effect}});
  }
  if (effect == "points") {
    rule.effect = EventEffect::points;
    rule.points = reader.score("points");
  } else if (effect == "rate") {
    rule.effect = EventEffect::rate;
    rule.rate = reader.fraction("rate");
    if (rule.rate > Fraction(1)) reader.refuse("policy.part_over_one", "rate");
  } else if (effect == "amount") {
    rule.effect = EventEffect::amount;
    rule.amount = reader.money("amount");
  }
  rule.most_times = static_cast<int>(reader.integer_or("most_times", 1, 999, 999));
  rule.evidence_required = reader.flag_or("evidence_required", true);
  return rule;
}

VetoRule read_veto(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"code", "title", "zero_score", "ends_contract", "barred_months"});
  VetoRule rule;
  rule.code = reader.text("code", 64);
  rule.title = reader.text("title");
  rule.zero_score = reader.flag_or("zero_score", false);
  rule.ends_contract = reader.flag_or("ends_contract", true);
  rule.barred_months = static_cast<int>(reader.integer_or("barred_months", 0, 600, 0));
  return rule;
}

RedoRule read_redo(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"most_rounds", "below", "pay_cap", "failed_unpaid"});
  RedoRule rule;
  rule.most_rounds = static_cast<int>(reader.integer_or("most_rounds", 1, 9, 1));
  rule.below = reader.score("below");
  rule.pay_cap = reader.fraction("pay_cap");
  if (rule.pay_cap > Fraction(1)) reader.refuse("policy.part_over_one", "pay_cap");
  rule.failed_unpaid = reader.flag_or("failed_unpaid", true);
  return rule;
}

}  // namespace zhiheng::domain
