// The fields of what belongs to an expert's file: qualifications, remarks, proposals, steps, assessments. They are no
// records of their own lists; services and pages read and show them by these shapes.
#pragma once

#include "domain/shape.h"

namespace zhiheng::domain {

const Shape& expert_qualification_shape();
const Shape& expert_remark_shape();
const Shape& expert_proposal_shape();
const Shape& expert_step_shape();
const Shape& expert_assessment_shape();
// Whatever belongs to an expert, for the label of whom it belongs to.
const Shape& expert_part_shape();

// The values of a choice list of experts' files, null for another list; for domain::choice_list.
const std::vector<std::string>* expert_choice_list(std::string_view list);

}  // namespace zhiheng::domain
