// How postings and their corrections are listed, read and exported.
#include "domain/field_maker.h"
#include "domain/journal.h"

namespace zhiheng::domain {

const Shape& journal_transaction_shape() {
  static const Shape shape{
      "journal_transaction",
      "journal",
      "journal_transaction",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       reference_field("contract", "contract").read_only().filterable(),
       integer_field("year", 1900, 2199).read_only().filterable().sortable(),
       integer_field("number", 0, 1'000'000'000).read_only().sortable(),
       choice_field("kind", "journal_kind").read_only().filterable(),
       text_field("period", 7).read_only().filterable().sortable(), date_field("occurred_on").read_only().sortable(),
       date_field("posted_on").read_only().sortable(), text_field("reference", 200).read_only().searchable(),
       text_field("source_key", 64).read_only(), money_field("amount").read_only().sortable(),
       text_field("reason", 500).read_only().searchable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only()},
      true,
      true,
      "reference"};
  return shape;
}

const Shape& journal_correction_shape() {
  static const Shape shape{
      "journal_correction",
      "journal-corrections",
      "journal_correction",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       reference_field("contract", "contract").read_only().filterable(),
       reference_field("transaction", "journal_transaction").read_only().filterable(),
       date_field("occurred_on").read_only().sortable(), text_field("reason", 500).read_only().searchable(),
       choice_field("state", "journal_correction_state").read_only().filterable().sortable(),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only()},
      true,
      true,
      "reason"};
  return shape;
}

}  // namespace zhiheng::domain
