#include "domain/expert.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& expert_shape() {
  static const Shape shape{
      "expert",
      "experts",
      "expert",
      "code",
      {
          reference_field("bureau", "bureau").fixed().filterable(),
          code_field("code", 32).required().searchable().sortable(),
          text_field("name", 50).required().searchable().sortable(),
          choice_field("category", "expert_category").required().filterable().sortable(),
          text_field("fields", 400),
          text_field("field_note", 200).searchable(),
          text_field("title", 50),
          choice_field("title_level", "expert_title_level").otherwise("other").filterable(),
          text_field("employer", 100).searchable().sortable(),
          reference_field("employer_unit", "budget_unit"),
          reference_field("employer_agency", "agency"),
          code_field("region", 12).filterable().sortable(),
          integer_field("birth_year", 0, 2100),
          integer_field("work_years", 0, 70),
          text_field("phone", 32),
          text_field("email", 200),
          choice_field("source", "expert_source").otherwise("invited").filterable(),
          text_field("recommended_by", 100),
          flag_field("payable").filterable(),
          code_field("certificate_number", 64).searchable(),
          date_field("term_from"),
          date_field("term_until").sortable(),
          choice_field("stage", "expert_stage").otherwise("appointed").filterable().sortable().read_only(),
          choice_field("status", "expert_status").otherwise("active").filterable().sortable().read_only(),
      },
      true,
      false,
      "name"};
  return shape;
}

}  // namespace zhiheng::domain
