#include "domain/shape.h"

#include <array>

#include "domain/agency.h"
#include "domain/agency_record.h"
#include "domain/agency_rating.h"
#include "domain/amendment.h"
#include "domain/budget_unit.h"
#include "domain/bureau.h"
#include "domain/contract.h"
#include "domain/deduction_notice.h"
#include "domain/disclosure.h"
#include "domain/draw_life.h"
#include "domain/engagement.h"
#include "domain/expert.h"
#include "domain/expert_fee.h"
#include "domain/instalment.h"
#include "domain/invoice.h"
#include "domain/journal.h"
#include "domain/lead_evaluator.h"
#include "domain/objection.h"
#include "domain/payment_order.h"
#include "domain/procurement_limit.h"
#include "domain/project.h"
#include "domain/relation.h"
#include "domain/retention.h"
#include "domain/review_session.h"
#include "domain/shape_listed.h"
#include "domain/termination.h"

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
      &payment_shape(),        &agency_account_shape(), &payment_batch_shape(), &payment_order_shape(),
      &bank_result_shape(),    &adjustment_shape(),  &account_shape(),         &disclosure_shape(),
      &draw_shape(),           &objection_shape(),   &relation_shape(),        &recusal_flag_shape(),
      &review_session_shape(), &expert_fee_shape(),  &expert_fee_line_shape(), &fee_scheme_shape(), &invoice_shape(), &credit_event_shape(), &rating_run_shape(), &rating_shape(), &rating_objection_shape(), &consequence_shape(), &commission_round_shape(), &procurement_limit_shape(), &fee_rate_shape(), &termination_shape(),
      &agency_record_item_shape(), &issued_record_shape(), &lead_change_shape(), &deduction_notice_shape(), &retention_shape(), &journal_transaction_shape(), &journal_correction_shape()};
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

}  // namespace zhiheng::domain
