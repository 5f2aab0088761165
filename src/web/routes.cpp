#include "web/routes.h"

#include "web/access_web.h"
#include "web/account_web.h"
#include "web/agency_record_web.h"
#include "web/agency_web.h"
#include "web/application.h"
#include "web/backup_web.h"
#include "web/billing_web.h"
#include "web/contract_basis.h"
#include "web/data_web.h"
#include "web/draw_web.h"
#include "web/expert_fee_web.h"
#include "web/expert_library_web.h"
#include "web/expert_web.h"
#include "web/heart_web.h"
#include "web/invoice_web.h"
#include "web/job_web.h"
#include "web/journal_web.h"
#include "web/letter_web.h"
#include "web/notice_web.h"
#include "web/objection_web.h"
#include "web/panel_life_web.h"
#include "web/payment_order_web.h"
#include "web/public_web.h"
#include "web/rating_web.h"
#include "web/record_web.h"
#include "web/recusal_web.h"
#include "web/statistics_web.h"
#include "web/system_web.h"
#include "web/upload_web.h"
#include "web/what_if_web.h"

namespace zhiheng::web {

namespace {

// Fees, money and what is known of the agencies that earn it.
void add_money_and_credit_routes(Router& router) {
  add_contract_basis_api(router);
  add_contract_basis_pages(router);
  add_billing_routes(router);
  add_agency_record_api(router);
  add_agency_record_pages(router);
  add_lead_change_routes(router);
  add_issued_record_routes(router);
  add_public_record_routes(router);
  add_invoice_routes(router);
  add_payment_order_routes(router);
  add_journal_api(router);
  add_journal_pages(router);
  add_what_if_routes(router);
  add_rating_api(router);
  add_rating_run_pages(router);
  add_rating_pages(router);
  add_agency_rating_pages(router);
  add_rating_act_pages(router);
}

}  // namespace

void add_all_routes(Router& router, const Metrics& metrics, const ApplicationOptions& options) {
  add_system_routes(router, metrics, options);
  add_session_routes(router);
  add_home_routes(router);
  add_search_routes(router);
  add_contract_api(router);
  add_scoring_api(router);
  add_money_api(router);
  add_year_api(router);
  add_record_api(router);
  add_contract_pages(router);
  add_engagement_pages(router);
  add_file_routes(router);
  add_upload_routes(router);
  add_agency_routes(router);
  add_evaluation_routes(router);
  add_panel_pages(router);
  add_panel_life_api(router);
  add_panel_life_pages(router);
  add_review_session_pages(router);
  add_recusal_api(router);
  add_recusal_pages(router);
  add_declaration_pages(router);
  add_sheet_pages(router);
  add_expert_pages(router);
  add_expert_api(router);
  add_expert_library_routes(router);
  add_viewer_page(router);
  add_statement_pages(router);
  add_policy_routes(router);
  add_account_routes(router);
  add_own_routes(router);
  add_security_routes(router);
  add_audit_routes(router);
  add_access_routes(router);
  add_job_routes(router);
  add_backup_routes(router);
  add_notice_routes(router);
  add_import_routes(router);
  add_report_routes(router);
  add_letter_routes(router, options.letters_folder);
  add_description_route(router);
  add_disclosure_routes(router);
  add_objection_api(router);
  add_objection_pages(router);
  add_objection_filing_pages(router);
  add_objection_review_pages(router);
  add_draw_routes(router);
  add_expert_fee_routes(router);
  add_public_routes(router);
  add_statistics_routes(router);
  add_reason_routes(router);
  add_money_and_credit_routes(router);
  add_record_pages(router);
}

}  // namespace zhiheng::web
