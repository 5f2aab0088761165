#include "domain/payment_order.h"

namespace zhiheng::domain {

namespace {

Money less(Money whole, Money taken) {
  return whole > taken ? whole - taken : Money();
}

Problem too_much(Money amount, Money most, Money open) {
  return refusal(Kind::conflict, "order.more_than_payable", "/amount",
                 {{"amount", amount.text()}, {"most", most.text()}, {"open", open.text()}});
}

Money open_of(const OrderFacts& facts, std::int64_t instalment_id) {
  Money open;
  for (const auto& [id, amount] : facts.open_by_instalment) {
    if (id == instalment_id) open = open + amount;
  }
  return open;
}

// The facts as they would be if every open order had been paid already.
PaymentFacts with_open_orders(const OrderFacts& facts) {
  PaymentFacts all = facts.payment;
  all.paid = all.paid + facts.open;
  if (all.confirmed) {
    all.confirmed->paid = all.confirmed->paid + facts.open;
    all.confirmed->payable = less(all.confirmed->payable, facts.open);
  }
  for (InstalmentFacts& instalment : all.instalments) instalment.paid = instalment.paid + open_of(facts, instalment.id);
  return all;
}

void check_payee(const OrderFacts& facts, Problems& problems) {
  if (facts.payee_state.empty() || !facts.payee_of_agency) {
    problems.push_back(refusal("order.account_unknown", "/payee"));
  } else if (facts.payee_state != "checked") {
    problems.push_back(refusal(Kind::conflict, "order.account_unchecked", "/payee"));
  }
}

void check_invoice(const OrderFacts& facts, const PaymentOrder& order, Problems& problems) {
  if (!order.without_invoice.empty()) return;
  const Money used = facts.payment.paid + facts.open;
  const Money left = less(facts.invoiced, used);
  if (order.amount <= left) return;
  problems.push_back(
      refusal(Kind::conflict, "order.invoice_missing", "/amount",
              {{"amount", order.amount.text()}, {"left", left.text()}, {"invoiced", facts.invoiced.text()}}));
}

}  // namespace

bool is_open_order(std::string_view state) {
  return state == "draft" || state == "confirmed" || state == "sent";
}

Outcome check_order(const OrderFacts& facts, const PaymentOrder& order, Date today) {
  Problems problems;
  check_payee(facts, problems);
  const bool known = order.purpose == "instalment" || order.purpose == "final" || order.purpose == "retention";
  if (!known) problems.push_back(refusal("order.bad_purpose", "/purpose", {{"purpose", order.purpose}}));
  Payment payment;
  payment.instalment_id = order.instalment_id;
  payment.statement_id = order.statement_id;
  payment.amount = order.amount;
  payment.paid_on = today;
  const Outcome payable = register_payment(with_open_orders(facts), payment, today);
  if (!payable) {
    for (const Problem& problem : payable.problems()) {
      if (problem.rule != "payment.more_than_payable") {
        problems.push_back(problem);
        continue;
      }
      Money most;
      for (const auto& [name, value] : problem.params) {
        if (name != "most") continue;
        if (const auto read = read_money(value, "")) most = *read;
      }
      problems.push_back(too_much(order.amount, most, facts.open));
    }
  }
  check_invoice(facts, order, problems);
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome check_beside_orders(const OrderFacts& facts, const Payment& payment, Date today) {
  if (payment.kind != "payment" || facts.open == Money()) return Done{};
  if (!register_payment(facts.payment, payment, today)) return Done{};
  if (register_payment(with_open_orders(facts), payment, today)) return Done{};
  return refusal(Kind::conflict, "payment.ordered_already", "/amount",
                 {{"amount", payment.amount.text()}, {"ordered", facts.open.text()}});
}

Outcome confirm_order(const OrderFacts& facts, const PaymentOrder& order, std::int64_t account_id, Date today) {
  if (order.state != "draft") return refusal(Kind::conflict, "order.not_draft");
  if (account_id != 0 && account_id == order.drafted_by) return refusal(Kind::forbidden, "order.four_eyes");
  return check_order(facts, order, today);
}

}  // namespace zhiheng::domain
