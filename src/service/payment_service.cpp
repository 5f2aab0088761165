#include "service/payment_service.h"

#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/statement_parts.h"
#include "store/payment_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

domain::PaymentFacts facts_of(Tx& tx, const Account& account, const std::string& voucher_number) {
  domain::PaymentFacts facts;
  facts.contract_state = account.contract.state;
  facts.contract_signed_on = account.contract.signed_on;
  facts.contract_fee = account.contract.fee;
  facts.paid = domain::paid_by(account.payments);
  if (account.is_confirmed()) facts.confirmed = account.balance();
  facts.instalments = store::instalment_facts_of(tx.rows(), account.contract.id);
  facts.voucher_taken = store::is_voucher_taken(tx.rows(), account.contract.bureau_id, voucher_number);
  return facts;
}

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
    domain::Payment payment = payment_from(*form, account);
    const Outcome allowed =
        domain::register_payment(facts_of(tx, account, payment.voucher_number), payment, tx.today());
    if (!allowed) return allowed.problems();
    store::take_contract(tx.rows(), account.contract, tx.now());
    payment.id = store::insert_payment(tx.rows(), payment, tx.now());
    Json detail = Json::object();
    detail.set("before", Json::object()).set("after", to_json(payment)).set("version", 1);
    tx.audit("register", {"payment", payment.id}, payment.bureau_id, detail);
    const Params told{{"amount", payment.amount.text()}, {"voucher", payment.voucher_number}};
    if (payment.kind == "payment") tell_agency(tx, {"paid", {"payment", payment.id}, "", {}, told});
    account.payments.push_back(payment);
    if (account.is_confirmed()) settle(tx, account);
    return to_json(payment);
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
