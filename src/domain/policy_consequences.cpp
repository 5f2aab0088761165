#include <algorithm>

#include "domain/policy_parts.h"

namespace zhiheng::domain {

namespace {

// Tiers stand instead of one rate for all days; an amount for each day may stand alone.
void read_lateness_tiers(ObjectReader& reader, LatenessRule& rule, Problems& problems) {
  if (!reader.member("tiers")) {
    const bool by_amount = reader.member("amount_per_day") || reader.member("document_rates");
    if (!by_amount || reader.member("rate_per_day")) rule.rate_per_day = reader.fraction("rate_per_day");
    return;
  }
  if (reader.member("rate_per_day")) reader.refuse("policy.not_both", "rate_per_day", {{"other", "tiers"}});
  const Path path(reader.path(), "tiers");
  const Json::Array& items = reader.array("tiers");
  if (items.empty() && reader.member("tiers")->is_array()) {
    reader.refuse("document.missing_member", "tiers", {{"member", "tiers"}});
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    ObjectReader row(items[i], Path(path, i), problems, {"from_day", "rate", "rate_per_day"});
    LatenessTier tier;
    tier.from_day = static_cast<int>(row.integer("from_day", 1, 3650));
    tier.per_day = row.member("rate_per_day") != nullptr;
    tier.rate = row.fraction(tier.per_day ? "rate_per_day" : "rate");
    if (tier.per_day && row.member("rate")) row.refuse("policy.not_both", "rate", {{"other", "rate_per_day"}});
    if (tier.rate > Fraction(1)) row.refuse("policy.part_over_one", tier.per_day ? "rate_per_day" : "rate");
    const bool falls = !rule.tiers.empty() && tier.from_day <= rule.tiers.back().from_day;
    if (falls) row.refuse("policy.lateness_tiers_out_of_order", "from_day");
    if (!rule.tiers.empty() && tier.per_day != rule.tiers.back().per_day) {
      row.refuse("policy.lateness_tiers_mixed", tier.per_day ? "rate_per_day" : "rate");
    }
    rule.tiers.push_back(tier);
  }
}

void read_document_rates(ObjectReader& reader, LatenessRule& rule, Problems& problems) {
  const Json* rates = reader.member("document_rates");
  if (!rates) return;
  const Path path(reader.path(), "document_rates");
  if (!rule.each_document || !rule.tiers.empty()) reader.refuse("policy.only_each_document", "document_rates");
  if (!rates->is_object()) {
    reader.refuse("document.wrong_type", "document_rates", {{"expected", "object"}});
    return;
  }
  for (const JsonMember& member : rates->members()) {
    if (std::find(rule.documents.begin(), rule.documents.end(), member.key) == rule.documents.end()) {
      problems.push_back(refusal("component.unknown", Path(path, member.key).pointer(), {{"component", member.key}}));
    }
  }
  Problems named;  // its members are the documents, not names that a reader knows
  ObjectReader values(*rates, path, named, {});
  named.clear();
  for (const JsonMember& member : rates->members()) {
    rule.document_rates.emplace_back(member.key, values.fraction(member.key));
  }
  problems.insert(problems.end(), named.begin(), named.end());
}

}  // namespace

LatenessRule read_lateness(const Json& value, const Path& path, Problems& problems,
                           const std::vector<Component>& components) {
  ObjectReader reader(value, path, problems,
                      {"day_kind", "free_days", "rate_per_day", "tiers", "amount_per_day", "each_document",
                       "document_rates", "cap", "documents", "days_add_up", "terminate_after", "termination_unpaid"});
  LatenessRule rule;
  rule.working_days = reader.choice_or("day_kind", {"calendar", "working"}, "calendar") == "working";
  rule.free_days = static_cast<int>(reader.integer_or("free_days", 0, 365, 0));
  rule.amount_per_day = reader.money_or("amount_per_day", Money());
  rule.each_document = reader.flag_or("each_document", false);
  read_lateness_tiers(reader, rule, problems);
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
  read_document_rates(reader, rule, problems);
  rule.days_add_up = reader.flag_or("days_add_up", true);
  if (reader.has("terminate_after"))
    rule.terminate_after = static_cast<int>(reader.integer("terminate_after", 1, 3650));
  rule.termination_unpaid = reader.flag_or("termination_unpaid", false);
  return rule;
}

EventRule read_event(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems,
                      {"code", "title", "effect", "adds", "points", "rate", "amount", "of", "most_times", "free_times",
                       "evidence_required"});
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
  rule.of_contract = reader.choice_or("of", {"engagement", "contract"}, "engagement") == "contract";
  if (effect != "rate" && reader.member("of")) reader.refuse("policy.not_of_this_effect", "of", {{"effect", effect}});
  rule.most_times = static_cast<int>(reader.integer_or("most_times", 1, 999, 999));
  rule.free_times = static_cast<int>(reader.integer_or("free_times", 0, 999, 0));
  rule.evidence_required = reader.flag_or("evidence_required", true);
  return rule;
}

VetoRule read_veto(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems,
                      {"code", "title", "zero_score", "ends_contract", "barred_months", "deduct"});
  VetoRule rule;
  rule.code = reader.text("code", 64);
  rule.title = reader.text("title");
  rule.zero_score = reader.flag_or("zero_score", false);
  rule.ends_contract = reader.flag_or("ends_contract", true);
  rule.barred_months = static_cast<int>(reader.integer_or("barred_months", 0, 600, 0));
  rule.deduct = reader.fraction_or("deduct", Fraction(1));
  if (rule.deduct > Fraction(1)) reader.refuse("policy.part_over_one", "deduct");
  return rule;
}

EventLimits read_event_limits(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"most_added", "most_taken", "most_deducted", "most_score"});
  EventLimits limits;
  if (reader.has("most_added")) limits.most_added = reader.score("most_added");
  if (reader.has("most_taken")) limits.most_taken = reader.score("most_taken");
  if (reader.has("most_deducted")) {
    limits.most_deducted = reader.fraction("most_deducted");
    if (*limits.most_deducted > Fraction(1)) reader.refuse("policy.part_over_one", "most_deducted");
  }
  if (reader.has("most_score")) {
    const Fraction most = reader.fraction("most_score", 2);
    const bool possible = most >= Fraction(100) && most <= Fraction(120);
    if (!possible) reader.refuse("score.out_of_range", "most_score", {{"value", most.decimal()}});
    if (possible) limits.most_score = Score::hundredths(static_cast<std::int32_t>(most.scaled(2, Rounding::down)));
  }
  return limits;
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
