#include "domain/lead_evaluator.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& lead_evaluator_shape() {
  static const Shape shape{
      "lead_evaluator",
      "lead-evaluators",
      "lead_evaluator",
      "code",
      {
          reference_field("bureau", "bureau").fixed().filterable(),
          reference_field("agency", "agency").required().fixed().filterable(),
          code_field("code", 32).required().searchable().sortable(),
          text_field("name", 50).required().searchable().sortable(),
          text_field("title", 50),
          choice_field("qualification", "lead_evaluator_qualification").otherwise("other").filterable(),
          text_field("certificate_number", 64).searchable(),
          integer_field("years_of_work", 0, 70).required().sortable(),
          choice_field("status", "lead_evaluator_status").otherwise("active").filterable().sortable(),
      },
      true,
      true,
      "name"};
  return shape;
}

Problems check_lead_evaluator(const Record& lead_evaluator, const std::string& agency_status, bool agency_is_new) {
  Problems problems;
  if (agency_is_new && agency_status != "active") {
    problems.push_back(refusal("lead_evaluator.agency_not_active", "/agency"));
  }
  const std::int64_t years = lead_evaluator.integer("years_of_work");
  if (lead_evaluator.text("status") == "active" && years < lead_evaluator_years) {
    problems.push_back(refusal("lead_evaluator.years_too_few", "/years_of_work",
                               {{"years", std::to_string(years)}, {"least", std::to_string(lead_evaluator_years)}}));
  }
  return problems;
}

}  // namespace zhiheng::domain
