#include "web/page.h"

#include "service/notice_service.h"
#include "web/application.h"
#include "web/problem.h"
#include "web/session.h"
#include "web/template.h"

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

const std::vector<MenuGroup>& menu() {
  static const std::vector<MenuGroup> groups{
      {"web.menu.work",
       {{"web.menu.home", "/", {}},
        {"approval.title", "/approvals", Action::confirm_payment_order},
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
        {"stem.deduction_notice", "/deduction-notices", Action::see_statements},
        {"stem.retention", "/retentions", Action::see_payments},
        {"stem.payment_order", "/payment-orders", Action::see_payments},
        {"stem.payment_batch", "/payment-batches", Action::edit_payment_orders},
        {"stem.payment_batch", "/payment-batches", Action::confirm_payment_order},
        {"stem.bank_result", "/bank-results", Action::edit_payment_orders},
        {"stem.bank_result", "/bank-results", Action::confirm_payment_order},
        {"stem.agency_account", "/agency-accounts", Action::see_payments},
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
        {"stem.credit_event", "/credit-events", Action::see_ratings},
        {"stem.rating_objection", "/rating-objections", Action::see_ratings},
        {"rating.watch_list", "/watch-list", Action::try_policy},
        {"stem.consequence", "/consequences", Action::see_ratings},
        {"stem.commission_round", "/commission-rounds", Action::edit_ratings}}},
      {"web.menu.journal",
       {{"stem.journal_transaction", "/journal", Action::see_journal},
        {"web.menu.journal_balances", "/journal/balances", Action::see_journal},
        {"web.menu.journal_periods", "/journal/periods", Action::see_journal},
        {"stem.journal_correction", "/journal-corrections", Action::see_journal}}},
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
  return groups;
}

bool is_current(const std::string& path, const std::string& href) {
  return href == "/" ? path == "/" : path == href || path.starts_with(href + "/");
}

std::string roles_of(const Call& call) {
  std::string text;
  for (const domain::Role role : call.actor.roles) {
    text += (text.empty() ? "" : "、") + call.words("role." + std::string(domain::name_of(role)));
  }
  return text;
}

// The search over everything is for people with business data.
bool searches(const domain::Actor& actor) {
  return !domain::scope(actor, Action::see_contracts).nothing || !domain::scope(actor, Action::see_records).nothing;
}

void set_default(Json& view, const char* name, Json value) {
  if (!view.find(name)) view.set(name, std::move(value));
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

Json crumb(std::string label, std::string href) {
  // Names of its own: a part without a place must not take that of the page around it.
  return Json(Json::Object{{"label", std::move(label)}, {"crumb_href", std::move(href)}});
}

Json problem_list(const Problems& problems, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    list.push(Json(Json::Object{{"text", say(problem, language)}, {"field", problem.field}, {"rule", problem.rule}}));
  }
  return list;
}

std::string field_anchor(const std::string& field) {
  if (field.empty() || field == "/") return {};
  std::string anchor = "#field-" + field.substr(field.starts_with("/") ? 1 : 0);
  for (char& c : anchor) {
    if (c == '/' || c == '.') c = '-';
  }
  return anchor;
}

namespace {

// Each problem of the summary leads to its field.
void link_problems(Json& problems) {
  for (Json& problem : problems.items()) {
    if (!problem.find("field_href")) problem.set("field_href", field_anchor(problem.text_at("field")));
  }
}

// The page asks for its own parts again while somebody looks at it, but not the answer to a form.
std::string live_address(const Request& request, const Pairs& query) {
  if (request.method != "GET") return {};
  return request.path + (query.empty() ? "" : "?" + write_query(query));
}

// "" for nought: no badge then.
std::string unread_of(const Call& call) {
  const auto unread = service::NoticeService(call.gate).unread(call.actor);
  return unread && *unread > 0 ? std::to_string(*unread) : std::string();
}

void dress_for(Json& view, const Request& request, Language language, const Call* call) {
  if (!view.is_object()) view = Json::object();
  const bool signed_in = call && call->signed_in;
  const std::string* done = request.query_value("done");
  const std::string done_key = "web.done." + (done ? *done : std::string());
  set_default(view, "page_title", say("web.product", language));
  set_default(view, "page_crumbs", Json::array());
  set_default(view, "page_problems", Json::array());
  set_default(view, "page_theirs", Json::array());
  set_default(view, "page_theirs_intro", std::string());
  set_default(view, "page_lists", false);
  set_default(view, "page_desk", false);
  Json linked = view.at("page_problems");
  link_problems(linked);
  view.set("page_problems", std::move(linked));
  view.set("page_done", done && has_text(done_key, language) ? say(done_key, language) : std::string());
  view.set("page_signed_in", signed_in);
  view.set("page_actor", signed_in ? call->actor.display_name : std::string());
  view.set("page_roles", signed_in ? roles_of(*call) : std::string());
  view.set("page_notices", signed_in ? unread_of(*call) : std::string());
  // Only our own script asks for a fragment, and its tag must not change with the mask.
  const std::string secret = call ? call->csrf : std::string();
  view.set("page_csrf", request.header("Zhiheng-Fragment").empty() ? masked_secret(secret) : secret);
  view.set("page_account", signed_in ? std::to_string(call->actor.account_id) : std::string());
  view.set("page_searches", signed_in && searches(call->actor));
  view.set("page_menu", signed_in ? menu_of(*call) : Json::array());
  view.set("page_chinese", language == Language::zh);
  view.set("page_language", language == Language::zh ? "zh-CN" : "en");
  view.set("page_other_language", language == Language::zh ? "en" : "zh-CN");
  std::string here = request.method == "GET" ? request.path : "/";
  Pairs kept;
  for (const auto& pair : request.query) {
    if (pair.first != "done") kept.push_back(pair);
  }
  if (!kept.empty() && request.method == "GET") here += "?" + write_query(kept);
  view.set("page_language_href",
           std::string("/language?to=") + (language == Language::zh ? "en" : "zh") + "&next=" + percent_encode(here));
  view.set("page_live", live_address(request, kept));
  view.set("page_number", request.request_id);
}

}  // namespace

void dress(Json& view, const Call& call) {
  dress_for(view, call.request, call.language, &call);
}

Response problem_page(const Problems& problems, const Request& request, const Call* call, Language language) {
  Response response;
  response.status = http_status(leading_kind(problems));
  const std::string status = std::to_string(response.status);
  Json view = Json::object();
  view.set("page_title", say("web.status." + status, language));
  view.set("status_text", say("web.status." + status, language));
  view.set("status_hint", say("web.status_hint." + status, language));
  view.set("refusals", problem_list(problems, language));
  dress_for(view, request, language, call);
  response.content_type = "text/html; charset=utf-8";
  response.body = render("problem.html", view, language);
  if (response.status == 503) response.headers.emplace_back("Retry-After", "2");
  return response;
}

}  // namespace zhiheng::web
