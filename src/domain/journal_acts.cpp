// Closing a month and correcting a posting.
#include "domain/journal.h"

namespace zhiheng::domain {

namespace {

bool is_period(std::string_view text) {
  return text.size() == 7 && read_date(std::string(text) + "-01", {}).ok();
}

Date first_day(std::string_view period) {
  return *read_date(std::string(period) + "-01", {});
}

}  // namespace

std::string next_period(std::string_view period) {
  return (first_day(period) + 31).text().substr(0, 7);
}

Date open_day(Date occurred_on, std::string_view closed) {
  if (closed.empty() || occurred_on.text().substr(0, 7) > closed) return occurred_on;
  return first_day(next_period(closed));
}

Outcome close_period(const PeriodFacts& facts) {
  if (!is_period(facts.period)) return refusal("journal.period_malformed", "/period", {{"period", facts.period}});
  if (facts.period <= facts.last_closed) {
    return refusal(Kind::conflict, "journal.period_closed", "/period", {{"period", facts.period}});
  }
  Problems problems;
  const auto refuse = [&](const char* rule, Params params) {
    problems.push_back(refusal(Kind::conflict, rule, "/period", std::move(params)));
  };
  if (facts.period >= facts.this_month) refuse("journal.period_not_over", {{"period", facts.period}});
  const std::string expected = facts.last_closed.empty() ? facts.first_used : next_period(facts.last_closed);
  if (!expected.empty() && facts.period > expected) refuse("journal.period_earlier_open", {{"period", expected}});
  if (facts.unposted > 0) refuse("journal.period_unposted", {{"count", std::to_string(facts.unposted)}});
  if (facts.uncountersigned > 0) {
    refuse("journal.period_uncountersigned", {{"count", std::to_string(facts.uncountersigned)}});
  }
  if (facts.open_corrections > 0) {
    refuse("journal.period_corrections_open", {{"count", std::to_string(facts.open_corrections)}});
  }
  if (facts.trial_balance != Money()) refuse("journal.period_unbalanced", {{"amount", facts.trial_balance.text()}});
  if (!problems.empty()) return problems;
  return Done{};
}

namespace {

// Nothing is moved into a month that was closed; what stays on its day is booked on the first open one.
bool moves_into_closed(Date occurred_on, Date wrong_on, const CorrectionFacts& facts) {
  return occurred_on != wrong_on && occurred_on.text().substr(0, 7) <= facts.last_closed;
}

Problem correction_closed(const CorrectionFacts& facts) {
  return refusal(Kind::conflict, "journal.correction_closed", "/occurred_on", {{"period", facts.last_closed}});
}

}  // namespace

Outcome draft_correction(const JournalTransaction& wrong, const JournalCorrection& wish, const CorrectionFacts& facts,
                         Date today) {
  Problems problems;
  if (facts.is_reversal) problems.push_back(refusal(Kind::conflict, "journal.reversal_fixed"));
  if (facts.is_reversed) problems.push_back(refusal(Kind::conflict, "journal.already_reversed"));
  if (facts.draft_exists) problems.push_back(refusal(Kind::conflict, "journal.correction_exists"));
  if (wish.reason.empty()) problems.push_back(refusal("journal.correction_reason_missing", "/reason"));
  if (wish.occurred_on > today && wish.occurred_on != wrong.occurred_on) {
    problems.push_back(refusal("journal.correction_in_future", "/occurred_on"));
  }
  if (moves_into_closed(wish.occurred_on, wrong.occurred_on, facts)) problems.push_back(correction_closed(facts));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome confirm_correction(const JournalCorrection& correction, const CorrectionFacts& facts, std::int64_t account_id) {
  if (correction.state != "draft") return refusal(Kind::conflict, "journal.correction_not_draft");
  if (correction.drafted_by == account_id) return refusal(Kind::forbidden, "journal.correction_four_eyes");
  if (facts.is_reversed) return refusal(Kind::conflict, "journal.already_reversed");
  if (moves_into_closed(correction.occurred_on, facts.wrong_on, facts)) return correction_closed(facts);
  return Done{};
}

}  // namespace zhiheng::domain
