// The payment clock: what became payable when, until when it is to be paid, and what stops the clock meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/money.h"
#include "domain/payment.h"

namespace zhiheng::domain {

// A deduction notice stops the clock from the day it was sent until the day it was answered, decided or expired.
struct ClockStop {
  Date from;
  std::optional<Date> until;      // nothing: still
  std::optional<Date> lapses_on;  // where the agency has not answered yet: its last day to do so
};

// What a confirmed statement made payable beside itself, in the order of time.
struct LaterCharge {
  std::string kind;  // adjustment | retention
  std::int64_t reference_id = 0;
  std::string label;
  Date since;
  Money amount;  // negative: less is owed
};

struct ConfirmedFacts {
  std::int64_t statement_id = 0;
  std::string number;
  Date confirmed_on;
  Balance balance;
  std::vector<LaterCharge> later;
};

struct DueFacts {
  std::string contract_state;
  Date signed_on;
  Money fee;
  Money paid;  // payments less refunds
  int payment_days = 30;
  int warn_days = 7;
  std::vector<InstalmentFacts> instalments;
  std::vector<Acceptance> acceptances;
  std::optional<ConfirmedFacts> confirmed;
  std::vector<ClockStop> stops;
};

struct Due {
  std::string kind;            // instalment, statement, adjustment, retention; claim: the agency owes it
  std::string reference_stem;  // of the row that it stands on: its kind, or of a claim statement or adjustment
  std::int64_t reference_id = 0;
  std::string label;
  Money amount;  // still open
  Date since;
  Date due_on;
  Date due_before_stop;  // the same day when nothing stopped the clock
  int stopped_days = 0;
  std::vector<int> years_without_notice;
  std::string state;  // stopped, running, due_soon, overdue
  int days_left = 0;  // negative: days overdue
  bool is_claim() const { return kind == "claim"; }
};

// Payments are taken for the oldest amounts first, so what is open is the newest. The dues add up to what is payable
// (or recoverable) now; before a confirmed statement, to what is open of the instalments that may be paid.
std::vector<Due> dues_of(const DueFacts& facts, const Calendar& calendar, Date today);

}  // namespace zhiheng::domain
