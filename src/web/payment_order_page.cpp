// The pages of payment orders: drafted for a contract, confirmed, printed for signatures.
#include "domain/payment_order.h"
#include "service/payment_order_service.h"
#include "service/payment_service.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/page.h"
#include "web/payment_order_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* form_keys[] = {"purpose",     "instalment",           "amount",          "payee",
                                     "budget_line", "expenditure_function", "without_invoice", "remark"};

std::string here(const Call& call) {
  return "/payment-orders/" + std::to_string(call.id());
}

// Where an order for this contract is posted to.
std::string orders_of(std::int64_t contract_id) {
  return "/contracts/" + std::to_string(contract_id) + "/payment-orders";
}

Options purposes(const Call& call) {
  Options options{{"", call.words("web.payment_order.purpose_by_state")}};
  for (const std::string& value : domain::choice_list("order_purpose")) {
    options.emplace_back(value, choice_label("order_purpose", value, call.language));
  }
  return options;
}

// Instalments with what is left of them; those that are paid in full are left out.
Options instalments(const Call& call, std::int64_t contract_id) {
  Options options{{"", call.words("web.payment_order.no_instalment")}};
  const auto payments = service::payments_of_contract(call.gate, call.actor, contract_id);
  if (!payments) return options;
  for (const Json& row : payments->at("instalments").items()) {
    if (row.text_at("left") == "0.00") continue;
    options.emplace_back(row.text_at("id"), call.words("web.payment_order.instalment_left",
                                                       {{"sequence", row.at("sequence").number()},
                                                        {"name", row.text_at("name")},
                                                        {"left", grouped_amount(row.text_at("left"))}}));
  }
  return options;
}

Options payees(const Call& call, const std::string& agency) {
  Options options{{"", call.words("web.payment_order.choose_payee")}};
  for (const Json& row : rows_of(call, "agency_account", {{"agency", agency}}).items()) {
    if (row.text_at("state") == "retired") continue;
    options.emplace_back(row.text_at("id"),
                         row.text_at("account_name") + " · " + row.text_at("bank_name") + " · " +
                             row.text_at("number_shown") + " · " +
                             choice_label("agency_account_state", row.text_at("state"), call.language));
  }
  return options;
}

Json form_rows(const Call& call, const Json& contract, const Json& values, const Problems& problems) {
  const std::int64_t contract_id = read_id(contract.text_at("id")).value_or(0);
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required, Options options, const char* unit) {
    const std::string label = field_label("payment_order", key, call.language);
    fields.push(plain_field(
        {key, label, type, values.text_at(key), required, std::move(options), *unit ? call.words(unit) : std::string()},
        problems, call.language));
  };
  add("purpose", "choice", false, purposes(call), "");
  add("instalment", "choice", false, instalments(call, contract_id), "");
  add("amount", "number", true, {}, "web.unit.in_yuan");
  add("payee", "choice", true, payees(call, contract.text_at("agency")), "");
  add("budget_line", "text", false, {}, "");
  add("expenditure_function", "text", false, {}, "");
  add("without_invoice", "text", false, {}, "");
  add("remark", "text", false, {}, "");
  return fields;
}

Reply choose_contract(Call& call) {
  Json rows = Json::array();
  for (const Json& row : rows_of(call, "contract", {{"state", "active"}}, 500, "number").items()) {
    rows.push(Json(Json::Object{{"contract_href", "/payment-orders/new?contract=" + row.text_at("id")},
                                {"contract_number", row.text_at("number")},
                                {"contract_title", row.text_at("title")},
                                {"agency_name", row.text_at("agency_label")},
                                {"fee", grouped_amount(row.text_at("fee"))}}));
  }
  Json view = Json::object();
  const std::string title = call.words("web.payment_order.new");
  view.set("page_title", title).set("contracts", std::move(rows));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.payment_order"), "/payment-orders"), crumb(title)}));
  return page("payment_order/choose.html", std::move(view));
}

