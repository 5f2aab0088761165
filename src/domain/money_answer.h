// Small sums of money as an accountant asks for them, without a contract around them: the split of a tax, an amount in
// capitals, a due day with why it is that day, and a balance. Each takes an object of texts and answers an object.
#pragma once

#include "base/calendar.h"
#include "base/json.h"
#include "base/result.h"

namespace zhiheng::domain {

// {"gross":"106.00","rate":"6%"} -> {"gross","rate","net","tax"}. A red amount may carry a minus sign. Refuses, all at
// once: field.unknown, field.required, field.wrong_type, number.*, invoice.rate_unknown.
Result<Json> answer_split(const Json& question);
// {"amount":"1409.50"} -> {"amount","words"}.
Result<Json> answer_words(const Json& question);
// {"date":"2025-09-26","days":"7","working":false} -> {"from","days","working","due","counted_to","days_off",
// "years_without_notice"}: `counted_to` is where plain counting ends, `days_off` were stepped over. Refuses date.*,
// money.days_out_of_range (0 to 3650).
Result<Json> answer_due(const Json& question, const Calendar& calendar);
// {"fee","bonus"?,"deduction"?,"paid"?,"retention"?} -> the same with "net","payable","recoverable","held". What is
// held back is part of what is not paid yet, never more. Refuses money.deduction_over_fee.
Result<Json> answer_balance(const Json& question);

}  // namespace zhiheng::domain
