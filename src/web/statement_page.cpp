#include "base/money.h"
#include "service/payment_service.h"
#include "service/statement_service.h"
#include "web/billing_web.h"
#include "web/heart_web.h"
#include "web/journal_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/result_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string number_at(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return !value ? "" : value->is_number() ? value->number() : value->is_string() ? value->string() : "";
}

std::string statement_place(std::int64_t id, const char* done) {
  return "/statements/" + std::to_string(id) + "?done=" + done;
}

// Each line with the derivation of its engagement from the statement's own documents.
Json line_views(const Call& call, const Json& statement) {
  static const Json empty = Json::object();
  const Json* given = statement.find("case");
  const Json* policy = given ? given->find("policy") : nullptr;
  const Json* document = statement.find("result");
  const Json* outcomes = document ? document->find("engagements") : nullptr;
  const Json* cases = given ? given->find("engagements") : nullptr;
  Json lines = Json::array();
  std::size_t index = 0;
  for (const Json& line : statement.at("lines").items()) {
    const Json* outcome =
        outcomes && outcomes->is_array() && index < outcomes->items().size() ? &outcomes->items()[index] : &empty;
    const Json* from = cases && cases->is_array() && index < cases->items().size() ? &cases->items()[index] : &empty;
    ++index;
    Json row = derivation_view(call, *outcome, policy && policy->is_object() ? *policy : empty);
    row.set("code", outcome->text_at("code"));
    row.set("name", from->text_at("title"));
    row.set("href", "/engagements/" + line.text_at("engagement"));
    row.set("score", outcome->text_at("final_score"));
    row.set("grade", outcome->text_at("grade"));
    for (const char* key : {"fee", "bonus", "deduction", "payable"}) {
      row.set(std::string("line_") + key, grouped_amount(line.text_at(key)));
    }
    lines.push(std::move(row));
  }
  return lines;
}

Json adjustment_views(const Call& call, const Json& statement) {
  Json rows = Json::array();
  for (const Json& item : statement.at("adjustments").items()) {
    const auto id = read_id(item.text_at("id")).value_or(0);
    const bool draft = item.text_at("state") == "draft";
    Json row = Json::object();
    row.set("sequence", number_at(item, "sequence"));
    row.set("amount", grouped_amount(item.text_at("amount")));
    row.set("corrects", item.text_at("corrects"));
    row.set("reason", item.text_at("reason"));
    row.set("state", choice_label("adjustment_state", item.text_at("state"), call.language));
    row.set("tone", tone_of(item.text_at("state")));
    row.set("confirm",
            act_button(call, "web.statement.confirm",
                       "/adjustments/" + std::to_string(id) + "/confirm?statement=" + statement.text_at("id"),
                       item.at("version").integer().value_or(0),
                       service::may_confirm_adjustment(call.gate, call.actor, id)));
    row.set("is_draft", draft);
    rows.push(std::move(row));
  }
  return rows;
}

Json adjustment_form(const Call& call, const Problems& problems) {
  Json fields = Json::array();
  auto add = [&](const char* key, const char* type) {
    fields.push(plain_field({key,
                             field_label("adjustment", key, call.language),
                             type,
                             call.field(key),
                             true,
                             {},
                             std::string_view(type) == "number" ? call.words("web.unit.in_yuan") : ""},
                            problems, call.language));
  };
  add("amount", "number");
  add("corrects", "text");
  add("reason", "area");
  return fields;
}

void add_acts(const Call& call, const Json& statement, std::int64_t id, Json& view) {
  const std::string state = statement.text_at("state");
  const std::string here = "/statements/" + std::to_string(id);
  const std::int64_t version = statement.at("version").integer().value_or(0);
  view.set("is_draft", state == "draft");
  view.set("confirm", act_button(call, "web.statement.confirm", here + "/confirm", version,
                                 service::may_confirm_statement(call.gate, call.actor, id)));
  view.set("redraw", act_button(call, "web.statement.redraw", here + "/redraw", version,
                                service::may_redraw_statement(call.gate, call.actor, id)));
  const Outcome may_void = service::may_void_statement(call.gate, call.actor, id);
  view.set("of_bureau", call.actor.agency_id == 0);
  view.set("can_void", may_void.ok());
  view.set("void_why_not", may_void.ok() ? std::string() : say(may_void.problems().front(), call.language));
  const bool corrigible = state == "confirmed" || state == "settled";
  view.set("can_adjust", corrigible && can(call, Action::adjust_statement, "statement", id));
  view.set("row_version", std::to_string(version));
  view.set("here", here);
}