Reply order_form(Call& call, std::int64_t contract_id, const Json& values, const std::string& action,
                 const std::string& version, const Problems& problems) {
  auto contract = service::read_row(call.gate, call.actor, *domain::find_shape("contract"), contract_id);
  if (!contract) return refused(contract.problems());
  const std::string title = call.words(version.empty() ? "web.payment_order.new" : "web.payment_order.edit");
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title).set("form_action", action).set("row_version", version);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.payment_order"), "/payment-orders"), crumb(title)}));
  view.set("contract_number", contract->text_at("number")).set("contract_title", contract->text_at("title"));
  view.set("contract_href", "/contracts/" + std::to_string(contract_id));
  view.set("fields", form_rows(call, *contract, values, problems));
  view.set("page_problems", problem_summary(domain::payment_order_shape(), problems, call.language));
  return page("payment_order/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json typed(const Call& call) {
  Json body = Json::object();
  for (const char* key : form_keys) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  return body;
}

Reply new_form(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_payment_orders, {"payment_order", 0}); !may) {
    return refused(may.problems());
  }
  const std::int64_t contract = read_id(call.parameter("contract")).value_or(0);
  if (contract == 0) return choose_contract(call);
  Json values = Json::object();
  for (const char* key : {"instalment", "amount", "payee", "purpose"}) values.set(key, call.parameter(key));
  return order_form(call, contract, values, orders_of(contract), "", {});
}

Reply create(Call& call) {
  auto order = service::draft_payment_order(call.gate, call.actor, call.id(), typed(call));
  if (order) return see_other("/payment-orders/" + order->text_at("id") + "?done=drafted");
  if (!is_about_the_form(order.problems())) return refused(order.problems());
  return order_form(call, call.id(), typed_values(call), orders_of(call.id()), "", order.problems());
}

Reply edit_form(Call& call) {
  auto order = service::read_payment_order(call.gate, call.actor, call.id());
  if (!order) return refused(order.problems());
  if (Outcome may = call.gate.may(call.actor, Action::edit_payment_orders, {"payment_order", call.id()}); !may) {
    return refused(may.problems());
  }
  return order_form(call, read_id(order->text_at("contract")).value_or(0), *order, here(call),
                    order->at("version").number(), {});
}

Reply change(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto order = service::change_payment_order(call.gate, call.actor, call.id(), *version, typed(call));
  if (order) return see_other(here(call) + "?done=changed");
  if (!is_about_the_form(order.problems())) return refused(order.problems());
  auto before = service::read_payment_order(call.gate, call.actor, call.id());
  if (!before) return refused(before.problems());
  return order_form(call, read_id(before->text_at("contract")).value_or(0), typed_values(call), here(call),
                    std::to_string(*version), order.problems());
}

void add_acts(const Call& call, const Json& order, Json& view) {
  const std::int64_t version = order.at("version").integer().value_or(0);
  const std::string state = order.text_at("state");
  view.set("is_draft", state == "draft").set("is_failed", state == "failed");
  view.set("row_version", std::to_string(version)).set("here", here(call));
  view.set("confirm", act_button(call, "web.payment_order.confirm", here(call) + "/confirm", version,
                                 service::may_confirm_payment_order(call.gate, call.actor, call.id())));
  view.set("retry", act_button(call, "web.payment_order.retry", here(call) + "/retry", version,
                               service::may_retry_payment_order(call.gate, call.actor, call.id())));
  view.set("can_cancel", service::may_cancel_payment_order(call.gate, call.actor, call.id()).ok());
  const bool edits = state == "draft" && can(call, Action::edit_payment_orders, "payment_order", call.id());
  view.set("edit_href", edits ? here(call) + "/edit" : std::string());
}

