#include "domain/expert_library_shapes.h"

#include <map>

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

const std::vector<std::string>* expert_choice_list(std::string_view list) {
  using List = std::vector<std::string>;
  static const std::map<std::string, List, std::less<>> lists{
      {"qualification_state", {"held", "withdrawn"}},
      {"expert_remark_kind", {"remark", "objection", "complaint"}},
      {"expert_remark_state", {"open", "founded", "unfounded"}},
      {"expert_proposal_kind", {"change", "renew", "suspend", "resume", "remove"}},
      {"expert_proposal_state", {"waiting", "approved", "refused", "withdrawn"}},
      {"expert_step",
       {"apply", "return", "resubmit", "approve", "decline", "take_over", "publish_notice", "appoint", "renew",
        "suspend", "resume", "remove", "reapply", "change"}},
      {"expert_grade", {"excellent", "qualified", "unqualified", "not_enough_data"}},
      {"expert_advice", {"none", "talk", "remove"}},
      {"expert_assessment_state", {"draft", "confirmed"}},
      {"expert_title_level", {"senior", "middle", "other"}},
      {"expert_source", {"recommended", "invited", "applied"}},
      {"expert_stage", {"applied", "returned", "approved", "noticed", "appointed", "suspended", "removed", "declined"}},
  };
  const auto found = lists.find(list);
  return found == lists.end() ? nullptr : &found->second;
}

}  // namespace zhiheng::domain
