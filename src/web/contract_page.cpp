#include "base/money.h"
#include "service/contract_service.h"
#include "service/payment_service.h"
#include "service/statement_service.h"
#include "web/billing_web.h"
#include "web/contract_basis.h"
#include "web/heart_web.h"
#include "web/invoice_web.h"
#include "web/journal_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string text_or(const Json& row, const char* key) {
  const Json* value = row.find(key);
  if (!value) return {};
  return value->is_string() ? value->string() : value->is_number() ? value->number() : std::string();
}

// Refers into the row, so that loops may run over it.
const Json& list_at(const Json& row, const char* key) {
  static const Json none = Json::array();
  const Json* list = row.find(key);
  return list && list->is_array() ? *list : none;
}

// The engagements with their current results beside them; one list query for all.
Json engagement_rows(const Call& call, const Json& contract) {
  Json rows = Json::array();
  for (const Json& engagement : list_at(contract, "engagements").items()) {
    const std::string id = engagement.text_at("id");
    const Json results = rows_of(call, "result", {{"engagement", id}, {"state", "current"}}, 1);
    Json row = Json::object();
    row.set("code", engagement.text_at("code"));
    row.set("name", engagement.text_at("name"));
    row.set("kind", choice_label("object_kind", engagement.text_at("object_kind"), call.language));
    row.set("amount", grouped_amount(engagement.text_at("fee")));
    row.set("href", "/engagements/" + id);
    const bool judged = !results.items().empty();
    const Json empty = Json::object();
    const Json& result = judged ? results.items().front() : empty;
    const Json* passed = result.find("passed");
    row.set("score", result.text_at("final_score"));
    row.set("grade", result.text_at("grade"));
    row.set("grade_tone", !judged ? "" : passed && passed->is_bool() && passed->boolean() ? "good" : "bad");
    row.set("deducted", judged ? grouped_amount(result.text_at("deduction")) : "");
    rows.push(std::move(row));
  }
  return rows;
}

Json instalment_rows(const Call& call, const Json& contract, const Json& payments) {
  Json rows = Json::array();
  for (const Json& instalment : list_at(contract, "instalments").items()) {
    Json row = Json::object();
    row.set("sequence", text_or(instalment, "sequence"));
    row.set("name", instalment.text_at("name"));
    row.set("condition", choice_label("due_condition", instalment.text_at("due_condition"), call.language));
    row.set("due_on", instalment.text_at("due_on"));
    row.set("amount", grouped_amount(instalment.text_at("amount")));
    row.set("paid_of_it", "");
    for (const Json& state : list_at(payments, "instalments").items()) {
      if (state.text_at("id") == instalment.text_at("id")) row.set("paid_of_it", grouped_amount(state.text_at("paid")));
    }
    rows.push(std::move(row));
  }
  return rows;
}

// What the instalments add up to; what was paid for none of them (on the statement), less what came back.
void add_instalment_sums(Json& view, const Json& contract, const Json& payments) {
  Money agreed, without;
  bool any = false;
  for (const Json& instalment : list_at(contract, "instalments").items()) {
    if (const auto amount = read_money(instalment.text_at("amount"), {})) agreed = agreed + *amount;
  }
  for (const Json& payment : list_at(payments, "items").items()) {
    const auto amount = read_money(payment.text_at("amount"), {});
    if (!amount || !payment.text_at("instalment").empty()) continue;
    without = payment.text_at("kind") == "refund" ? without - *amount : without + *amount;
    any = true;
  }
  view.set("instalment_sum", grouped_amount(agreed.text()));
  view.set("paid_without_instalment", any ? grouped_amount(without.text()) : std::string());
}

Json payment_rows(const Call& call, const Json& payments) {
  Json rows = Json::array();
  for (const Json& payment : list_at(payments, "items").items()) {
    Json row = Json::object();
    row.set("voucher", payment.text_at("voucher_number"));
    row.set("kind", choice_label("payment_kind", payment.text_at("kind"), call.language));
    row.set("paid_on", payment.text_at("paid_on"));
    row.set("amount", grouped_amount(payment.text_at("amount")));
    row.set("remark", payment.text_at("remark"));
    row.set("href", "/payments/" + payment.text_at("id"));
    rows.push(std::move(row));
  }
  return rows;
}