// Everything that page and printed application say of an order.
Json order_view(const Call& call, const Json& order) {
  Json view = Json::object();
  const std::string state = order.text_at("state");
  view.set("page_title", order.text_at("number"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.payment_order"), "/payment-orders"),
                                           crumb(order.text_at("number"))}));
  view.set("order_number", order.text_at("number"))
      .set("order_state", choice_label("order_state", state, call.language));
  view.set("order_tone", state == "paid" ? std::string("good") : state == "failed" ? "bad" : tone_of(state));
  view.set("purpose", choice_label("order_purpose", order.text_at("purpose"), call.language));
  view.set("amount", grouped_amount(order.text_at("amount"))).set("amount_in_words", order.text_at("amount_in_words"));
  for (const char* key : {"account_name", "bank_name", "number_shown", "budget_line", "expenditure_function",
                          "without_invoice", "remark", "failed_reason", "cancel_reason", "paid_on", "voucher_number"}) {
    view.set(key, order.text_at(key));
  }
  view.set("drafted_by", order.text_at("drafted_by_label")).set("confirmed_by", order.text_at("confirmed_by_label"));
  view.set("confirmed_at", short_moment(order.text_at("confirmed_at")));
  const Json& basis = order.at("basis");
  for (const char* key :
       {"contract", "contract_title", "agency", "bureau", "signed_on", "instalment_name", "statement_number"}) {
    view.set(std::string("basis_") + key, basis.text_at(key));
  }
  for (const char* key : {"fee", "paid", "invoiced", "open", "instalment_amount", "deduction", "net", "payable"}) {
    const std::string amount = basis.text_at(key);
    view.set(std::string("basis_") + key, amount.empty() ? std::string() : grouped_amount(amount));
  }
  view.set("contract_href", "/contracts/" + order.text_at("contract"));
  const std::string batch = order.text_at("batch"), replaces = order.text_at("replaces");
  view.set("batch_href", batch.empty() ? std::string() : "/payment-batches/" + batch);
  view.set("batch_label", order.text_at("batch_label"));
  view.set("replaces_href", replaces.empty() ? std::string() : "/payment-orders/" + replaces);
  return view.set("replaces_label", order.text_at("replaces_label"));
}

Reply show_order(Call& call) {
  auto order = service::read_payment_order(call.gate, call.actor, call.id());
  if (!order) return refused(order.problems());
  Json view = order_view(call, *order);
  add_acts(call, *order, view);
  view.set("application_href", here(call) + "/application");
  view.set("history", history_view(call, domain::payment_order_shape(), call.id()));
  return page("payment_order/one.html", std::move(view));
}

Reply show_application(Call& call) {
  auto order = service::read_payment_order(call.gate, call.actor, call.id());
  if (!order) return refused(order.problems());
  Json view = order_view(call, *order);
  view.set("here", here(call)).set("printed_on", call.gate.clock().now().date().text());
  return page("payment_order/application.html", std::move(view));
}

using Act = std::function<Result<Json>(Call&, std::int64_t)>;

void add_act(Router& router, const char* name, const char* done, Act act) {
  const std::string word(name);
  router.add({"POST", "/payment-orders/{id}/" + word, "payment_order." + word + "_page",
              [act = std::move(act), done](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                const auto result = act(call, *version);
                const std::string place = result ? "/payment-orders/" + result->text_at("id") : std::string();
                return done_or_refused(result, place + "?done=" + done);
              },
              BodyKind::form});
}

}  // namespace

void add_payment_order_pages(Router& router) {
  Route fresh{"GET", "/payment-orders/new", "payment_order.new_page", new_form};
  fresh.query = {"contract", "instalment", "amount", "payee", "purpose"};
  router.add(std::move(fresh));
  router.add({"POST", "/contracts/{id}/payment-orders", "payment_order.create_page", create, BodyKind::form});
  router.add({"GET", "/payment-orders/{id}", "payment_order.show_page", show_order});
  router.add({"GET", "/payment-orders/{id}/application", "payment_order.application_page", show_application});
  router.add({"GET", "/payment-orders/{id}/edit", "payment_order.edit_page", edit_form});
  router.add({"POST", "/payment-orders/{id}", "payment_order.change_page", change, BodyKind::form});
  add_act(router, "confirm", "confirmed", [](Call& call, std::int64_t version) {
    return service::confirm_payment_order(call.gate, call.actor, call.id(), version);
  });
  add_act(router, "cancel", "cancelled", [](Call& call, std::int64_t version) {
    Json body = Json::object();
    if (const std::string reason(trimmed(call.field("reason"))); !reason.empty()) body.set("reason", reason);
    return service::cancel_payment_order(call.gate, call.actor, call.id(), version, body);
  });
  add_act(router, "retry", "drafted", [](Call& call, std::int64_t) {
    return service::retry_payment_order(call.gate, call.actor, call.id(), Json::object());
  });
}

}  // namespace zhiheng::web
