// What the bank or the treasury answers to a file of payment orders: its rows read strictly, and each held against the
// order it names. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/payment_order.h"

namespace zhiheng::domain {

struct BankRow {
  std::uint32_t row = 0;  // in the file, as people see it
  std::string order_number, payee;
  std::string account;  // in full or its last digits; "" when the file has none
  Money amount;
  bool paid = false;      // otherwise it failed
  bool returned = false;  // it failed as money that came back (退票), maybe weeks after it was paid
  std::string voucher_number;
  std::optional<Date> paid_on;  // of what was returned the day on which it came back, where the file has one
  std::string reason;           // why it failed
};

// The columns in the order of the template, and which of them a file must have.
struct BankColumn {
  std::string_view key;  // "order": the title is the message bank_result.column.<key>
  bool required = true;
};
inline constexpr BankColumn bank_columns[] = {{"order"},  {"payee"},   {"account", false}, {"amount"},
                                              {"status"}, {"voucher"}, {"paid_on"},        {"reason", false}};

// `titles` are the titles that a column may have in a file, by the place of the column in bank_columns; `rows` the
// number of each row and its cells. Amounts may be grouped by commas, days written 2026-11-21, 2026/11/21 or 20261121.
// Refuses, all together: bank_result.column_missing, bank_result.column_twice, bank_result.bad_status,
// bank_result.voucher_missing, bank_result.day_missing, and what reading a voucher's number (64 characters), an amount
// or a day refuses, each at
// "<column> <row>".
Result<std::vector<BankRow>> read_bank_rows(const std::vector<std::string>& header,
                                            const std::vector<std::pair<std::uint32_t, std::vector<std::string>>>& rows,
                                            const std::vector<std::vector<std::string>>& titles);

// What a row means for the order that it names: "book", "fail", "give_back" (it was paid and came back), or why nothing
// is done: "already_booked" and "already_failed" (the same was told before), "unknown_order", "not_sent",
// "already_paid" (by another voucher, or called failed afterwards), "return_day_missing" (came back on no day, or
// before it was paid), "amount_differs", "payee_differs", "account_differs". `order` is null when there is none of that
// number; `voucher_on_file` is that of the payment that the order was paid by.
std::string judge_bank_row(const PaymentOrder* order, const std::string& voucher_on_file, const BankRow& row);
// The number under which the money of an order that came back is booked: one for each order, so that it comes back
// once.
std::string return_voucher(const PaymentOrder& order);
// Neither done nor told before: somebody has to look at it.
bool is_difference(std::string_view outcome);

}  // namespace zhiheng::domain
