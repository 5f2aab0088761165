// The rows of experts' fees as they are listed, read and exported.
#include "domain/expert_fee.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& expert_fee_shape() {
  static const Shape shape{
      "expert_fee",
      "expert-fees",
      "expert_fee",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("number", 32).read_only().searchable().sortable(),
       text_field("title", 200).read_only().searchable().sortable(),
       text_field("month", 7).read_only().filterable().sortable(),
       reference_field("scheme", "fee_scheme").read_only().filterable(),
       reference_field("panel", "panel").read_only().filterable(),
       choice_field("state", "expert_fee_state").read_only().filterable().sortable(),
       money_field("gross").read_only().sortable(), money_field("tax").read_only().sortable(),
       money_field("net").read_only().sortable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only(), moment_field("confirmed_at"),
       moment_field("paid_at"), reference_field("voided_by", "account").column("voided_by").read_only(),
       moment_field("voided_at"), text_field("void_reason", 500).read_only()},
      true,
      false,
      "number"};
  return shape;
}

// Without the matter: where an agency is hidden from the experts, so is the number of its contract.
const Shape& expert_fee_line_shape() {
  static const Shape shape{
      "expert_fee_line",
      "expert-fee-lines",
      "expert_fee_line",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("expert", "expert").read_only().filterable(),
       text_field("month", 7).read_only().filterable().sortable(),
       choice_field("kind", "expert_fee_kind").read_only().filterable(), date_field("worked_on").read_only().sortable(),
       choice_field("part", "expert_fee_part").read_only(), integer_field("quantity", 0, 100'000).read_only(),
       choice_field("title_level", "expert_title_level").read_only(), flag_field("unpayable").read_only().filterable(),
       text_field("reason", 500).read_only(), money_field("gross").read_only().sortable(),
       money_field("taxable").read_only(), integer_field("rate_percent", 0, 100).read_only(),
       money_field("tax").read_only().sortable(), money_field("net").read_only().sortable()},
      true,
      false,
      "month"};
  return shape;
}

}  // namespace zhiheng::domain
