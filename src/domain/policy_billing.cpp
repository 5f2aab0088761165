// How and when what is owed is paid.
#include "domain/policy_parts.h"

namespace zhiheng::domain {

namespace {

void read_notice(const Json& value, const Path& path, Problems& problems, BillingRule& rule) {
  ObjectReader reader(value, path, problems, {"days", "day_kind"});
  rule.notice_days = static_cast<int>(reader.integer("days", 1, 60));
  rule.notice_working_days = reader.choice_or("day_kind", {"working", "calendar"}, "working") == "working";
}

void read_retention(const Json& value, const Path& path, Problems& problems, BillingRule& rule) {
  ObjectReader reader(value, path, problems, {"part", "months"});
  rule.retention = reader.fraction("part");
  if (rule.retention <= Fraction(0) || rule.retention > Fraction(1, 5)) {
    reader.refuse("document.out_of_range", "part",
                  {{"value", rule.retention.decimal()}, {"least", "0.0001"}, {"greatest", "0.2"}});
  }
  rule.retention_months = static_cast<int>(reader.integer("months", 1, 60));
}

}  // namespace

void read_billing(ObjectReader& reader, Policy& policy, Problems& problems) {
  if (!reader.member("billing")) return;
  const Path path(reader.path(), "billing");
  ObjectReader billing(*reader.member("billing"), path, problems, {"payment_days", "warn_days", "notice", "retention"});
  policy.billing.payment_days = static_cast<int>(billing.integer_or("payment_days", 1, 60, 30));
  policy.billing.warn_days = static_cast<int>(billing.integer_or("warn_days", 0, 30, 7));
  if (billing.has("notice")) read_notice(*billing.member("notice"), Path(path, "notice"), problems, policy.billing);
  if (billing.has("retention")) {
    read_retention(*billing.member("retention"), Path(path, "retention"), problems, policy.billing);
  }
}

}  // namespace zhiheng::domain
