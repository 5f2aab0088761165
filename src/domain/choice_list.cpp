// The values that choice fields may hold; their texts are choice.<list>.<value>.
#include <map>

#include "domain/agency_rating.h"
#include "domain/commission_type.h"
#include "domain/declaration.h"
#include "domain/expert_library_shapes.h"
#include "domain/relation.h"
#include "domain/shape.h"

namespace zhiheng::domain {

namespace {

using Lists = std::map<std::string, std::vector<std::string>, std::less<>>;

const Lists& lists_of_contracts() {
  static const Lists lists{
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
      {"fee_basis", {"lump_sum", "person_day", "amount_progression", "per_item"}},
      {"fee_rate_basis", {"person_day", "amount_progression", "per_item"}},
      {"bond_form", {"none", "bank_guarantee", "insurance", "cheque"}},
      {"amendment_kind", {"agreement", "termination"}},
      {"termination_ground", {"agreed", "breach", "veto", "force_majeure", "lateness"}},
      {"termination_outcome", {"terminate", "refuse"}},
      {"termination_state", {"draft", "decided", "refused", "withdrawn"}},
      {"due_condition", {"signed", "plan_accepted", "report_accepted", "date"}},
      {"deliverable_kind", {"plan", "report"}},
      {"deliverable_state", {"received", "accepted", "returned"}},
      {"result_state", {"current", "superseded"}},
      {"statement_state", {"draft", "confirmed", "settled", "voided"}},
      {"payment_kind", {"payment", "refund"}},
      {"deduction_notice_state", {"sent", "accepted", "contested", "expired", "decided", "withdrawn"}},
      {"deduction_answer", {"accepted", "contested"}},
      {"deduction_decision", {"kept", "redraw"}},
      {"retention_state", {"held", "requested", "released", "kept", "dropped"}},
      {"adjustment_state", {"draft", "confirmed", "voided"}},
      {"order_purpose", {"instalment", "final", "retention"}},
      {"order_state", {"draft", "confirmed", "sent", "paid", "failed", "cancelled"}},
      {"agency_account_state", {"entered", "checked", "retired"}},
      {"policy_state", {"draft", "approved", "retired"}},
      {"journal_kind",
       {"commitment", "amendment", "payment", "statement", "retention", "adjustment", "refund", "release", "reversal"}},
      {"journal_correction_state", {"draft", "confirmed", "dropped"}},
      {"disclosure_kind", {"quality_results", "agency_list", "ratings"}},
      {"invoice_kind", {"blue", "red"}},
      {"invoice_rate", {"6", "3", "1", "0", "exempt"}},
      {"invoice_state", {"entered", "accepted", "returned", "reversed"}},
      {"disclosure_state", {"draft", "published", "withdrawn"}},
  };
  return lists;
}

const Lists& lists_of_reviews() {
  static const Lists lists{
      {"panel_state", {"open", "closed"}},
      {"review_session_state", {"planned", "cancelled"}},
      {"score_sheet_state", {"draft", "submitted", "returned", "locked"}},
      {"fee_scheme_state", {"draft", "approved", "retired"}},
      {"fee_method", {"hourly_steps", "half_day", "per_item", "fixed"}},
      {"fee_agreed", {"gross", "net"}},
      {"fee_residence", {"resident", "non_resident"}},
      {"expert_fee_state", {"draft", "confirmed", "paid", "voided"}},
      {"expert_fee_kind", {"review", "correspondence", "travel", "correction"}},
      {"expert_fee_part", {"day", "morning", "afternoon", "evening"}},
      {"draw_state", {"prepared", "published", "committed", "revealed", "drawn", "void"}},
      {"draw_mode", {"commitments", "public_number"}},
      {"draw_hash", {"sm3", "sha256"}},
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
  return lists;
}

const Lists& lists_of_records() {
  static const Lists lists{
      {"record_group",
       {"agency", "legal_representative", "lead_evaluator", "branch", "cooperating_expert", "staff", "achievement",
        "credit_item"}},
      {"agency_record_item_state", {"entered", "submitted", "returned", "accepted", "superseded", "dropped"}},
      {"record_identity_kind", {"identity_card", "passport", "other"}},
      {"record_education", {"doctor", "master", "bachelor", "college", "other"}},
      {"record_title_level", {"senior", "middle", "junior", "none"}},
      {"record_credit_sort", {"reward", "penalty", "dishonesty", "opinion"}},
      {"lead_change_state", {"asked", "approved", "refused", "withdrawn"}},
  };
  return lists;
}

}  // namespace

const std::vector<std::string>& choice_list(std::string_view list) {
  if (const std::vector<std::string>* of_experts = expert_choice_list(list)) return *of_experts;
  if (const std::vector<std::string>* of_ratings = rating_choice_list(list)) return *of_ratings;
  if (list == "commission_type") return commission_codes();
  for (const Lists* lists : {&lists_of_contracts(), &lists_of_reviews(), &lists_of_records()}) {
    if (const auto found = lists->find(list); found != lists->end()) return found->second;
  }
  throw Defect("a choice field names a list that exists");
}

}  // namespace zhiheng::domain
