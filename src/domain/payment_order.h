// Payment orders (支付申请): what is to be paid to whom, asked for by one person and confirmed by another, sent in a
// file to the bank or the treasury, and booked by what came back. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "domain/payment.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct PaymentOrder {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t contract_id = 0;
  std::int64_t instalment_id = 0;      // 0: none
  std::int64_t statement_id = 0;       // 0: before there was a confirmed one
  std::int64_t payee_id = 0;           // the agency's bank account
  std::int64_t batch_id = 0;           // 0: not sent
  std::int64_t replaces_id = 0;        // the order that failed before this one; 0: none
  std::string number;                  // "ZF-2026-0001"
  std::string purpose = "instalment";  // instalment | final | retention
  std::string state = "draft";
  Money amount;
  std::string bank_name, account_name, number_shown;  // of the payee as the order was drafted
  std::string budget_line, expenditure_function;
  std::string without_invoice;  // why no invoice is asked for first; "": it is
  std::string remark;
  std::int64_t drafted_by = 0, confirmed_by = 0;
  std::optional<Date> paid_on;
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 8> payment_order_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "confirm", "confirmed", "reviewer,leader"},
    {"draft", "cancel", "cancelled", "clerk"},
    {"confirmed", "cancel", "cancelled", "clerk"},
    {"confirmed", "send", "sent", "clerk"},
    {"sent", "pay", "paid", "system"},
    {"sent", "fail", "failed", "system"},
    {"paid", "give_back", "failed", "system"},
}};

// An order that may still take money out of the account.
bool is_open_order(std::string_view state);

// What is known when an order is drafted, confirmed or sent.
struct OrderFacts {
  PaymentFacts payment;                                            // of the contract, without its open orders
  Money open;                                                      // other open orders of the contract
  std::vector<std::pair<std::int64_t, Money>> open_by_instalment;  // one for each order: an instalment may have several
  Money invoiced;                                                  // accepted invoices less red-letter ones
  std::string payee_state;       // of the bank account; "" when there is no such account
  bool payee_of_agency = false;  // the account belongs to the contract's agency and bureau
};

// May the order stand? Refuses, all together at their fields: order.account_unknown and order.account_unchecked at
// /payee, order.bad_purpose at /purpose, what domain::register_payment refuses at its fields, where the amount and the
// open orders of the contract count together (order.more_than_payable in the place of payment.more_than_payable), and
// order.invoice_missing at /amount: accepted invoices less what was paid and is ordered do not cover the amount, unless
// the order says why it goes without one.
Outcome check_order(const OrderFacts& facts, const PaymentOrder& order, Date today);

// May a payment by hand be booked beside orders that were sent and that nobody has answered yet (`facts.open`)? The
// bank may have paid them already. Refuses payment.ordered_already at /amount; what domain::register_payment refuses
// anyway is left to it.
Outcome check_beside_orders(const OrderFacts& facts, const Payment& payment, Date today);

// Refuses, in this order: order.not_draft, order.four_eyes, then what check_order refuses.
Outcome confirm_order(const OrderFacts& facts, const PaymentOrder& order, std::int64_t account_id, Date today);

const Shape& payment_order_shape();
const Shape& payment_batch_shape();
const Shape& agency_account_shape();
const Shape& bank_result_shape();

}  // namespace zhiheng::domain
