#include "service/payment_service.h"

#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/payment_booking.h"
#include "service/statement_parts.h"
#include "store/payment_order_store.h"
#include "store/payment_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

domain::Payment payment_from(const Record& form, const Account& account) {
  domain::Payment payment;
  payment.bureau_id = account.contract.bureau_id;
  payment.agency_id = account.contract.agency_id;
  payment.contract_id = account.contract.id;
  payment.instalment_id = form.integer("instalment");
  payment.kind = form.text("kind").empty() ? "payment" : form.text("kind");
  payment.paid_on = *read_date(form.text("paid_on"), "/paid_on");
  payment.amount = Money::fen(form.integer("amount"));
  payment.voucher_number = form.text("voucher_number");
  payment.remark = form.text("remark");
  if (account.is_confirmed()) payment.statement_id = account.statement->id;
  return payment;
}

// What the bank was asked for may have been paid already, though nobody has heard of it yet.
Outcome beside_sent_orders(Tx& tx, const Account& account, const domain::Payment& payment) {
  domain::OrderFacts facts;
  facts.payment = payment_facts(tx, account, payment.voucher_number);
  for (const auto& [instalment, amount] : store::sent_orders_of(tx.rows(), account.contract.id)) {
    facts.open = facts.open + amount;
    if (instalment != 0) facts.open_by_instalment.emplace_back(instalment, amount);
  }
  return domain::check_beside_orders(facts, payment, tx.today());
}

}  // namespace

Result<Json> register_payment(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("kind", 16),
                                                 domain::reference_field("instalment", "instalment"),
                                                 domain::date_field("paid_on").required(),
                                                 domain::money_field("amount").required(),
                                                 domain::code_field("voucher_number", 64).required(),
                                                 domain::text_field("remark", 500)};
  return gate.write(actor, Action::register_payment, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    Account account = load_account(tx, contract_id);
    const domain::Payment payment = payment_from(*form, account);
    if (Outcome free = beside_sent_orders(tx, account, payment); !free) return free.problems();
    const auto booked = book_payment(tx, account, payment);
    if (!booked) return booked.problems();
    return to_json(*booked);
  });
}

Result<Json> payments_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_payments, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const Account account = load_account(tx, contract_id);
    Json items = Json::array();
    for (const domain::Payment& payment : account.payments) items.push(to_json(payment));
    Json instalments = Json::array();
    for (const domain::InstalmentFacts& instalment : store::instalment_facts_of(tx.rows(), contract_id)) {
      Json row = Json::object();
      row.set("id", id_json(instalment.id)).set("sequence", instalment.sequence).set("name", instalment.name);
      row.set("amount", instalment.amount.text()).set("paid", instalment.paid.text());
      instalments.push(std::move(row.set("left", (instalment.amount - instalment.paid).text())));
    }
    Json answer = Json::object();
    answer.set("items", std::move(items)).set("instalments", std::move(instalments));
    answer.set("fee", account.contract.fee.text()).set("paid", domain::paid_by(account.payments).text());
    return answer.set("balance", account.is_confirmed() ? to_json(account.balance()) : Json());
  });
}

}  // namespace zhiheng::service
