// What can wait on the approval desk. A new kind is one entry here.
#include "service/agency_account_service.h"
#include "service/agency_record_service.h"
#include "service/approval_service.h"
#include "service/disclosure_service.h"
#include "service/expert_assessment_service.h"
#include "service/expert_fee_service.h"
#include "service/fee_scheme_service.h"
#include "service/invoice_service.h"
#include "service/journal_service.h"
#include "service/payment_order_service.h"
#include "service/policy_service.h"
#include "service/rating_service.h"
#include "service/retention_service.h"
#include "service/statement_service.h"
#include "service/termination_service.h"

namespace zhiheng::service {

namespace {

using domain::Action;
using domain::Actor;

using Act = Result<Json> (*)(Gate&, const Actor&, std::int64_t, std::int64_t);

// The answer of the single act is of no use to the desk; its refusal is.
std::function<Outcome(Gate&, const Actor&, std::int64_t, std::int64_t, Language)> only_outcome(Act act) {
  return [act](Gate& gate, const Actor& actor, std::int64_t id, std::int64_t version, Language) -> Outcome {
    const auto done = act(gate, actor, id, version);
    if (!done) return done.problems();
    return Done{};
  };
}

// What is decided either way waits here to be agreed to; who disagrees gives his reasons on its own page.
Outcome end_contract(Gate& gate, const Actor& actor, std::int64_t id, std::int64_t version, Language) {
  const auto done = decide_termination(gate, actor, id, version, Json::object().set("outcome", "terminate"));
  if (!done) return done.problems();
  return Done{};
}
Outcome accept_entry(Gate& gate, const Actor& actor, std::int64_t id, std::int64_t version, Language) {
  const auto done = review_record_item(gate, actor, id, version, Json::object().set("accept", true));
  if (!done) return done.problems();
  return Done{};
}
Outcome approve_lead(Gate& gate, const Actor& actor, std::int64_t id, std::int64_t version, Language) {
  const auto done = decide_lead_change(gate, actor, id, version, Json::object().set("approve", true));
  if (!done) return done.problems();
  return Done{};
}

Outcome confirm_fee(Gate& gate, const Actor& actor, std::int64_t id, std::int64_t version, Language language) {
  const auto done = confirm_expert_fee(gate, actor, id, version, language);
  if (!done) return done.problems();
  return Done{};
}

constexpr std::string_view statements =
    "SELECT x.id, x.version, x.number, a.name, x.payable_fen, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM statement x INNER JOIN agency a ON a.id = x.agency_id LEFT JOIN account u ON u.id = x.drafted_by "
    "WHERE x.state = 'draft'";
constexpr std::string_view adjustments =
    "SELECT x.id, x.version, s.number, x.reason, x.amount_fen, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM adjustment x INNER JOIN statement s ON s.id = x.statement_id LEFT JOIN account u ON u.id = x.drafted_by "
    "WHERE x.state = 'draft'";
constexpr std::string_view orders =
    "SELECT x.id, x.version, x.number, x.account_name, x.amount_fen, x.drafted_by, u.display_name, x.updated_at, "
    "x.bureau_id FROM payment_order x LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'draft'";
constexpr std::string_view bank_accounts =
    "SELECT x.id, x.version, x.account_name, x.number_shown, NULL, x.drafted_by, u.display_name, x.updated_at, "
    "x.bureau_id FROM agency_account x LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'entered'";
constexpr std::string_view payments =
    "SELECT x.id, x.version, x.voucher_number, c.number, x.amount_fen, x.booked_by, u.display_name, x.created_at, "
    "x.bureau_id FROM payment x INNER JOIN contract c ON c.id = x.contract_id LEFT JOIN account u ON u.id = "
    "x.booked_by "
    "WHERE x.order_id IS NULL AND x.countersigned_at IS NULL";
constexpr std::string_view invoices =
    "SELECT x.id, x.version, x.number, x.seller_name, x.gross_fen, x.entered_by, u.display_name, x.updated_at, "
    "x.bureau_id FROM invoice x LEFT JOIN account u ON u.id = x.entered_by WHERE x.state = 'entered'";
constexpr std::string_view corrections =
    "SELECT x.id, x.version, c.number, x.reason, NULL, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM journal_correction x INNER JOIN contract c ON c.id = x.contract_id LEFT JOIN account u ON u.id = "
    "x.drafted_by "
    "WHERE x.state = 'draft'";
constexpr std::string_view retentions =
    "SELECT x.id, x.version, c.number, a.name, x.amount_fen - x.kept_fen, x.drafted_by, u.display_name, x.updated_at, "
    "x.bureau_id FROM retention x INNER JOIN contract c ON c.id = x.contract_id INNER JOIN agency a ON a.id = "
    "x.agency_id LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'requested'";
constexpr std::string_view terminations =
    "SELECT x.id, x.version, c.number, a.name, x.fee_after_fen, x.drafted_by, u.display_name, x.updated_at, "
    "x.bureau_id FROM contract_termination x INNER JOIN contract c ON c.id = x.contract_id INNER JOIN agency a ON a.id "
    "= x.agency_id LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'draft'";
constexpr std::string_view contested_notices =
    "SELECT x.id, x.version, x.number, a.name, x.deduction_fen, x.drafted_by, u.display_name, x.updated_at, "
    "x.bureau_id FROM deduction_notice x INNER JOIN agency a ON a.id = x.agency_id LEFT JOIN account u ON u.id = "
    "x.drafted_by WHERE x.state = 'contested'";
// Who drafted the rating does not decide about it; who objected is told by the agency's name.
// Who drafted the contested rating does not decide; shown is who contests it.
constexpr std::string_view rating_objections =
    "SELECT x.id, x.version, x.number, a.name, NULL, x.drafted_by, u.display_name, x.filed_at, x.bureau_id "
    "FROM rating_objection x INNER JOIN agency a ON a.id = x.agency_id LEFT JOIN account u ON u.id = x.filed_by "
    "WHERE x.state = 'filed'";
constexpr std::string_view entries =
    "SELECT x.id, x.version, x.title, a.name, NULL, x.submitted_by, u.display_name, x.submitted_at, x.bureau_id "
    "FROM agency_record_item x INNER JOIN agency a ON a.id = x.agency_id LEFT JOIN account u ON u.id = x.submitted_by "
    "WHERE x.state = 'submitted'";
constexpr std::string_view lead_changes =
    "SELECT x.id, x.version, c.number, l.name, NULL, x.asked_by, u.display_name, x.asked_at, x.bureau_id "
    "FROM lead_change x INNER JOIN contract c ON c.id = x.contract_id INNER JOIN lead_evaluator l ON l.id = "
    "x.to_lead_id LEFT JOIN account u ON u.id = x.asked_by WHERE x.state = 'asked'";
constexpr std::string_view bills =
    "SELECT x.id, x.version, x.number, x.title, x.net_fen, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM expert_fee x LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'draft' AND EXISTS (SELECT 1 FROM "
    "expert_fee_line l WHERE l.fee_id = x.id) AND NOT EXISTS (SELECT 1 FROM expert_fee_line m WHERE m.fee_id = x.id "
    "AND "
    "m.unfinished = 1)";
constexpr std::string_view schemes =
    "SELECT x.id, x.version, x.title, x.code, NULL, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM fee_scheme x LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'draft'";
constexpr std::string_view assessments =
    "SELECT x.id, x.version, e.name, e.code, NULL, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM expert_assessment x INNER JOIN expert e ON e.id = x.expert_id LEFT JOIN account u ON u.id = x.drafted_by "
    "WHERE x.state = 'draft'";
constexpr std::string_view events =
    "SELECT x.id, x.version, x.code, a.name, NULL, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM credit_event x INNER JOIN agency a ON a.id = x.agency_id LEFT JOIN account u ON u.id = x.drafted_by "
    "WHERE x.state = 'recorded'";
constexpr std::string_view ratings =
    "SELECT x.id, x.version, CAST(x.fiscal_year AS CHAR(4)), p.title, NULL, x.drafted_by, u.display_name, "
    "x.updated_at, "
    "x.bureau_id FROM rating_run x INNER JOIN policy p ON p.id = x.policy_id LEFT JOIN account u ON u.id = "
    "x.drafted_by "
    "WHERE x.state = 'draft'";
constexpr std::string_view policies =
    "SELECT x.id, x.version, x.title, x.code, NULL, x.drafted_by, u.display_name, x.updated_at, x.bureau_id "
    "FROM policy x LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'draft'";
constexpr std::string_view disclosures =
    "SELECT x.id, x.version, x.title, CAST(x.fiscal_year AS CHAR(4)), NULL, x.drafted_by, u.display_name, "
    "x.updated_at, "
    "x.bureau_id FROM disclosure x LEFT JOIN account u ON u.id = x.drafted_by WHERE x.state = 'draft'";

}  // namespace

const std::vector<ApprovalKind>& approval_kinds() {
  static const std::vector<ApprovalKind> kinds{
      {"statement", Action::confirm_statement, "statements", statements, only_outcome(confirm_statement)},
      {"adjustment", Action::confirm_adjustment, "adjustments", adjustments, only_outcome(confirm_adjustment)},
      {"payment_order", Action::confirm_payment_order, "payment-orders", orders, only_outcome(confirm_payment_order),
       "confirm_payment_order"},
      {"agency_account", Action::confirm_payment_order, "agency-accounts", bank_accounts,
       only_outcome(check_agency_account), "check_agency_account"},
      {"payment", Action::countersign_payment, "payments", payments, only_outcome(countersign_payment),
       "countersign_payment"},
      {"invoice", Action::accept_invoice, "invoices", invoices, only_outcome(accept_invoice)},
      {"retention", Action::release_retention, "retentions", retentions, only_outcome(approve_release)},
      {"contract_termination", Action::terminate_contract, "terminations", terminations, end_contract,
       "decide_termination"},
      {"deduction_notice", Action::confirm_statement, "deduction-notices", contested_notices, {}},
      {"journal_correction", Action::confirm_correction, "journal-corrections", corrections,
       only_outcome(confirm_journal_correction), "confirm_journal_correction"},
      {"expert_fee", Action::confirm_expert_fees, "expert-fees", bills, confirm_fee},
      {"fee_scheme", Action::confirm_expert_fees, "fee-schemes", schemes, only_outcome(approve_fee_scheme)},
      {"expert_assessment", Action::approve_expert, "expert-assessments", assessments, only_outcome(confirm_assessment),
       "confirm_assessment"},
      {"credit_event", Action::decide_rating, "credit-events", events, only_outcome(confirm_credit_event)},
      {"rating_run", Action::publish_rating, "rating-runs", ratings, only_outcome(publish_rating_run)},
      {"rating_objection", Action::decide_rating, "rating-objections", rating_objections, {}},
      {"agency_record_item", Action::review_agency_record, "agency-record-items", entries, accept_entry,
       "review_record_item"},
      {"lead_change", Action::review_agency_record, "lead-changes", lead_changes, approve_lead, "decide_lead_change"},
      {"policy", Action::approve_policy, "policies", policies, only_outcome(approve_policy)},
      {"disclosure", Action::publish_disclosure, "disclosures", disclosures, only_outcome(publish_disclosure),
       "publish_disclosure"},
  };
  return kinds;
}

}  // namespace zhiheng::service
