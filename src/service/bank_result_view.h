// What came of a bank's answer, as people and programs are shown it.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "store/payment_order_store.h"

namespace zhiheng::service {

// The kept answer with a sentence for each row; `repeated` when the same file was read before.
Json shown_bank_result(const store::BankResult& result, bool repeated, Language language);

}  // namespace zhiheng::service
