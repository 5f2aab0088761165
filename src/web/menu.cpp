// The menu: what each kind of person finds at the side of every page, by what he may do.
#include "web/page.h"

namespace zhiheng::web {

namespace {

using domain::Action;

struct MenuItem {
  const char* key;
  const char* href;
  std::optional<Action> action;
  bool of_bureaus = false;  // lists in which only people of a bureau have rows
};
struct MenuGroup {
  const char* key;
  std::vector<MenuItem> items;
};

// Commissions, their money and what follows from them.
std::vector<MenuGroup> menu_of_work() {
  return {
      {"web.menu.work",
       {{"web.menu.home", "/", {}},
        {"approval.title", "/approvals", Action::confirm_payment_order},
        {"approval.title", "/approvals", Action::accept_invoice},
        {"web.menu.my_sheets", "/my-sheets", Action::fill_sheet},
        {"web.menu.objection_reviews", "/objection-reviews", Action::give_opinion},
        {"web.my_fees.title", "/my-fees", Action::fill_sheet},
        {"web.expert_library.my_file", "/my-expert-file", Action::edit_own_expert},
        {"me.title", "/me", {}}}},
      {"web.menu.commission",
       {{"web.menu.contracts", "/contracts", Action::see_contracts},
        {"web.menu.statements", "/statements", Action::see_statements},
        {"web.menu.payments", "/payments", Action::see_payments},
        {"web.due.title", "/dues", Action::see_payments},
        {"stems.deduction_notice", "/deduction-notices", Action::see_statements},
        {"stems.retention", "/retentions", Action::see_payments},
        {"stems.payment_order", "/payment-orders", Action::see_payments},
        {"stems.payment_batch", "/payment-batches", Action::edit_payment_orders},
        {"stems.payment_batch", "/payment-batches", Action::confirm_payment_order},
        {"stems.bank_result", "/bank-results", Action::edit_payment_orders},
        {"stems.bank_result", "/bank-results", Action::confirm_payment_order},
        {"stems.agency_account", "/agency-accounts", Action::see_payments},
        {"web.menu.invoices", "/invoices", Action::see_invoices},
        {"web.menu.objections", "/objections", Action::handle_objection},
        {"web.menu.objections", "/objections", Action::decide_objection},
        {"web.menu.objections", "/objections", Action::file_objection},
        {"web.menu.evaluations", "/evaluations", Action::see_evaluations},
        {"web.menu.disclosures", "/disclosures", Action::see_disclosures}}},
      {"rating.menu",
       {{"rating.title", "/ratings", Action::see_ratings},
        {"rating.own", "/my-rating", Action::contest_rating},
        {"stem.rating_run", "/rating-runs", Action::try_policy},
        {"stems.credit_event", "/credit-events", Action::see_ratings},
        {"stems.rating_objection", "/rating-objections", Action::see_ratings},
        {"rating.watch_list", "/watch-list", Action::try_policy},
        {"stems.consequence", "/consequences", Action::see_ratings},
        {"stems.commission_round", "/commission-rounds", Action::edit_ratings}}},
      {"web.menu.journal",
       {{"stem.journal_transaction", "/journal", Action::see_journal},
        {"web.menu.journal_balances", "/journal/balances", Action::see_journal},
        {"web.menu.journal_periods", "/journal/periods", Action::see_journal},
        {"stem.journal_correction", "/journal-corrections", Action::see_journal}}},
  };
}

// Experts, directories, rules and the house itself.
std::vector<MenuGroup> menu_of_house() {
  return {
      {"web.menu.panels",
       {{"web.menu.draws", "/draws", Action::see_draws},
        {"web.menu.review_sessions", "/review-sessions", Action::see_panels, true},
        {"statistics.menu", "/statistics", Action::see_statistics},
        {"statistics.menu_reasons", "/reason-checks", Action::see_statistics},
        {"stem.expert_fee", "/expert-fees", Action::see_expert_fees, true}}},
      {"web.menu.library",
       {{"web.menu.experts", "/experts", Action::see_records, true},
        {"web.expert_library.approvals", "/expert-approvals", Action::edit_experts, true},
        {"web.assessment.title", "/expert-assessments", Action::see_statistics, true},
        {"web.menu.relations", "/relations", Action::see_relations},
        {"web.menu.recusals", "/recusals", Action::see_relations},
        {"web.recusal.check", "/recusals/check", Action::see_relations}}},
      {"web.menu.base",
       {{"web.menu.agencies", "/agencies", Action::see_records},
        {"web.menu.lead_evaluators", "/lead-evaluators", Action::see_records},
        {"web.agency_record.title", "/agency-record", Action::edit_agency_record},
        {"stem.agency_record_item", "/agency-record-items", Action::see_agency_record},
        {"stem.lead_change", "/lead-changes", Action::see_agency_record},
        {"stem.issued_record", "/issued-records", Action::see_agency_record},
        {"web.issued_record.verify", "/records/verify", Action::see_agency_record},
        {"web.menu.budget_units", "/budget-units", Action::see_records, true},
        {"web.menu.projects", "/projects", Action::see_records, true},
        {"web.menu.bureaus", "/bureaus", Action::see_records, true}}},
      {"web.menu.rules",
       {{"web.menu.policies", "/policies", Action::see_policies},
        {"what_if.menu", "/what-if", Action::try_policy},
        {"stem.procurement_limit", "/procurement-limits", Action::see_procurement, true},
        {"stem.fee_rate", "/fee-rates", Action::see_procurement, true},
        {"stem.fee_scheme", "/fee-schemes", Action::see_expert_fees, true}}},
      {"web.menu.data",
       {{"web.menu.imports", "/imports", Action::import_workbook},
        {"web.menu.reports", "/reports", Action::export_report},
        {"letter.menu", "/letters", Action::see_history, true}}},
      {"web.menu.system",
       {{"web.menu.accounts", "/accounts", Action::see_accounts},
        {"security.title", "/security", Action::edit_security},
        {"audit.title", "/audit", Action::see_audit},
        {"web.menu.access", "/access", Action::see_access},
        {"web.menu.jobs", "/jobs", Action::see_jobs},
        {"web.menu.backups", "/backups", Action::make_backup}}},
  };
}

const std::vector<MenuGroup>& menu() {
  static const std::vector<MenuGroup> groups = [] {
    std::vector<MenuGroup> whole = menu_of_work(), house = menu_of_house();
    for (MenuGroup& group : house) whole.push_back(std::move(group));
    return whole;
  }();
  return groups;
}

bool is_current(const std::string& path, const std::string& href) {
  return href == "/" ? path == "/" : path == href || path.starts_with(href + "/");
}

}  // namespace

Json menu_of(const Call& call) {
  Json groups = Json::array();
  for (const MenuGroup& group : menu()) {
    Json items = Json::array();
    for (const MenuItem& item : group.items) {
      if (item.action) {
        const domain::Scope reach = domain::scope(call.actor, *item.action);
        if (reach.nothing || (item.of_bureaus && !reach.everything && reach.bureaus.empty())) continue;
      }
      // One place may be named for several actions; it stands in the menu once.
      if (!items.items().empty() && items.items().back().text_at("href") == item.href) continue;
      items.push(Json(Json::Object{{"label", call.words(item.key)},
                                   {"href", item.href},
                                   {"current", is_current(call.request.path, item.href)}}));
    }
    if (items.items().empty()) continue;
    groups.push(Json(Json::Object{{"group_label", call.words(group.key)}, {"items", std::move(items)}}));
  }
  return groups;
}

}  // namespace zhiheng::web
