#include "domain/budget_unit.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& budget_unit_shape() {
  static const Shape shape{"budget_unit",
                           "budget-units",
                           "budget_unit",
                           "code",
                           {
                               reference_field("bureau", "bureau").fixed().filterable(),
                               code_field("code", 32).required().searchable().sortable(),
                               text_field("name", 100).required().searchable().sortable(),
                               uscc_field("uscc").searchable(),
                               text_field("contact", 50).searchable(),
                               text_field("phone", 32),
                               choice_field("status", "budget_unit_status").otherwise("active").filterable().sortable(),
                           },
                           true,
                           false,
                           "name"};
  return shape;
}

}  // namespace zhiheng::domain
