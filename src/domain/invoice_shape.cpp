// The rows of invoices as they are listed, read and exported.
#include "domain/field_maker.h"
#include "domain/invoice.h"

namespace zhiheng::domain {

const Shape& invoice_shape() {
  static const Shape shape{"invoice",
                           "invoices",
                           "invoice",
                           "number",
                           {reference_field("bureau", "bureau").read_only().filterable(),
                            reference_field("agency", "agency").read_only().filterable(),
                            reference_field("contract", "contract").read_only().filterable(),
                            reference_field("statement", "statement").read_only().filterable(),
                            text_field("number", 20).read_only().searchable().sortable(),
                            choice_field("kind", "invoice_kind").read_only().filterable(),
                            reference_field("red_of", "invoice").read_only().filterable(),
                            date_field("issued_on").read_only().sortable(),
                            text_field("buyer_name", 100).read_only(),
                            text_field("buyer_uscc", 18).read_only(),
                            text_field("seller_name", 100).read_only().searchable(),
                            text_field("seller_uscc", 18).read_only().searchable(),
                            text_field("item", 200).read_only().searchable(),
                            choice_field("rate", "invoice_rate").read_only().filterable(),
                            money_field("gross").read_only().sortable(),
                            money_field("net").read_only(),
                            money_field("tax").read_only(),
                            flag_field("line_split").read_only(),
                            choice_field("state", "invoice_state").read_only().filterable().sortable(),
                            text_field("remark", 500).read_only(),
                            text_field("file_name", 255).read_only(),
                            reference_field("entered_by", "account").column("entered_by").read_only(),
                            reference_field("accepted_by", "account").column("accepted_by").read_only(),
                            moment_field("accepted_at").sortable(),
                            reference_field("returned_by", "account").column("returned_by").read_only(),
                            moment_field("returned_at"),
                            text_field("return_reason", 500).read_only()},
                           true,
                           true,
                           "number"};
  return shape;
}

}  // namespace zhiheng::domain