Reply act(Call& call, const char* done, const std::function<Result<Json>(std::int64_t)>& carry_out) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto outcome = carry_out(*version);
  if (outcome) return see_other(statement_place(call.id(), done));
  return is_about_the_form(outcome.problems()) ? show_statement(call, call.id(), outcome.problems())
                                               : refused(outcome.problems());
}

Reply confirm_adjustment(Call& call) {
  auto version = call.version();
  const auto statement = read_id(call.parameter("statement"));
  if (!version) return refused(version.problems());
  auto outcome = service::confirm_adjustment(call.gate, call.actor, call.id(), *version);
  if (outcome) return see_other(statement_place(read_id(outcome->text_at("id")).value_or(0), "confirmed"));
  return statement && is_about_the_form(outcome.problems()) ? show_statement(call, *statement, outcome.problems())
                                                            : refused(outcome.problems());
}

Reply pay(Call& call) {
  Json body = Json::object();
  for (const char* key : {"kind", "instalment", "paid_on", "amount", "voucher_number", "remark"}) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  auto payment = service::register_payment(call.gate, call.actor, call.id(), body);
  if (payment) return see_other("/contracts/" + std::to_string(call.id()) + "?done=registered");
  return is_about_the_form(payment.problems()) ? show_contract(call, payment.problems()) : refused(payment.problems());
}

// "37,800.00 after deductions, less 12,000.00 paid: 25,800.00 payable", so that nobody wonders about two sums.
std::string sum_line(const Call& call, const Json& statement, Money net) {
  const bool claims = !statement.text_at("recoverable").starts_with("0.00");
  return call.words(claims ? "web.statement.sum_line_claim" : "web.statement.sum_line",
                    {{"net", grouped_amount(net.text())},
                     {"paid", grouped_amount(statement.text_at("paid"))},
                     {"rest", grouped_amount(statement.text_at(claims ? "recoverable" : "payable"))}});
}

}  // namespace

