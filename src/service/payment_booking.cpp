#include "service/payment_booking.h"

#include "service/heart_json.h"
#include "service/journal_post.h"
#include "service/notice_service.h"
#include "store/billing_store.h"
#include "store/payment_store.h"

namespace zhiheng::service {

domain::PaymentFacts payment_facts(Tx& tx, const Account& account, const std::string& voucher_number) {
  domain::PaymentFacts facts;
  facts.contract_state = account.contract.state;
  facts.contract_signed_on = account.contract.signed_on;
  facts.contract_fee = account.contract.fee;
  facts.paid = domain::paid_by(account.payments);
  if (account.is_confirmed()) facts.confirmed = account.balance();
  facts.instalments = store::instalment_facts_of(tx.rows(), account.contract.id);
  if (!facts.confirmed) facts.acceptances = store::acceptances_of(tx.rows(), account.contract.id);
  facts.voucher_taken = store::is_voucher_taken(tx.rows(), account.contract.bureau_id, voucher_number);
  return facts;
}

Result<domain::Payment> book_payment(Tx& tx, Account& account, domain::Payment payment) {
  const Outcome allowed =
      domain::register_payment(payment_facts(tx, account, payment.voucher_number), payment, tx.today());
  if (!allowed) return allowed.problems();
  store::take_contract(tx.rows(), account.contract, tx.now());
  payment.booked_by = tx.actor().account_id;
  payment.id = store::insert_payment(tx.rows(), payment, tx.now());
  Json detail = Json::object();
  detail.set("before", Json::object()).set("after", to_json(payment)).set("version", 1);
  tx.audit("register", {"payment", payment.id}, payment.bureau_id, detail);
  const Params told{{"amount", payment.amount.text()}, {"voucher", payment.voucher_number}};
  if (payment.kind == "payment") tell_agency(tx, {"paid", {"payment", payment.id}, "", {}, told});
  account.payments.push_back(payment);
  if (account.is_confirmed()) settle(tx, account);
  if (const Outcome booked = post_journal(tx, payment.contract_id); !booked) return booked.problems();
  return payment;
}

}  // namespace zhiheng::service
