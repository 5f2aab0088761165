// Invoices (发票) that an agency gives for its fee: the split of a gross amount into net and tax, what is checked on
// paper and against the contract, and red-letter invoices (红字) that take a blue one back, wholly or in part.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct TaxSplit {
  Money gross, net, tax;
  friend bool operator==(const TaxSplit&, const TaxSplit&) = default;
};

// "6", "3", "1", "0" or "exempt" in basis points: 600, 300, 100, 0, 0; none for any other rate.
std::optional<int> tax_basis_points(std::string_view rate);
// As people write it: "6%", "6 %", "0.06", "免税" and "exempt" too; "" when it is none of the known rates.
std::string read_tax_rate(std::string_view text);
// Tax is included in the gross amount: net = gross / (1 + rate), rounded half-up to the fen once, tax = gross - net.
// A red amount mirrors the blue one.
TaxSplit split_tax(Money gross, int basis_points);

struct Invoice {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, contract_id = 0, statement_id = 0;
  std::string number;
  std::string kind = "blue";  // blue | red
  std::int64_t red_of_id = 0;
  std::optional<Date> issued_on;
  std::string buyer_name, buyer_uscc, seller_name, seller_uscc, item, rate;
  Money gross, net, tax;    // of a red one: negative
  bool line_split = false;  // net and tax are off by one fen because the seller split line by line; acknowledged
  std::string state = "entered";
  std::string remark, file_name, file_sha256;
  std::int64_t entered_by = 0, accepted_by = 0, returned_by = 0;
  std::string accepted_at, returned_at, return_reason;
  std::int64_t version = 1;

  bool is_red() const { return kind == "red"; }
};

inline constexpr std::array<Transition, 6> invoice_workflow{{
    {"", "enter", "entered", "clerk,agency"},
    {"entered", "change", "entered", "clerk,agency"},
    {"returned", "change", "entered", "clerk,agency"},
    {"entered", "accept", "accepted", "clerk,reviewer"},
    {"entered", "return", "returned", "clerk,reviewer"},
    {"accepted", "reverse", "reversed", "system"},
}};

const Shape& invoice_shape();

// The blue invoice that a red one takes back.
struct BlueFacts {
  std::string state, rate;
  Money gross, taken_back;  // by accepted red ones, as a positive amount
  Date issued_on;
};

// Against what an invoice is held.
struct InvoiceFacts {
  bool number_taken = false;
  std::string taken_by;                               // the contract whose invoice has the number, for who may know it
  std::string bureau_name, bureau_title, buyer_uscc;  // title and code may not be on file: ""
  std::string agency_name, agency_uscc;
  Date signed_on;
  Money standing;           // accepted blue less red, without this invoice
  Money ceiling;            // what is or can become payable under the contract, what was paid included
  bool is_settled = false;  // ... after a confirmed statement
  std::optional<BlueFacts> blue;
};

// One line of the list of checks on the page: `rule` names what is not as it should be when `ok` is false.
struct InvoiceCheck {
  std::string key;  // "number", "buyer", "seller", "amounts", "split", "rate", "day", "ceiling", "item", "red"
  bool ok = true;
  bool known = true;  // false: there is nothing on file to hold it against
};

// Every problem at once, each at its field: invoice.number_malformed (20 digits), invoice.number_taken,
// invoice.date_missing, invoice.in_the_future, invoice.before_contract, invoice.buyer_differs (name or code),
// invoice.seller_differs, invoice.item_missing, invoice.rate_unknown, invoice.amount_missing, invoice.sign_differs (a
// blue one is positive, a red one negative), invoice.amounts_differ (gross is not net + tax), invoice.split_differs,
// invoice.split_off_by_a_fen (line by line; once acknowledged with `line_split` it is none),
// invoice.more_than_payable, and of a red one invoice.blue_missing, invoice.blue_not_accepted, invoice.red_over_blue,
// invoice.red_before_blue, invoice.red_rate_differs; of a blue one invoice.red_of_unexpected.
Problems check_invoice(const Invoice& invoice, const InvoiceFacts& facts, Date today);
std::vector<InvoiceCheck> invoice_checks(const Invoice& invoice, const InvoiceFacts& facts, Date today);

// Refuses invoice.not_entered (what was accepted stays as it was).
Outcome change_invoice(const Invoice& invoice);
// Refuses, in this order: invoice.not_entered, invoice.four_eyes; then what check_invoice refuses.
Outcome accept_invoice(const Invoice& invoice, const InvoiceFacts& facts, std::int64_t account_id, Date today);
// Refuses, in this order: invoice.not_entered, invoice.reason_missing.
Outcome return_invoice(const Invoice& invoice, std::string_view reason);

// What a red-letter invoice must take back before the rest can be paid: nought when nothing.
Money red_letter_needed(Money standing, Money ceiling, bool is_settled);

}  // namespace zhiheng::domain