Json statement_rows(const Call& call, const Json& statements) {
  Json rows = Json::array();
  for (const Json& statement : list_at(statements, "items").items()) {
    Json row = Json::object();
    row.set("number", statement.text_at("number"));
    row.set("state", choice_label("statement_state", statement.text_at("state"), call.language));
    row.set("tone", tone_of(statement.text_at("state")));
    for (const char* key : {"fee", "deduction", "bonus", "payable", "recoverable"}) {
      row.set(std::string("amount_") + key, grouped_amount(statement.text_at(key)));
    }
    row.set("href", "/statements/" + statement.text_at("id"));
    rows.push(std::move(row));
  }
  return rows;
}

Json payment_form(const Call& call, const Json& contract, const Problems& problems) {
  Json fields = Json::array();
  Options instalments{{"", ""}};
  for (const Json& instalment : list_at(contract, "instalments").items()) {
    instalments.emplace_back(instalment.text_at("id"), text_or(instalment, "sequence") + " " +
                                                           instalment.text_at("name") + " " +
                                                           grouped_amount(instalment.text_at("amount")));
  }
  const Options kinds{{"payment", choice_label("payment_kind", "payment", call.language)},
                      {"refund", choice_label("payment_kind", "refund", call.language)}};
  auto label = [&](const char* key) { return field_label("payment", key, call.language); };
  auto add = [&](PlainField field) {
    field.value = call.field(field.key);
    fields.push(plain_field(field, problems, call.language));
  };
  add({"kind", label("kind"), "choice", "", true, kinds, ""});
  add({"instalment", label("instalment"), "choice", "", false, instalments, ""});
  add({"paid_on", label("paid_on"), "date", "", true, {}, ""});
  add({"amount", label("amount"), "number", "", true, {}, call.words("web.unit.in_yuan")});
  add({"voucher_number", label("voucher_number"), "text", "", true, {}, ""});
  add({"remark", label("remark"), "text", "", false, {}, ""});
  return fields;
}

Json amendment_rows(const Json& contract, Language language) {
  Json rows = Json::array();
  for (const Json& amendment : list_at(contract, "amendments").items()) {
    Json row = Json::object();
    row.set("sequence", text_or(amendment, "sequence"));
    row.set("signed_on", amendment.text_at("signed_on"));
    row.set("amount", grouped_amount(amendment.text_at("change")));
    row.set("reason", amendment.text_at("reason"));
    row.set("kind", choice_label("amendment_kind", amendment.text_at("kind"), language));
    row.set("agreement_number", amendment.text_at("number"));
    rows.push(std::move(row));
  }
  return rows;
}

// The new fees and instalments of an amendment, one field each, named by code and sequence.
Json amendment_fields(const Call& call, const Json& contract, const Problems& problems) {
  Json fields = Json::array();
  auto add = [&](const std::string& key, const std::string& label, const std::string& type, bool required) {
    PlainField field{
        key, label, type, call.field(key), required, {}, type == "number" ? call.words("web.unit.in_yuan") : ""};
    fields.push(plain_field(field, problems, call.language));
  };
  add("number", field_label("amendment", "number", call.language), "text", false);
  add("signed_on", field_label("amendment", "signed_on", call.language), "date", true);
  add("change", field_label("amendment", "change", call.language), "number", true);
  add("reason", field_label("amendment", "reason", call.language), "area", true);
  for (const Json& engagement : list_at(contract, "engagements").items()) {
    add("fee." + engagement.text_at("code"),
        call.words("web.contract.new_fee",
                   {{"code", engagement.text_at("code")}, {"fee", grouped_amount(engagement.text_at("fee"))}}),
        "number", false);
  }
  for (const Json& instalment : list_at(contract, "instalments").items()) {
    add("amount." + text_or(instalment, "sequence"),
        call.words("web.contract.new_instalment", {{"sequence", text_or(instalment, "sequence")},
                                                   {"amount", grouped_amount(instalment.text_at("amount"))}}),
        "number", false);
  }
  return fields;
}

