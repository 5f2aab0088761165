#include "domain/payment_due.h"

#include <algorithm>

#include "domain/due_day.h"

namespace zhiheng::domain {

namespace {

struct Charge {
  std::string kind;
  std::string reference_stem;
  std::int64_t reference_id = 0;
  std::string label;
  Date since;
  Money amount;
};

Due due_from(const Charge& charge) {
  Due due;
  due.kind = charge.kind;
  due.reference_stem = charge.reference_stem;
  due.reference_id = charge.reference_id;
  due.label = charge.label;
  due.amount = charge.amount;
  due.since = charge.since;
  return due;
}

std::vector<Charge> triggered_instalments(const DueFacts& facts, Date until) {
  std::vector<Charge> charges;
  for (const InstalmentFacts& one : facts.instalments) {
    const Trigger trigger = trigger_of(one.due_condition, one.due_on, facts.signed_on, facts.acceptances);
    if (!trigger.since || *trigger.since > until) continue;
    charges.push_back({"instalment", "instalment", one.id, one.name, *trigger.since, one.amount});
  }
  std::stable_sort(charges.begin(), charges.end(), [](const Charge& a, const Charge& b) { return a.since < b.since; });
  return charges;
}

// As much of `amount` as is left, which is taken from it.
Money take(Money amount, Money& left) {
  const Money taken = std::clamp(amount, Money(), left);
  left = left - taken;
  return taken;
}

// Before a statement each payment names its instalment.
std::vector<Due> open_instalments(const DueFacts& facts, Date today) {
  std::vector<Due> dues;
  if (facts.contract_state == "terminated") return dues;
  Money left = facts.fee > facts.paid ? facts.fee - facts.paid : Money();
  for (const Charge& charge : triggered_instalments(facts, today)) {
    const auto paid = std::find_if(facts.instalments.begin(), facts.instalments.end(), [&](const InstalmentFacts& one) {
                        return one.id == charge.reference_id;
                      })->paid;
    Due due = due_from(charge);
    due.amount = take(charge.amount - paid, left);
    if (due.amount > Money()) dues.push_back(std::move(due));
  }
  return dues;
}

// What is payable stands on instalments that were payable before, on the statement for the rest, and on what came
// after it; what was paid counts for the oldest of them.
std::vector<Due> open_of_statement(const DueFacts& facts, const ConfirmedFacts& confirmed) {
  Money later_sum;
  for (const LaterCharge& one : confirmed.later) later_sum = later_sum + std::max(one.amount, Money());
  const Money owed =
      confirmed.balance.net > confirmed.balance.held ? confirmed.balance.net - confirmed.balance.held : Money();
  Money left = owed > later_sum ? owed - later_sum : Money();
  std::vector<Charge> charges = triggered_instalments(facts, confirmed.confirmed_on);
  for (Charge& charge : charges) charge.amount = take(charge.amount, left);
  charges.push_back({"statement", "statement", confirmed.statement_id, confirmed.number, confirmed.confirmed_on, left});
  for (const LaterCharge& one : confirmed.later) {
    if (one.amount > Money()) {
      charges.push_back({one.kind, one.kind, one.reference_id, one.label, one.since, one.amount});
    }
  }
  std::vector<Due> dues;
  Money payable = confirmed.balance.payable;
  for (auto charge = charges.rbegin(); charge != charges.rend(); ++charge) {
    Due due = due_from(*charge);
    due.amount = take(charge->amount, payable);
    if (due.amount > Money()) dues.insert(dues.begin(), std::move(due));
  }
  return dues;
}

// Too much was paid: since the statement, or since an adjustment that made it less.
std::vector<Due> claims_of(const ConfirmedFacts& confirmed) {
  std::vector<Due> dues;
  Money left = confirmed.balance.recoverable;
  for (auto one = confirmed.later.rbegin(); one != confirmed.later.rend(); ++one) {
    if (one->amount >= Money()) continue;
    Charge charge{"claim", one->kind, one->reference_id, one->label, one->since, take(Money() - one->amount, left)};
    if (charge.amount > Money()) dues.insert(dues.begin(), due_from(charge));
  }
  if (left > Money()) {
    dues.insert(dues.begin(), due_from({"claim", "statement", confirmed.statement_id, confirmed.number,
                                        confirmed.confirmed_on, left}));
  }
  return dues;
}

// A stop counts as far as it lies within the running of the clock; the clock goes on by the days that it stood still.
void run_clock(const DueFacts& facts, const Calendar& calendar, Date today, Due& due) {
  const WithYears<Date> plain = due_day(due.since, facts.payment_days, calendar);
  due.due_before_stop = plain.value;
  due.due_on = plain.value;
  due.years_without_notice = plain.years_without_notice;
  bool stands = false;
  if (!due.is_claim()) {
    for (const ClockStop& stop : facts.stops) {
      const Date from = std::max(stop.from, due.since);
      const Date last = stop.lapses_on ? std::min(today, *stop.lapses_on) : today;
      const Date until = stop.until.value_or(std::max(last, from));
      const int days = facts.payment_days + due.stopped_days;
      if (from > due_day(due.since, days, calendar).value || until < from) continue;
      due.stopped_days += until - from;
      stands = stands || (!stop.until && last == today);
    }
  }
  if (due.stopped_days > 0) {
    const WithYears<Date> moved = due_day(due.since, facts.payment_days + due.stopped_days, calendar);
    due.due_on = moved.value;
    due.years_without_notice = moved.years_without_notice;
  }
  due.days_left = due.due_on - today;
  due.state = stands                             ? "stopped"
              : due.days_left < 0                ? "overdue"
              : due.days_left <= facts.warn_days ? "due_soon"
                                                 : "running";
}

}  // namespace

std::vector<Due> dues_of(const DueFacts& facts, const Calendar& calendar, Date today) {
  std::vector<Due> dues;
  if (!facts.confirmed) {
    dues = open_instalments(facts, today);
  } else if (facts.confirmed->balance.recoverable > Money()) {
    dues = claims_of(*facts.confirmed);
  } else {
    dues = open_of_statement(facts, *facts.confirmed);
  }
  for (Due& due : dues) run_clock(facts, calendar, today, due);
  return dues;
}

}  // namespace zhiheng::domain
