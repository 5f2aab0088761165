#include "domain/payment.h"

#include <algorithm>

#include "base/messages.h"

namespace zhiheng::domain {

namespace {

const InstalmentFacts* find_instalment(const PaymentFacts& facts, std::int64_t id) {
  for (const InstalmentFacts& instalment : facts.instalments) {
    if (instalment.id == id) return &instalment;
  }
  return nullptr;
}

Problem too_much(const char* rule, Money amount, Money most) {
  return refusal(Kind::conflict, rule, "/amount", {{"amount", amount.text()}, {"most", most.text()}});
}

Money rest(Money whole, Money taken) {
  return whole > taken ? whole - taken : Money();
}

void check_refund(const PaymentFacts& facts, const Payment& payment, Problems& problems) {
  if (payment.returned) {
    if (payment.amount > facts.paid) problems.push_back(too_much("payment.more_than_paid", payment.amount, facts.paid));
    return;
  }
  if (!facts.confirmed || facts.confirmed->recoverable == Money()) {
    problems.push_back(refusal(Kind::conflict, "payment.nothing_recoverable", "/kind"));
  } else if (payment.amount > facts.confirmed->recoverable) {
    problems.push_back(too_much("payment.more_than_recoverable", payment.amount, facts.confirmed->recoverable));
  }
}

// A condition in words of both languages, as texts take it.
Params condition_words(std::string_view condition) {
  const std::string key = "choice.due_condition." + std::string(condition);
  return {{"condition", say(key, Language::zh)}, {"condition_en", say(key, Language::en)}};
}

void check_trigger(const PaymentFacts& facts, const Payment& payment, const InstalmentFacts& instalment,
                   Problems& problems) {
  const Trigger trigger =
      trigger_of(instalment.due_condition, instalment.due_on, facts.contract_signed_on, facts.acceptances);
  Params params = condition_words(instalment.due_condition);
  params.emplace_back("instalment", instalment.name);
  if (!trigger.since) {
    std::string missing;
    for (const std::string& code : trigger.missing) missing += (missing.empty() ? "" : ", ") + code;
    params.emplace_back("missing", missing.empty() ? "-" : missing);
    problems.push_back(refusal(Kind::conflict, "payment.trigger_not_met", "/instalment", std::move(params)));
  } else if (payment.paid_on < *trigger.since && payment.paid_on >= facts.contract_signed_on) {
    params.emplace_back("date", payment.paid_on.text());
    params.emplace_back("since", trigger.since->text());
    problems.push_back(refusal(Kind::conflict, "payment.before_trigger", "/paid_on", std::move(params)));
  }
}

void check_owed(const Balance& balance, const Payment& payment, Problems& problems) {
  if (payment.amount <= balance.payable) return;
  if (payment.amount > balance.payable + balance.held) {
    problems.push_back(too_much("payment.more_than_payable", payment.amount, balance.payable));
    return;
  }
  Problem retained = too_much("payment.retained", payment.amount, balance.payable);
  retained.params.emplace_back("held", balance.held.text());
  problems.push_back(std::move(retained));
}

void check_amount(const PaymentFacts& facts, const Payment& payment, const InstalmentFacts* instalment,
                  Problems& problems) {
  if (facts.confirmed) return check_owed(*facts.confirmed, payment, problems);
  if (payment.instalment_id == 0) {
    problems.push_back(refusal("payment.instalment_missing", "/instalment"));
    return;
  }
  if (!instalment) return;
  check_trigger(facts, payment, *instalment, problems);
  const Money most = std::min(rest(facts.contract_fee, facts.paid), rest(instalment->amount, instalment->paid));
  if (payment.amount > most) problems.push_back(too_much("payment.more_than_payable", payment.amount, most));
}

}  // namespace

Money paid_by(const std::vector<Payment>& payments) {
  Money paid;
  for (const Payment& payment : payments) {
    paid = payment.kind == "refund" ? paid - payment.amount : paid + payment.amount;
  }
  return paid;
}

Outcome register_payment(const PaymentFacts& facts, const Payment& payment, Date today) {
  Problems problems;
  if (facts.voucher_taken) {
    problems.push_back(
        refusal(Kind::conflict, "payment.voucher_taken", "/voucher_number", {{"voucher", payment.voucher_number}}));
  }
  const bool known_kind = payment.kind == "payment" || payment.kind == "refund";
  if (!known_kind) problems.push_back(refusal("payment.bad_kind", "/kind", {{"kind", payment.kind}}));
  if (payment.amount <= Money()) problems.push_back(refusal("payment.amount_missing", "/amount"));
  if (payment.paid_on > today) {
    problems.push_back(refusal("payment.in_the_future", "/paid_on", {{"date", payment.paid_on.text()}}));
  } else if (payment.paid_on < facts.contract_signed_on) {
    problems.push_back(refusal("payment.before_contract", "/paid_on",
                               {{"date", payment.paid_on.text()}, {"signed_on", facts.contract_signed_on.text()}}));
  }
  const InstalmentFacts* instalment = find_instalment(facts, payment.instalment_id);
  if (payment.instalment_id != 0 && !instalment) {
    problems.push_back(refusal("payment.no_such_instalment", "/instalment"));
  }
  if (facts.contract_state == "terminated" && payment.kind == "payment" && !facts.confirmed) {
    problems.push_back(refusal(Kind::conflict, "payment.contract_terminated", "/contract"));
  }
  if (payment.kind == "refund") check_refund(facts, payment, problems);
  if (payment.kind == "payment") check_amount(facts, payment, instalment, problems);
  if (!problems.empty()) return problems;
  return Done{};
}

}  // namespace zhiheng::domain
