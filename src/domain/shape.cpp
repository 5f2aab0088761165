#include "domain/shape.h"

#include <array>
#include <map>

#include "domain/agency.h"
#include "domain/amendment.h"
#include "domain/budget_unit.h"
#include "domain/bureau.h"
#include "domain/contract.h"
#include "domain/declaration.h"
#include "domain/disclosure.h"
#include "domain/draw_life.h"
#include "domain/engagement.h"
#include "domain/expert.h"
#include "domain/expert_fee.h"
#include "domain/expert_library_shapes.h"
#include "domain/instalment.h"
#include "domain/lead_evaluator.h"
#include "domain/objection.h"
#include "domain/project.h"
#include "domain/relation.h"
#include "domain/review_session.h"
#include "domain/shape_listed.h"

namespace zhiheng::domain {

const Field* Shape::find(std::string_view key) const {
  for (const Field& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

const std::vector<const Shape*>& all_shapes() {
  static const std::vector<const Shape*> shapes{
      &bureau_shape(),         &budget_unit_shape(), &project_shape(),         &agency_shape(),
      &lead_evaluator_shape(), &expert_shape(),      &policy_shape(),          &contract_shape(),
      &engagement_shape(),     &instalment_shape(),  &amendment_shape(),       &deliverable_shape(),
      &panel_shape(),          &score_sheet_shape(), &result_shape(),          &statement_shape(),
      &payment_shape(),        &adjustment_shape(),  &account_shape(),         &disclosure_shape(),
      &draw_shape(),           &objection_shape(),   &relation_shape(),        &recusal_flag_shape(),
      &review_session_shape(), &expert_fee_shape(),  &expert_fee_line_shape(), &fee_scheme_shape()};
  return shapes;
}

const Shape* find_shape(std::string_view stem) {
  for (const Shape* shape : all_shapes()) {
    if (shape->stem == stem) return shape;
  }
  return nullptr;
}

const Shape* find_shape_by_plural(std::string_view plural) {
  for (const Shape* shape : all_shapes()) {
    if (shape->plural == plural) return shape;
  }
  return nullptr;
}

const std::vector<std::string>& choice_list(std::string_view list) {
  using List = std::vector<std::string>;
  static const std::map<std::string, List, std::less<>> lists{
      {"bureau_status", {"active", "closed"}},
      {"budget_unit_status", {"active", "closed"}},
      {"project_status", {"active", "closed"}},
      {"agency_status", {"active", "suspended", "removed"}},
      {"lead_evaluator_status", {"active", "left"}},
      {"expert_status", {"active", "suspended", "removed"}},
      {"account_status", {"active", "disabled"}},
      {"language", {"zh-CN", "en"}},
      {"agency_type",
       {"consulting_firm", "accounting_firm", "appraisal_firm", "law_firm", "research_institute", "university",
        "other"}},
      {"lead_evaluator_qualification",
       {"senior_title", "middle_title", "certified_accountant", "appraiser", "lawyer", "internal_auditor",
        "cost_engineer", "consulting_engineer", "other"}},
      {"expert_category", {"performance", "industry"}},
      {"object_kind",
       {"whole_department", "general_budget", "social_insurance", "policy_midterm", "government_purchase",
        "government_debt", "special_fund", "state_capital", "ppp", "other"}},
      {"procurement_method",
       {"open_tender", "competitive_consultation", "competitive_negotiation", "inquiry", "single_source",
        "framework_agreement", "direct_purchase"}},
      {"contract_state", {"active", "settled", "terminated"}},
      {"due_condition", {"signed", "plan_accepted", "report_accepted", "date"}},
      {"deliverable_kind", {"plan", "report"}},
      {"deliverable_state", {"received", "accepted", "returned"}},
      {"panel_state", {"open", "closed"}},
      {"review_session_state", {"planned", "cancelled"}},
      {"score_sheet_state", {"draft", "submitted", "returned", "locked"}},
      {"result_state", {"current", "superseded"}},
      {"statement_state", {"draft", "confirmed", "settled", "voided"}},
      {"payment_kind", {"payment", "refund"}},
      {"adjustment_state", {"draft", "confirmed", "voided"}},
      {"policy_state", {"draft", "approved", "retired"}},
      {"fee_scheme_state", {"draft", "approved", "retired"}},
      {"fee_method", {"hourly_steps", "half_day", "per_item", "fixed"}},
      {"fee_agreed", {"gross", "net"}},
      {"fee_residence", {"resident", "non_resident"}},
      {"expert_fee_state", {"draft", "confirmed", "paid", "voided"}},
      {"expert_fee_kind", {"review", "correspondence", "travel", "correction"}},
      {"expert_fee_part", {"day", "morning", "afternoon", "evening"}},
      {"disclosure_kind", {"quality_results", "agency_list"}},
      {"draw_state", {"prepared", "published", "committed", "revealed", "drawn", "void"}},
      {"draw_mode", {"commitments", "public_number"}},
      {"draw_hash", {"sm3", "sha256"}},
      {"disclosure_state", {"draft", "published", "withdrawn"}},
      {"objection_state",
       {"draft", "filed", "returned", "received", "prepared", "reviewing", "reviewed", "decided", "closed",
        "withdrawn"}},
      {"objection_outcome", {"upheld", "partly", "rejected"}},
      {"objection_ground",
       {"factual_error", "rule_misapplied", "procedure", "evidence_overlooked", "arithmetic", "recusal", "other"}},
      {"objection_remedy", {"points", "recount", "new_review", "delete_event"}},
      {"objection_return_ground", {"not_the_agency", "late", "unclear", "no_evidence", "not_contestable"}},
      {"relation_kind", typed_relations()},
      {"relation_source", {"bureau", "declared", "imported"}},
      {"party_kind", {"expert", "person", "employer", "agency", "budget_unit", "bureau", "contract", "engagement"}},
      {"recusal_rule",
       {"own_unit", "own_county", "evaluated_unit", "agency", "competitor", "kinship", "worked_on", "past_report",
        "declared"}},
      {"recusal_state", {"open", "handled", "dismissed"}},
      {"recusal_decision", {"handled", "dismissed"}},
      {"declarable_relation", declarable_relations()},
      {"recusal_found_by", {"declaration", "change", "job"}},
  };
  if (const List* of_experts = expert_choice_list(list)) return *of_experts;
  const auto found = lists.find(list);
  ensure(found != lists.end(), "a choice field names a list that exists");
  return found->second;
}

}  // namespace zhiheng::domain
