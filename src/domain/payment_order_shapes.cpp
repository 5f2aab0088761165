// Payment orders, their batches, agencies' bank accounts and the bank's answers as they are listed and read.
#include "domain/field_maker.h"
#include "domain/payment_order.h"

namespace zhiheng::domain {

const Shape& payment_order_shape() {
  static const Shape shape{"payment_order",
                           "payment-orders",
                           "payment_order",
                           "number",
                           {reference_field("bureau", "bureau").read_only().filterable(),
                            reference_field("agency", "agency").read_only().filterable(),
                            reference_field("contract", "contract").read_only().filterable(),
                            reference_field("instalment", "instalment").read_only(),
                            reference_field("statement", "statement").read_only(),
                            reference_field("payee", "agency_account").read_only(),
                            reference_field("batch", "payment_batch").read_only().filterable(),
                            reference_field("replaces", "payment_order").read_only(),
                            text_field("number", 32).read_only().searchable().sortable(),
                            choice_field("purpose", "order_purpose").read_only().filterable(),
                            choice_field("state", "order_state").read_only().filterable().sortable(),
                            money_field("amount").read_only().sortable(),
                            text_field("bank_name", 100).read_only(),
                            text_field("account_name", 200).read_only().searchable(),
                            text_field("number_shown", 40).read_only(),
                            text_field("budget_line", 64).read_only().filterable(),
                            text_field("expenditure_function", 64).read_only(),
                            text_field("without_invoice", 500).read_only(),
                            text_field("remark", 500).read_only(),
                            reference_field("drafted_by", "account").column("drafted_by").read_only().filterable(),
                            reference_field("confirmed_by", "account").column("confirmed_by").read_only(),
                            moment_field("confirmed_at"),
                            moment_field("sent_at"),
                            date_field("paid_on").read_only().sortable(),
                            text_field("failed_reason", 500).read_only(),
                            moment_field("cancelled_at"),
                            text_field("cancel_reason", 500).read_only()},
                           true,
                           true,
                           "number"};
  return shape;
}

const Shape& payment_batch_shape() {
  static const Shape shape{
      "payment_batch",
      "payment-batches",
      "payment_batch",
      "number",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("number", 32).read_only().searchable().sortable(),
       integer_field("order_count", 0, 100'000).read_only().sortable(), money_field("total").read_only().sortable(),
       text_field("digest", 64).read_only(),
       reference_field("sent_by", "account").column("sent_by").read_only().filterable(), moment_field("created_at")},
      true,
      false,
      "number"};
  return shape;
}

// The number itself is in no shape: it is shown masked, and in full only where that is audited.
const Shape& agency_account_shape() {
  static const Shape shape{
      "agency_account",
      "agency-accounts",
      "agency_account",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       text_field("account_name", 200).read_only().searchable().sortable(),
       text_field("bank_name", 100).read_only().searchable(), text_field("number_shown", 40).read_only(),
       choice_field("state", "agency_account_state").read_only().filterable().sortable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("checked_by", "account").column("checked_by").read_only(), moment_field("checked_at")},
      true,
      true,
      "account_name"};
  return shape;
}

const Shape& bank_result_shape() {
  static const Shape shape{
      "bank_result",
      "bank-results",
      "bank_result",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("file_name", 200).read_only().searchable().sortable(),
       integer_field("row_count", 0, 1'000'000).read_only(), integer_field("booked_count", 0, 1'000'000).read_only(),
       money_field("booked").read_only().sortable(), integer_field("failed_count", 0, 1'000'000).read_only(),
       integer_field("different_count", 0, 1'000'000).read_only().sortable(),
       integer_field("missing_count", 0, 1'000'000).read_only(), text_field("digest", 64).read_only(),
       reference_field("imported_by", "account").column("imported_by").read_only(), moment_field("created_at")},
      true,
      false,
      "file_name"};
  return shape;
}

}  // namespace zhiheng::domain
