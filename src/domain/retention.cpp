#include "domain/retention.h"

#include <algorithm>

#include "domain/choice_words.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& retention_shape() {
  static const Shape shape{
      "retention",
      "retentions",
      "retention",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       reference_field("contract", "contract").read_only().filterable(),
       reference_field("statement", "statement").read_only(),
       choice_field("state", "retention_state").read_only().filterable().sortable(),
       money_field("amount").read_only().sortable(), money_field("kept").read_only(),
       date_field("held_on").read_only().sortable(), date_field("release_due_on").read_only().sortable(),
       text_field("reason", 500).read_only().searchable(), text_field("evidence", 2000).read_only(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only(),
       date_field("released_on").read_only()},
      true,
      true,
      "release_due_on"};
  return shape;
}

Money retained_of(const BillingRule& rule, Money fee, Money payable) {
  return std::min(fee.times(rule.retention), std::max(payable, Money()));
}

Outcome request_release(const Retention& retention, Money kept, std::string_view reason, std::string_view evidence,
                        Date today) {
  if (!retention.is_held()) {
    return refusal(Kind::conflict, "retention.not_held", {}, state_words("retention_state", retention.state));
  }
  Problems problems;
  if (evidence.empty()) problems.push_back(refusal("retention.evidence_missing", "/evidence"));
  if (kept < Money() || kept > retention.amount) {
    problems.push_back(refusal("retention.kept_over_amount", "/kept", {{"amount", retention.amount.text()}}));
  } else if (kept > Money() && reason.empty()) {
    problems.push_back(refusal("retention.kept_without_reason", "/reason"));
  }
  if (today < retention.release_due_on && reason.empty()) {
    problems.push_back(
        refusal("retention.early_without_reason", "/reason", {{"release_due_on", retention.release_due_on.text()}}));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome approve_release(const Retention& retention, std::int64_t account_id, Date today) {
  if (retention.state != "requested") {
    return refusal(Kind::conflict, "retention.not_requested", {}, state_words("retention_state", retention.state));
  }
  if (retention.drafted_by == account_id) return refusal(Kind::forbidden, "access.four_eyes");
  if (today < retention.release_due_on && retention.reason.empty()) {
    return refusal("retention.early_without_reason", "/reason", {{"release_due_on", retention.release_due_on.text()}});
  }
  return Done{};
}

Outcome reject_release(const Retention& retention, std::string_view reason) {
  if (retention.state != "requested") {
    return refusal(Kind::conflict, "retention.not_requested", {}, state_words("retention_state", retention.state));
  }
  if (reason.empty()) return refusal("retention.reject_reason_missing", "/reason");
  return Done{};
}

}  // namespace zhiheng::domain
