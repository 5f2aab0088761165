#include "service/payment_order_parts.h"

#include "service/heart_json.h"
#include "service/payment_order_service.h"
#include "service/record_parts.h"
#include "store/payment_order_store.h"
#include "store/payment_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::PaymentOrder;

namespace {

Json basis_of(Tx& tx, const PaymentOrder& order) {
  const Account account = load_account(tx, order.contract_id);
  const domain::OrderFacts facts = order_facts(tx, account, order);
  Json basis = Json::object();
  basis.set("contract", account.contract.number).set("contract_title", account.contract.title);
  basis.set("agency", account.contract.agency_name).set("bureau", account.contract.bureau_name);
  basis.set("signed_on", account.contract.signed_on.text()).set("fee", account.contract.fee.text());
  basis.set("paid", facts.payment.paid.text()).set("invoiced", facts.invoiced.text());
  // Orders that are still being drafted are the bureau's alone, and so is what they come to.
  const domain::Scope scope = domain::scope(tx.actor(), Action::see_payments);
  const bool staff = scope.everything || scope.has_bureau(order.bureau_id);
  basis.set("open", staff ? facts.open.text() : std::string());
  std::string name, amount;
  for (const domain::InstalmentFacts& instalment : facts.payment.instalments) {
    if (instalment.id != order.instalment_id) continue;
    name = instalment.name;
    amount = instalment.amount.text();
  }
  basis.set("instalment_name", name).set("instalment_amount", amount);
  const bool settled = account.is_confirmed();
  basis.set("statement_number", settled ? account.statement->number : std::string());
  basis.set("deduction", settled ? account.statement->deduction.text() : std::string());
  basis.set("net", settled ? account.balance().net.text() : std::string());
  return basis.set("payable", settled ? account.balance().payable.text() : std::string());
}

Outcome check_countersign(const domain::Payment& payment) {
  if (payment.order_id != 0) return refusal(Kind::conflict, "payment.needs_no_countersignature");
  if (!payment.countersigned_at.empty()) return refusal(Kind::conflict, "payment.countersigned_already");
  return Done{};
}

domain::Payment payment_with(Tx& tx, std::int64_t id) {
  const auto contract = tx.rows().query("SELECT contract_id FROM payment WHERE id = ?", {id});
  for (const domain::Payment& payment : store::payments_of(tx.rows(), integer_or(contract.at(0).at(0)))) {
    if (payment.id == id) return payment;
  }
  throw Defect("a payment is one of its contract");
}

}  // namespace

Result<PaymentOrder> fresh_order(Tx& tx, std::int64_t id, std::int64_t version) {
  auto order = store::find_payment_order(tx.rows(), id);
  if (!order) return refusal(Kind::absent, "record.absent");
  if (order->version != version) return order_is_stale(tx, id, version);
  return std::move(*order);
}

Problem order_is_stale(Tx& tx, std::int64_t id, std::int64_t version) {
  return stale_problem(tx, domain::payment_order_shape(), id, version);
}

Json shown_order(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::payment_order_shape();
  Json out = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const PaymentOrder order = *store::find_payment_order(tx.rows(), id);
  out.set("amount_in_words", in_capitals(order.amount));
  out.set("voucher_number", store::voucher_of_order(tx.rows(), id));
  return out.set("basis", basis_of(tx, order));
}

Json order_content(const PaymentOrder& order) {
  Json json = Json::object().set("amount", order.amount.text()).set("purpose", order.purpose);
  json.set("instalment", id_json(order.instalment_id)).set("payee", id_json(order.payee_id));
  json.set("number_shown", order.number_shown).set("budget_line", order.budget_line);
  json.set("expenditure_function", order.expenditure_function).set("without_invoice", order.without_invoice);
  return json.set("remark", order.remark);
}

std::string numbered(const std::string& prefix, std::int64_t sequence) {
  std::string digits = std::to_string(sequence);
  while (digits.size() < 4) digits.insert(0, "0");
  return prefix + digits;
}

Result<Json> countersign_payment(Gate& gate, const domain::Actor& actor, std::int64_t payment_id,
                                 std::int64_t version) {
  const Subject subject{"payment", payment_id};
  return gate.write(actor, Action::countersign_payment, subject, [&](Tx& tx) -> Result<Json> {
    const domain::Payment payment = payment_with(tx, payment_id);
    if (payment.version != version) return stale_problem(tx, *domain::find_shape("payment"), payment_id, version);
    if (Outcome allowed = check_countersign(payment); !allowed) return allowed.problems();
    ensure(store::countersign_payment(tx.rows(), payment_id, version, actor.account_id, tx.now()),
           "writers take turns, so the payment that was read is the one that is written");
    Json detail = Json::object().set("before", Json::object().set("countersigned_at", Json()));
    detail.set("after", Json::object().set("countersigned_at", tx.now().utc())).set("version", version + 1);
    tx.audit("countersign", subject, payment.bureau_id, detail);
    return to_json(payment_with(tx, payment_id));
  });
}

Outcome may_countersign_payment(Gate& gate, const domain::Actor& actor, std::int64_t payment_id) {
  return gate.read(actor, Action::countersign_payment, {"payment", payment_id},
                   [&](Tx& tx) -> Outcome { return check_countersign(payment_with(tx, payment_id)); });
}

}  // namespace zhiheng::service
