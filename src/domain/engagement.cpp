#include "domain/engagement.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& engagement_shape() {
  static const Shape shape{"engagement",
                           "engagements",
                           "engagement",
                           "code",
                           {
                               reference_field("bureau", "bureau").read_only().filterable(),
                               reference_field("agency", "agency").read_only().filterable(),
                               reference_field("contract", "contract").read_only().filterable(),
                               code_field("code", 32).required().searchable().sortable(),
                               text_field("name", 200).required().searchable().sortable(),
                               reference_field("budget_unit", "budget_unit").filterable(),
                               reference_field("project", "project").filterable(),
                               choice_field("object_kind", "object_kind").required().filterable().sortable(),
                               money_field("fee").required().sortable(),
                               date_field("plan_due_on").sortable(),
                               date_field("report_due_on").sortable(),
                               money_field("fixed_deduction"),
                               text_field("fixed_deduction_reason", 500),
                           },
                           true,
                           true,
                           "code"};
  return shape;
}

}  // namespace zhiheng::domain
