#include "domain/expert_library_shapes.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

FieldMaker expert() {
  return reference_field("expert", "expert").read_only();
}

FieldMaker account(const std::string& key) {
  return reference_field(key, "account").column(key).read_only();
}

Shape part(const std::string& stem, const std::string& plural, std::vector<Field> fields) {
  return Shape{stem, plural, stem, "id", std::move(fields), true, false, "name"};
}

}  // namespace

const Shape& expert_qualification_shape() {
  static const Shape shape = part(
      "expert_qualification", "expert-qualifications",
      {expert(), text_field("name", 100).required(), text_field("number", 64), text_field("issuer", 100),
       date_field("issued_on"), date_field("expires_on"), choice_field("state", "qualification_state").read_only()});
  return shape;
}

const Shape& expert_remark_shape() {
  static const Shape shape =
      part("expert_remark", "expert-remarks",
           {expert(), choice_field("kind", "expert_remark_kind").required(), date_field("received_on").required(),
            text_field("said_by", 100), text_field("content", 1000).required(), text_field("evidence", 500),
            choice_field("state", "expert_remark_state").read_only(), text_field("answer", 1000).read_only(),
            account("recorded_by"), account("answered_by"), moment_field("answered_at")});
  return shape;
}

const Shape& expert_proposal_shape() {
  static const Shape shape =
      part("expert_proposal", "expert-proposals",
           {expert(), choice_field("kind", "expert_proposal_kind").read_only(),
            choice_field("state", "expert_proposal_state").read_only(), text_field("document", 4000).read_only(),
            text_field("reason", 500).read_only(), account("drafted_by"), flag_field("by_expert").read_only(),
            account("decided_by"), moment_field("decided_at"), text_field("decision_reason", 500).read_only()});
  return shape;
}

const Shape& expert_step_shape() {
  static const Shape shape = part(
      "expert_step", "expert-steps",
      {expert(), choice_field("step", "expert_step").read_only(),
       choice_field("from_stage", "expert_stage").read_only(), choice_field("to_stage", "expert_stage").read_only(),
       moment_field("at"), account("by_account"), text_field("by_name", 100).read_only(),
       text_field("reason", 500).read_only(), text_field("facts", 2000).read_only()});
  return shape;
}

const Shape& expert_part_shape() {
  static const Shape shape = part("expert_part", "expert-parts", {expert()});
  return shape;
}

const Shape& expert_assessment_shape() {
  static const Shape shape =
      part("expert_assessment", "expert-assessments",
           {expert(), integer_field("year", 2000, 2200).read_only(), choice_field("grade", "expert_grade").read_only(),
            choice_field("advice", "expert_advice").read_only(), text_field("document", 1'000'000).read_only(),
            choice_field("state", "expert_assessment_state").read_only(), account("drafted_by"),
            account("confirmed_by"), moment_field("confirmed_at")});
  return shape;
}

}  // namespace zhiheng::domain
