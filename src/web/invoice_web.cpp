#include "web/invoice_web.h"

#include "domain/invoice.h"
#include "service/invoice_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string here(const Call& call) {
  return "/invoices/" + std::to_string(call.id());
}

std::string tone(const std::string& state) {
  return state == "accepted" ? "good" : state == "returned" ? "bad" : state == "reversed" ? "plain" : "warn";
}

bool is_nought(const std::string& amount) {
  return amount.empty() || amount == "0.00";
}

Json check_rows(const Call& call, const Json& invoice) {
  Json rows = Json::array();
  for (const Json& check : invoice.at("checks").items()) {
    const bool ok = check.at("ok").boolean(), known = check.at("known").boolean();
    const char* word = !known ? "web.invoice.check_unknown" : ok ? "web.invoice.check_ok" : "web.invoice.check_not_ok";
    rows.push(Json(Json::Object{{"check_name", call.words("web.invoice.check." + check.text_at("check"))},
                                {"check_word", call.words(word)},
                                {"check_tone", !known ? "plain"
                                               : ok   ? "good"
                                                      : "bad"}}));
  }
  return rows;
}

Json row_of(const Call& call, const Json& invoice) {
  Json row = Json::object();
  const std::string state = invoice.text_at("state");
  row.set("invoice_number", invoice.text_at("number")).set("invoice_href", "/invoices/" + invoice.text_at("id"));
  row.set("invoice_kind", choice_label("invoice_kind", invoice.text_at("kind"), call.language));
  row.set("invoice_day", invoice.text_at("issued_on"));
  row.set("invoice_rate", choice_label("invoice_rate", invoice.text_at("rate"), call.language));
  for (const char* key : {"gross", "net", "tax"}) {
    row.set(std::string("invoice_") + key, grouped_amount(invoice.text_at(key)));
  }
  row.set("invoice_state", choice_label("invoice_state", state, call.language)).set("invoice_tone", tone(state));
  return row;
}

Json red_rows(const Call& call, const Json& invoice) {
  Json rows = Json::array();
  if (invoice.text_at("kind") != "blue") return rows;
  for (const Json& red : rows_of(call, "invoice", {{"red_of", invoice.text_at("id")}}, 100).items()) {
    rows.push(row_of(call, red));
  }
  return rows;
}

void add_acts(const Call& call, const Json& invoice, Json& view) {
  const std::int64_t version = invoice.at("version").integer().value_or(0);
  const std::string state = invoice.text_at("state");
  view.set("here", here(call)).set("row_version", std::to_string(version));
  const bool may_see_accept = can(call, Action::accept_invoice, "invoice", call.id());
  Json accept = Json::array();
  if (may_see_accept && state == "entered") {
    accept.push(act_button(call, "web.invoice.accept", here(call) + "/accept", version,
                           service::may_accept_invoice(call.gate, call.actor, call.id())));
  }
  view.set("accept", std::move(accept));
  view.set("can_return", service::may_return_invoice(call.gate, call.actor, call.id()).ok());
  view.set("reason", call.field("reason"));
  const bool changes = service::may_change_invoice(call.gate, call.actor, call.id()).ok();
  view.set("edit_href", changes ? here(call) + "/edit" : std::string()).set("can_attach", changes);
  const bool red = invoice.text_at("kind") == "blue" && state == "accepted" &&
                   can(call, Action::edit_invoices, "invoice", call.id());
  view.set("red_href",
           red ? "/contracts/" + invoice.text_at("contract") + "/invoices/new?red_of=" + invoice.text_at("id")
               : std::string());
}

}  // namespace

Reply show_invoice(Call& call, const Problems& problems) {
  const auto invoice = service::read_invoice(call.gate, call.actor, call.id());
  if (!invoice) return refused(invoice.problems());
  const domain::Shape& shape = domain::invoice_shape();
  const std::string state = invoice->text_at("state");
  Json view = Json::object();
  view.set("page_title", call.words("stem.invoice") + " " + invoice->text_at("number"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.invoice"), "/invoices"), crumb(invoice->text_at("number"))}));
  view.set("invoice_title", invoice->text_at("number"));
  view.set("kind_word", choice_label("invoice_kind", invoice->text_at("kind"), call.language));
  view.set("is_red", invoice->text_at("kind") == "red");
  view.set("state_word", choice_label("invoice_state", state, call.language)).set("state_tone", tone(state));
  view.set("contract_label", invoice->text_at("contract_label"));
  view.set("contract_href", "/contracts/" + invoice->text_at("contract"));
  for (const char* key : {"gross", "net", "tax", "left"}) {
    view.set(std::string("sum_") + key, grouped_amount(invoice->text_at(key)));
  }
  view.set("rate_word", choice_label("invoice_rate", invoice->text_at("rate"), call.language));
  view.set("words", invoice->text_at("gross_in_words"));
  view.set("line_split", invoice->at("line_split").is_bool() && invoice->at("line_split").boolean());
  view.set("return_reason", state == "returned" ? invoice->text_at("return_reason") : std::string());
  const std::string needed = invoice->text_at("red_letter_needed");
  view.set("red_needed", is_nought(needed)
                             ? std::string()
                             : call.words("web.invoice.red_needed_short", {{"amount", grouped_amount(needed)}}));
  view.set("checks", check_rows(call, *invoice)).set("reds", red_rows(call, *invoice));
  view.set("file_name", invoice->text_at("file_name"));
  view.set("file_href", invoice->at("has_file").boolean() ? here(call) + "/file" : std::string());
  add_acts(call, *invoice, view);
  view.set("facts", facts_of(call, shape, *invoice)).set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_summary(shape, problems, call.language));
  return page("invoice/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json invoice_section(const Call& call, std::int64_t contract_id) {
  const auto all = service::invoices_of_contract(call.gate, call.actor, contract_id);
  if (!all) return Json::array();
  Json rows = Json::array();
  for (const Json& invoice : all->at("items").items()) rows.push(row_of(call, invoice));
  Json view = Json::object();
  view.set("invoice_rows", std::move(rows));
  for (const char* key : {"blue", "red", "net", "ceiling"}) {
    view.set(std::string("invoiced_") + key, grouped_amount(all->text_at(key)));
  }
  const std::string needed = all->text_at("red_letter_needed");
  view.set("red_letter_line", is_nought(needed) ? std::string()
                                                : call.words("web.invoice.red_needed",
                                                             {{"invoiced", grouped_amount(all->text_at("net"))},
                                                              {"payable", grouped_amount(all->text_at("ceiling"))},
                                                              {"amount", grouped_amount(needed)}}));
  const bool enters = can(call, Action::edit_invoices, "contract", contract_id);
  view.set("enter_href", enters ? "/contracts/" + std::to_string(contract_id) + "/invoices/new" : std::string());
  return view;
}

Reply download_invoice(Call& call) {
  auto file = service::read_invoice_file(call.gate, call.actor, call.id());
  if (!file) return refused(file.problems());
  return bytes_reply(std::move(file->bytes), file->media_type, file->file_name);
}

void add_invoice_pages(Router& router) {
  router.add({"GET", "/invoices/{id}", "invoice.show_page", [](Call& call) { return show_invoice(call, {}); }});
  router.add({"GET", "/invoices/{id}/file", "invoice.file_page", download_invoice});
}

void add_invoice_routes(Router& router) {
  add_invoice_api(router);
  add_invoice_pages(router);
  add_invoice_forms(router);
}

}  // namespace zhiheng::web
