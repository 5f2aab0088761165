#include "domain/amendment.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& amendment_shape() {
  static const Shape shape{"amendment",
                           "amendments",
                           "amendment",
                           "sequence",
                           {
                               reference_field("bureau", "bureau").read_only().filterable(),
                               reference_field("agency", "agency").read_only().filterable(),
                               reference_field("contract", "contract").read_only().filterable(),
                               integer_field("sequence", 1, 99).read_only().sortable(),
                               choice_field("kind", "amendment_kind").otherwise("agreement").read_only(),
                               code_field("number", 64),
                               date_field("signed_on").required().sortable(),
                               money_field("change").read_only().sortable(),
                               text_field("reason", 500).required().searchable(),
                           },
                           true,
                           true,
                           "sequence"};
  return shape;
}

}  // namespace zhiheng::domain
