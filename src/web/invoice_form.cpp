// The forms of invoices: entered, changed, accepted, returned, and the file that goes with one.
#include "domain/invoice.h"
#include "service/invoice_service.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/invoice_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* text_keys[] = {"kind",       "red_of",      "number",      "issued_on", "buyer_name",
                                     "buyer_uscc", "seller_name", "seller_uscc", "item",      "rate",
                                     "gross",      "net",         "tax",         "remark"};

std::string here(const Call& call) {
  return "/invoices/" + std::to_string(call.id());
}

Options choices(const Call& call, const std::string& list) {
  Options options;
  for (const std::string& value : domain::choice_list(list)) {
    options.emplace_back(value, choice_label(list, value, call.language));
  }
  return options;
}

Options blue_options(const Call& call, const Json& invoices) {
  Options options{{"", call.words("web.invoice.no_blue")}};
  for (const Json& one : invoices.at("items").items()) {
    if (one.text_at("kind") != "blue" || one.text_at("state") != "accepted") continue;
    options.emplace_back(one.text_at("id"), one.text_at("number") + " · " + grouped_amount(one.text_at("gross")));
  }
  return options;
}

Json fields_of(const Call& call, const Json& values, const Json& invoices, const Problems& problems) {
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required, Options options = {}, bool yuan = false) {
    PlainField field{key,
                     field_label("invoice", key, call.language),
                     type,
                     values.text_at(key),
                     required,
                     std::move(options),
                     yuan ? call.words("web.unit.in_yuan") : ""};
    fields.push(plain_field(field, problems, call.language));
  };
  add("kind", "choice", true, choices(call, "invoice_kind"));
  add("red_of", "choice", false, blue_options(call, invoices));
  add("number", "text", true);
  add("issued_on", "date", true);
  add("buyer_name", "text", true);
  add("buyer_uscc", "text", false);
  add("seller_name", "text", true);
  add("seller_uscc", "text", true);
  add("item", "text", true);
  add("rate", "choice", true, choices(call, "invoice_rate"));
  add("gross", "number", true, {}, true);
  add("net", "number", false, {}, true);
  add("tax", "number", false, {}, true);
  add("line_split", "choice", false,
      {{"", call.words("web.invoice.split_once")}, {"1", call.words("web.invoice.split_by_line")}});
  add("remark", "area", false);
  return fields;
}

Reply form_page(Call& call, std::int64_t contract_id, std::int64_t id, const Json& values, const std::string& version,
                const Problems& problems) {
  const auto invoices = service::invoices_of_contract(call.gate, call.actor, contract_id);
  if (!invoices) return refused(invoices.problems());
  const std::string contract = "/contracts/" + std::to_string(contract_id);
  const std::string title =
      call.words(id == 0 ? "web.form.new_title" : "web.form.change_title", {{"stem", call.words("stem.invoice")}});
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.invoice"), "/invoices"), crumb(title)}));
  view.set("form_action", id == 0 ? contract + "/invoices" : "/invoices/" + std::to_string(id));
  view.set("cancel_href", id == 0 ? contract : "/invoices/" + std::to_string(id)).set("row_version", version);
  view.set("form_line",
           call.words("web.invoice.form_line", {{"invoiced", grouped_amount(invoices->text_at("net"))},
                                                {"payable", grouped_amount(invoices->text_at("ceiling"))}}));
  view.set("uscc_unknown", invoices->at("expected").text_at("buyer_uscc").empty());
  view.set("fields", fields_of(call, values, *invoices, problems));
  view.set("page_problems", problem_summary(domain::invoice_shape(), problems, call.language));
  return page("invoice/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

// What is known already need not be typed: whoever has the paper compares it with what stands there.
Json first_values(Call& call, std::int64_t contract_id) {
  Json values = Json::object();
  const auto invoices = service::invoices_of_contract(call.gate, call.actor, contract_id);
  if (!invoices) return values;
  const Json& expected = invoices->at("expected");
  for (const char* key : {"buyer_name", "buyer_uscc", "seller_name", "seller_uscc"}) {
    values.set(key, expected.text_at(key));
  }
  values.set("item", call.words("web.invoice.usual_item")).set("rate", "6").set("kind", "blue");
  const std::string red_of = call.parameter("red_of");
  for (const Json& one : invoices->at("items").items()) {
    if (red_of.empty() || one.text_at("id") != red_of) continue;
    values.set("kind", "red").set("red_of", red_of).set("rate", one.text_at("rate")).set("item", one.text_at("item"));
    const std::string needed = invoices->text_at("red_letter_needed");
    if (needed != "0.00") values.set("gross", "-" + needed);
  }
  return values;
}

Reply new_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_invoices, {"contract", call.id()}); !may) {
    return refused(may.problems());
  }
  return form_page(call, call.id(), 0, first_values(call, call.id()), "", {});
}