Reply show_statement(Call& call, std::int64_t id, const Problems& problems) {
  auto statement = service::read_statement(call.gate, call.actor, id);
  if (!statement) return refused(statement.problems());
  const domain::Shape& shape = *domain::find_shape("statement");
  const auto labels = service::read_row(call.gate, call.actor, shape, id);
  const Json empty = Json::object();
  const Json& row = labels ? *labels : empty;
  Json view = Json::object();
  view.set("page_title", statement->text_at("number")).set("statement_number", statement->text_at("number"));
  const std::string contract = row.text_at("contract_label");
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                                           crumb(contract, "/contracts/" + statement->text_at("contract")),
                                           crumb(statement->text_at("number"))}));
  view.set("statement_state", choice_label("statement_state", statement->text_at("state"), call.language));
  view.set("statement_tone", tone_of(statement->text_at("state")));
  view.set("contract_number", contract);
  view.set("agency_name", row.text_at("agency_label"));
  for (const char* key : {"fee", "bonus", "deduction", "paid", "payable", "recoverable"}) {
    view.set(std::string("sum_") + key, grouped_amount(statement->text_at(key)));
  }
  Money net;
  for (const Json& line : statement->at("lines").items()) {
    if (auto payable = read_money(line.text_at("payable"), "")) net = net + *payable;
  }
  view.set("sum_net", grouped_amount(net.text())).set("sum_line", sum_line(call, *statement, net));
  view.set("in_words", statement->text_at("payable_in_words"));
  const Json& balance = statement->at("balance");
  for (const char* key : {"payable", "recoverable"}) {
    view.set(std::string("balance_") + key, grouped_amount(balance.text_at(key)));
  }
  view.set("drafted_by", row.text_at("drafted_by_label")).set("confirmed_by", row.text_at("confirmed_by_label"));
  view.set("confirmed_at", short_moment(statement->text_at("confirmed_at")));
  view.set("void_reason", statement->text_at("void_reason"));
  view.set("lines", line_views(call, *statement));
  view.set("adjustments", adjustment_views(call, *statement));
  view.set("adjustment_fields", Json(Json::Object{{"fields", adjustment_form(call, problems)}}));
  add_acts(call, *statement, id, view);
  view.set("billing", statement_billing_view(call, *statement));
  const bool out = statement->text_at("state") == "confirmed" || statement->text_at("state") == "settled";
  view.set("download_href", out && can(call, Action::export_report)
                                ? "/reports/fee_statement.xlsx?contract=" + percent_encode(contract)
                                : std::string());
  view.set("evidence_href", out && can(call, Action::export_report)
                                ? "/reports/statement.json?contract=" + percent_encode(contract)
                                : std::string());
  view.set("letter_href", out && can(call, Action::export_report)
                              ? "/contracts/" + statement->text_at("contract") + "/letter"
                              : std::string());
  // The letter asks for what is recoverable now; without such an amount there is none.
  const bool claims = out && !statement->at("balance").text_at("recoverable").starts_with("0.00");
  view.set("claim_href", claims && can(call, Action::export_report)
                             ? "/contracts/" + statement->text_at("contract") + "/claim-letter"
                             : std::string());
  view.set("journal_section",
           journal_section(call, read_id(statement->text_at("contract")).value_or(0), statement->text_at("number")));
  view.set("history", history_view(call, shape, id));
  view.set("adjusting", call.request.path.ends_with("/adjustments") && !problems.empty());
  view.set("page_problems", problem_summary(*domain::find_shape("adjustment"), problems, call.language));
  return page("statement/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

void add_statement_pages(Router& router) {
  router.add({"GET", "/statements/{id}", "statement.show_page",
              [](Call& call) { return show_statement(call, call.id(), {}); }});
  router.add({"POST", "/contracts/{id}/statements", "statement.draft_page",
              [](Call& call) {
                auto drawn = service::draft_statement(call.gate, call.actor, call.id());
                if (drawn) return see_other("/statements/" + drawn->text_at("id") + "?done=drafted");
                return is_about_the_form(drawn.problems()) ? show_contract(call, drawn.problems())
                                                           : refused(drawn.problems());
              },
              BodyKind::form});
  router.add({"POST", "/contracts/{id}/payments", "payment.create_page", pay, BodyKind::form});
  router.add({"POST", "/statements/{id}/confirm", "statement.confirm_page",
              [](Call& call) {
                return act(call, "confirmed", [&](std::int64_t version) {
                  return service::confirm_statement(call.gate, call.actor, call.id(), version);
                });
              },
              BodyKind::form});
  router.add({"POST", "/statements/{id}/redraw", "statement.redraw_page",
              [](Call& call) {
                return act(call, "drafted", [&](std::int64_t version) {
                  return service::redraw_statement(call.gate, call.actor, call.id(), version);
                });
              },
              BodyKind::form});
  router.add({"POST", "/statements/{id}/void", "statement.void_page",
              [](Call& call) {
                return act(call, "voided", [&](std::int64_t version) {
                  const Json body(Json::Object{{"reason", std::string(trimmed(call.field("reason")))}});
                  return service::void_statement(call.gate, call.actor, call.id(), version, body);
                });
              },
              BodyKind::form});
  router.add({"POST", "/statements/{id}/adjustments", "adjustment.create_page",
              [](Call& call) {
                Json body = Json::object();
                for (const char* key : {"amount", "corrects", "reason"})
                  body.set(key, std::string(trimmed(call.field(key))));
                auto made = service::draft_adjustment(call.gate, call.actor, call.id(), body);
                if (made) return see_other(statement_place(call.id(), "adjusted"));
                return is_about_the_form(made.problems()) ? show_statement(call, call.id(), made.problems())
                                                          : refused(made.problems());
              },
              BodyKind::form});
  router.add({"POST", "/adjustments/{id}/confirm", "adjustment.confirm_page", confirm_adjustment, BodyKind::form});
}

}  // namespace zhiheng::web
