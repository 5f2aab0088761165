// Money that moved: payments by instalment before the statement, up to what is payable after it, and refunds of what
// was recoverable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/statement_rules.h"
#include "domain/trigger.h"

namespace zhiheng::domain {

struct Payment {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t contract_id = 0;
  std::int64_t instalment_id = 0;  // 0: none
  std::int64_t statement_id = 0;   // 0: before there was a confirmed one
  std::string kind = "payment";    // payment | refund
  Date paid_on;
  Money amount;
  std::string voucher_number;
  std::string remark;
  bool returned = false;       // not kept: a refund by the bank of what it could not deliver, whatever is recoverable
  std::int64_t order_id = 0;   // 0: booked by hand
  std::int64_t booked_by = 0;  // 0: the command line of the machine's owner
  std::int64_t countersigned_by = 0;  // 0: nobody yet, or paid by an order
  std::string countersigned_at;       // "" while a payment that was booked by hand waits
  std::int64_t version = 1;
};

struct InstalmentFacts {
  std::int64_t id = 0;
  int sequence = 0;
  std::string name;
  Money amount;
  Money paid;  // by earlier payments of this instalment
  std::string due_condition = "signed";
  std::optional<Date> due_on;
};

// Where the contract stands when money moves.
struct PaymentFacts {
  std::string contract_state;
  Date contract_signed_on;
  Money contract_fee;
  Money paid;                        // payments less refunds
  std::optional<Balance> confirmed;  // of the confirmed or settled statement, when there is one
  std::vector<InstalmentFacts> instalments;
  bool voucher_taken = false;
  std::vector<Acceptance> acceptances;  // of the contract's engagements
};

Money paid_by(const std::vector<Payment>& payments);  // payments less refunds

// May this payment or refund be registered? Refuses, all together at their fields: payment.voucher_taken,
// payment.bad_kind, payment.amount_missing, payment.in_the_future, payment.before_contract, payment.no_such_instalment,
// payment.contract_terminated, and for the amount payment.instalment_missing and payment.more_than_payable (before a
// confirmed statement: the rest of the fee and of the instalment; after it: what is payable), payment.retained (what is
// held back is not payable before its release), payment.nothing_recoverable, payment.more_than_recoverable,
// payment.more_than_paid (came back from the bank). Before a
// confirmed statement also payment.trigger_not_met (naming the engagements that hold the
// instalment up) and payment.before_trigger.
Outcome register_payment(const PaymentFacts& facts, const Payment& payment, Date today);

}  // namespace zhiheng::domain
