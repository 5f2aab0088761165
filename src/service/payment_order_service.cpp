#include "service/payment_order_service.h"

#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/payment_booking.h"
#include "service/payment_order_parts.h"
#include "service/record_parts.h"
#include "store/invoice_store.h"
#include "store/payment_order_store.h"
#include "store/payment_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::PaymentOrder;

namespace {

const std::vector<domain::Field>& order_fields() {
  static const std::vector<domain::Field> fields{domain::reference_field("instalment", "instalment"),
                                                 domain::text_field("purpose", 16),
                                                 domain::money_field("amount").required(),
                                                 domain::reference_field("payee", "agency_account").required(),
                                                 domain::text_field("budget_line", 64),
                                                 domain::text_field("expenditure_function", 64),
                                                 domain::text_field("without_invoice", 500),
                                                 domain::text_field("remark", 500)};
  return fields;
}

std::string otherwise(const std::string& text, const std::string& fallback) {
  return text.empty() ? fallback : text;
}

// What a form says, on top of the contract as it stands.
void fill_order(Tx& tx, const Record& form, const Account& account, PaymentOrder& order) {
  const auto contract =
      tx.rows().query("SELECT budget_line, expenditure_function FROM contract WHERE id = ?", {account.contract.id});
  order.bureau_id = account.contract.bureau_id;
  order.agency_id = account.contract.agency_id;
  order.contract_id = account.contract.id;
  order.instalment_id = form.integer("instalment");
  order.statement_id = account.is_confirmed() ? account.statement->id : 0;
  order.purpose = otherwise(form.text("purpose"), account.is_confirmed() ? "final" : "instalment");
  order.amount = Money::fen(form.integer("amount"));
  order.payee_id = form.integer("payee");
  order.budget_line = otherwise(form.text("budget_line"), text_or_empty(contract.at(0).at(0)));
  order.expenditure_function = otherwise(form.text("expenditure_function"), text_or_empty(contract.at(0).at(1)));
  order.without_invoice = form.text("without_invoice");
  order.remark = form.text("remark");
  order.drafted_by = tx.actor().account_id;
}

void fill_payee(Tx& tx, PaymentOrder& order) {
  const auto payee = store::find_agency_account(tx.rows(), order.payee_id);
  if (!payee) return;
  order.bank_name = payee->bank_name;
  order.account_name = payee->account_name;
  order.number_shown = payee->number_shown;
}

std::string next_number(Tx& tx, std::int64_t bureau_id) {
  const std::string prefix = "ZF-" + std::to_string(tx.today().year()) + "-";
  return numbered(prefix, store::count_orders_numbered(tx.rows(), bureau_id, prefix) + 1);
}

void tell_drafted(Tx& tx, const PaymentOrder& order) {
  tell_bureau(tx,
              {"order_to_confirm",
               {"payment_order", order.id},
               "v" + std::to_string(order.version),
               {},
               {{"number", order.number}, {"amount", order.amount.text()}}},
              Action::confirm_payment_order);
}

Result<Json> insert_draft(Tx& tx, const Account& account, PaymentOrder order) {
  fill_payee(tx, order);
  if (Outcome stands = domain::check_order(order_facts(tx, account, order), order, tx.today()); !stands) {
    return stands.problems();
  }
  store::take_contract(tx.rows(), account.contract, tx.now());
  order.number = next_number(tx, order.bureau_id);
  order.id = store::insert_payment_order(tx.rows(), order, tx.now());
  tx.audit("draft", {"payment_order", order.id}, order.bureau_id,
           Json::object().set("before", Json::object()).set("after", order_content(order)).set("version", 1));
  tell_drafted(tx, order);
  return shown_order(tx, order.id);
}

Outcome check_confirm(Tx& tx, const PaymentOrder& order) {
  const Account account = load_account(tx, order.contract_id);
  return domain::confirm_order(order_facts(tx, account, order), order, tx.actor().account_id, tx.today());
}

Outcome check_cancel(const PaymentOrder& order) {
  if (order.state == "draft" || order.state == "confirmed") return Done{};
  return refusal(Kind::conflict, "order.not_cancellable");
}

Outcome check_retry(Tx& tx, const PaymentOrder& order) {
  if (order.state != "failed") return refusal(Kind::conflict, "order.not_failed");
  if (store::is_replaced(tx.rows(), order.id)) return refusal(Kind::conflict, "order.replaced_already");
  return Done{};
}

}  // namespace

domain::OrderFacts order_facts(Tx& tx, const Account& account, const PaymentOrder& order) {
  domain::OrderFacts facts;
  facts.payment = payment_facts(tx, account, "");
  for (const auto& [instalment, amount] : store::open_orders_of(tx.rows(), account.contract.id, order.id)) {
    facts.open = facts.open + amount;
    if (instalment != 0) facts.open_by_instalment.emplace_back(instalment, amount);
  }
  facts.invoiced = store::invoice_totals(tx.rows(), account.contract.id).net();
  if (const auto payee = store::find_agency_account(tx.rows(), order.payee_id)) {
    facts.payee_state = payee->state;
    facts.payee_of_agency =
        payee->agency_id == account.contract.agency_id && payee->bureau_id == account.contract.bureau_id;
  }
  return facts;
}