// Which contract is it for? Whoever comes from the list of invoices is asked first.
Reply choose_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_invoices, {"invoice", 0}); !may)
    return refused(may.problems());
  if (const auto id = read_id(call.parameter("contract"))) {
    return see_other("/contracts/" + std::to_string(*id) + "/invoices/new");
  }
  Json options = Json::array();
  for (const Json& row : rows_of(call, "contract", {}, 500, "-signed_on").items()) {
    options.push(Json(Json::Object{{"option_value", row.text_at("id")},
                                   {"option_label", row.text_at("number") + " · " + row.text_at("title")}}));
  }
  const std::string title = call.words("web.form.new_title", {{"stem", call.words("stem.invoice")}});
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title).set("options", std::move(options));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.invoice"), "/invoices"), crumb(title)}));
  return page("invoice/choose.html", std::move(view));
}

Json body_of(const Call& call) {
  Json body = Json::object();
  for (const char* key : text_keys) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  if (!call.field("line_split").empty()) body.set("line_split", true);
  return body;
}

Reply enter(Call& call) {
  const auto saved = service::enter_invoice(call.gate, call.actor, call.id(), body_of(call));
  if (saved) return see_other("/invoices/" + saved->text_at("id") + "?done=saved");
  return is_about_the_form(saved.problems()) ? form_page(call, call.id(), 0, typed_values(call), "", saved.problems())
                                             : refused(saved.problems());
}

Reply edit_page(Call& call) {
  if (Outcome may = service::may_change_invoice(call.gate, call.actor, call.id()); !may) return refused(may.problems());
  const auto row = service::read_invoice(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  Json values = *row;
  values.set("line_split", row->at("line_split").is_bool() && row->at("line_split").boolean() ? "1" : "");
  return form_page(call, read_id(row->text_at("contract")).value_or(0), call.id(), values,
                   std::to_string(row->at("version").integer().value_or(0)), {});
}

Reply change(Call& call) {
  const auto version = call.version();
  if (!version) return refused(version.problems());
  const auto saved = service::change_invoice(call.gate, call.actor, call.id(), *version, body_of(call));
  if (saved) return see_other(here(call) + "?done=saved");
  if (!is_about_the_form(saved.problems())) return refused(saved.problems());
  const auto row = service::read_invoice(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  return form_page(call, read_id(row->text_at("contract")).value_or(0), call.id(), typed_values(call),
                   call.field("version"), saved.problems());
}

Reply after(Call& call, const Result<Json>& row, const char* done) {
  if (row) return see_other(here(call) + "?done=" + done);
  return is_about_the_form(row.problems()) ? show_invoice(call, row.problems()) : refused(row.problems());
}

Reply accept(Call& call) {
  const auto version = call.version();
  if (!version) return refused(version.problems());
  return after(call, service::accept_invoice(call.gate, call.actor, call.id(), *version), "invoice_accepted");
}

Reply give_back(Call& call) {
  const auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = Json::object().set("reason", std::string(trimmed(call.field("reason"))));
  return after(call, service::return_invoice(call.gate, call.actor, call.id(), *version, body), "returned");
}

Reply attach(Call& call) {
  for (const Part& part : call.files) {
    if (part.name != "file" || part.bytes.empty()) continue;
    return after(call, service::attach_invoice_file(call.gate, call.actor, call.id(), part.file_name, part.bytes),
                 "saved");
  }
  return show_invoice(call, {refusal("invoice.file_missing", "/file")});
}

}  // namespace

void add_invoice_forms(Router& router) {
  Route choose{"GET", "/invoices/new", "invoice.choose_page", choose_page};
  choose.query = {"contract"};
  router.add(std::move(choose));
  Route fresh{"GET", "/contracts/{id}/invoices/new", "invoice.new_page", new_page};
  fresh.query = {"red_of"};
  router.add(std::move(fresh));
  router.add({"POST", "/contracts/{id}/invoices", "invoice.enter_page", enter, BodyKind::form});
  router.add({"GET", "/invoices/{id}/edit", "invoice.edit_page", edit_page});
  router.add({"POST", "/invoices/{id}", "invoice.change_page", change, BodyKind::form});
  router.add({"POST", "/invoices/{id}/accept", "invoice.accept_page", accept, BodyKind::form});
  router.add({"POST", "/invoices/{id}/return", "invoice.return_page", give_back, BodyKind::form});
  router.add(
      {"POST", "/invoices/{id}/file", "invoice.attach_page", attach, BodyKind::form, Access::signed_in, {}, 11u << 20});
}

}  // namespace zhiheng::web
