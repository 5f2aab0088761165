#include "domain/instalment.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& instalment_shape() {
  static const Shape shape{"instalment",
                           "instalments",
                           "instalment",
                           "sequence",
                           {
                               reference_field("bureau", "bureau").read_only().filterable(),
                               reference_field("agency", "agency").read_only().filterable(),
                               reference_field("contract", "contract").read_only().filterable(),
                               integer_field("sequence", 1, 99).required().sortable(),
                               text_field("name", 100).required().searchable(),
                               choice_field("due_condition", "due_condition").otherwise("date").filterable(),
                               date_field("due_on").sortable(),
                               money_field("amount").required().sortable(),
                           },
                           true,
                           true,
                           "name"};
  return shape;
}

}  // namespace zhiheng::domain