Result<Json> draft_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body) {
  return gate.write(actor, Action::edit_payment_orders, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(order_fields(), body);
    if (!form) return form.problems();
    if (Outcome named = drafter_is_named(actor); !named) return named.problems();
    const Account account = load_account(tx, contract_id);
    PaymentOrder order;
    fill_order(tx, *form, account, order);
    return insert_draft(tx, account, std::move(order));
  });
}

Result<Json> change_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                  const Json& body) {
  const Subject subject{"payment_order", id};
  return gate.write(actor, Action::edit_payment_orders, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(order_fields(), body);
    if (!form) return form.problems();
    if (Outcome named = drafter_is_named(actor); !named) return named.problems();
    auto order = fresh_order(tx, id, version);
    if (!order) return order.problems();
    if (order->state != "draft") return refusal(Kind::conflict, "order.not_draft");
    Json detail = Json::object().set("before", order_content(*order));
    const Account account = load_account(tx, order->contract_id);
    fill_order(tx, *form, account, *order);
    fill_payee(tx, *order);
    if (Outcome stands = domain::check_order(order_facts(tx, account, *order), *order, tx.today()); !stands) {
      return stands.problems();
    }
    store::take_contract(tx.rows(), account.contract, tx.now());
    if (!store::save_order_draft(tx.rows(), *order, tx.now())) return order_is_stale(tx, id, version);
    tx.audit("change", subject, order->bureau_id,
             detail.set("after", order_content(*order)).set("version", version + 1));
    ++order->version;
    tell_drafted(tx, *order);
    return shown_order(tx, id);
  });
}

Result<Json> confirm_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"payment_order", id};
  return gate.write(actor, Action::confirm_payment_order, subject, [&](Tx& tx) -> Result<Json> {
    const auto order = fresh_order(tx, id, version);
    if (!order) return order.problems();
    if (Outcome allowed = check_confirm(tx, *order); !allowed) return allowed.problems();
    if (!store::confirm_payment_order(tx.rows(), *order, actor.account_id, tx.now())) {
      return order_is_stale(tx, id, version);
    }
    tx.audit("confirm", subject, order->bureau_id, state_change("draft", "confirmed", version + 1));
    return shown_order(tx, id);
  });
}

Result<Json> cancel_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                  const Json& body) {
  const Subject subject{"payment_order", id};
  return gate.write(actor, Action::edit_payment_orders, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500).required()}, body);
    if (!form) return form.problems();
    const auto order = fresh_order(tx, id, version);
    if (!order) return order.problems();
    if (Outcome allowed = check_cancel(*order); !allowed) return allowed.problems();
    if (!store::cancel_payment_order(tx.rows(), *order, actor.account_id, form->text("reason"), tx.now())) {
      return order_is_stale(tx, id, version);
    }
    Json detail = state_change(order->state, "cancelled", version + 1);
    detail.find("after")->set("cancel_reason", form->text("reason"));
    tx.audit("cancel", subject, order->bureau_id, detail);
    return shown_order(tx, id);
  });
}

Result<Json> retry_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body) {
  return gate.write(actor, Action::edit_payment_orders, {"payment_order", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::reference_field("payee", "agency_account")}, body);
    if (!form) return form.problems();
    if (Outcome named = drafter_is_named(actor); !named) return named.problems();
    PaymentOrder order = *store::find_payment_order(tx.rows(), id);
    if (Outcome allowed = check_retry(tx, order); !allowed) return allowed.problems();
    const Account account = load_account(tx, order.contract_id);
    order.replaces_id = id;
    order.id = order.batch_id = order.confirmed_by = 0;
    order.version = 1;
    order.drafted_by = actor.account_id;
    order.statement_id = account.is_confirmed() ? account.statement->id : 0;
    if (form->integer("payee") != 0) order.payee_id = form->integer("payee");
    return insert_draft(tx, account, std::move(order));
  });
}

Result<Json> read_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_payments, {"payment_order", id},
                   [&](Tx& tx) -> Result<Json> { return shown_order(tx, id); });
}

Outcome may_confirm_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::confirm_payment_order, {"payment_order", id},
                   [&](Tx& tx) -> Outcome { return check_confirm(tx, *store::find_payment_order(tx.rows(), id)); });
}

Outcome may_cancel_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::edit_payment_orders, {"payment_order", id},
                   [&](Tx& tx) -> Outcome { return check_cancel(*store::find_payment_order(tx.rows(), id)); });
}

Outcome may_retry_payment_order(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::edit_payment_orders, {"payment_order", id},
                   [&](Tx& tx) -> Outcome { return check_retry(tx, *store::find_payment_order(tx.rows(), id)); });
}

}  // namespace zhiheng::service