void add_money(const Call& call, Json& view, const Json& contract, const Problems& problems) {
  auto payments = service::payments_of_contract(call.gate, call.actor, call.id());
  const Json paid = payments ? *payments : Json::object();
  auto statements = service::statements_of_contract(call.gate, call.actor, call.id());
  const Json* balance = paid.find("balance");
  const bool settled = balance && balance->is_object();
  view.set("fee_amount", grouped_amount(contract.text_at("fee")));
  view.set("paid_amount", grouped_amount(paid.text_at("paid")));
  view.set("payable_amount", settled ? grouped_amount(balance->text_at("payable")) : std::string());
  view.set("recoverable_amount", settled ? grouped_amount(balance->text_at("recoverable")) : std::string());
  view.set("instalments", instalment_rows(call, contract, paid));
  add_instalment_sums(view, contract, paid);
  view.set("sees_payments", payments.ok());
  view.set("payments", payment_rows(call, paid));
  view.set("sees_statements", statements.ok());
  view.set("statements", statement_rows(call, statements ? *statements : Json::object()));
  view.set("can_pay", can(call, Action::register_payment, "contract", call.id()));
  view.set("payment_fields", Json(Json::Object{{"fields", payment_form(call, contract, problems)}}));
  // What only the bureau does is no switched-off button of the agency.
  view.set("draft",
           call.actor.agency_id != 0
               ? Json::array()
               : act_button(call, "web.statement.draft", "/contracts/" + std::to_string(call.id()) + "/statements", 0,
                            service::may_draft_statement(call.gate, call.actor, call.id())));
}

}  // namespace

Reply show_contract(Call& call, const Problems& problems) {
  auto contract = service::read_contract(call.gate, call.actor, call.id());
  if (!contract) return refused(contract.problems());
  const domain::Shape& shape = *domain::find_shape("contract");
  Json view = Json::object();
  const std::string here = "/contracts/" + std::to_string(call.id());
  view.set("page_title", contract->text_at("number"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"), crumb(contract->text_at("number"))}));
  view.set("contract_title", contract->text_at("title"));
  view.set("contract_number", contract->text_at("number"));
  view.set("contract_state", choice_label("contract_state", contract->text_at("state"), call.language));
  view.set("contract_tone", tone_of(contract->text_at("state")));
  view.set("row_version", text_or(*contract, "version"));
  view.set("facts", facts_of(call, shape, *contract));
  view.set("engagements", engagement_rows(call, *contract));
  view.set("amendments", amendment_rows(*contract, call.language));
  const bool edits = can(call, Action::edit_contracts, "contract", call.id());
  view.set("can_edit", edits && contract->text_at("state") == "active");
  view.set("edit_href", here + "/edit").set("lot_href", here + "/lot");
  view.set("here", here);
  const Problems placed = at_form_fields(call, problems);
  Json amendment = amendment_fields(call, *contract, placed);
  view.set("amendment_problems", problem_summary(amendment, placed, call.language));
  view.set("amendment_fields", Json(Json::Object{{"fields", std::move(amendment)}}));
  add_money(call, view, *contract, problems);
  view.set("money", timeline_view(call, call.id())).set("timeline_href", here + "/timeline");
  view.set("invoice_section", invoice_section(call, call.id()));
  view.set("journal_section", journal_section(call, call.id()));
  view.set("evidence_href", can(call, Action::export_report) && !view.at("statements").items().empty()
                                ? "/reports/fee_statement.xlsx?contract=" + percent_encode(contract->text_at("number"))
                                : std::string());
  add_contract_basis(call, view, *contract);
  view.set("history", history_view(call, shape, call.id()));
  // The form that was refused stays open under what it lacks.
  const bool amending = call.request.path.ends_with("/amendments");
  view.set("amending", amending && !problems.empty());
  view.set("paying", call.request.path.ends_with("/payments") && !problems.empty());
  view.set("page_problems", amending ? view.at("amendment_problems")
                                     : problem_summary(*domain::find_shape("payment"), problems, call.language));
  return page("contract/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web
