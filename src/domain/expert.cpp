#include "domain/expert.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& expert_shape() {
  static const Shape shape{"expert",
                           "experts",
                           "expert",
                           "code",
                           {
                               reference_field("bureau", "bureau").fixed().filterable(),
                               code_field("code", 32).required().searchable().sortable(),
                               text_field("name", 50).required().searchable().sortable(),
                               choice_field("category", "expert_category").required().filterable().sortable(),
                               text_field("employer", 100).searchable().sortable(),
                               text_field("title", 50),
                               text_field("phone", 32),
                               choice_field("status", "expert_status").otherwise("active").filterable().sortable(),
                           },
                           true,
                           false,
                           "name"};
  return shape;
}

}  // namespace zhiheng::domain
