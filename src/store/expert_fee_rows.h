// The columns of a line in the order in which both halves of the store read them.
#pragma once

#include "domain/expert_fee.h"
#include "store/row_reader.h"

namespace zhiheng::store {

// Of a table named l.
inline constexpr std::string_view expert_fee_line_columns =
    "l.id, l.fee_id, l.sequence, l.expert_id, l.panel_id, l.matter, l.kind, l.worked_on, l.part, l.quantity, "
    "l.title_level, l.day_number, l.given_fen, l.corrects_id, l.unpayable, l.unfinished, l.reason, l.gross_fen, "
    "l.tax_fen, l.earlier_income_fen, l.earlier_tax_fen, l.taxable_fen, l.rate_percent, l.quick_deduction_fen, "
    "l.payment_id, l.steps";
domain::ExpertFeeLine expert_fee_line_of(RowReader& cells);

}  // namespace zhiheng::store
