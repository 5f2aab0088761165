#include "domain/agency_rating.h"

#include <algorithm>

#include "domain/due_day.h"

namespace zhiheng::domain {

namespace {

bool holds(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool is_known(const Policy& policy, const AgencyEvent& event) {
  if (event.kind == "veto") return policy.find_veto(event.code) != nullptr;
  if (holds(event_codes(), event.code) || policy.find_event(event.code) != nullptr) return true;
  if (!policy.credit || holds(found_event_codes(), event.code)) return false;
  return std::any_of(policy.credit->events.begin(), policy.credit->events.end(),
                     [&](const auto& known) { return known.code == event.code; });
}

std::string at_row(std::size_t i, const char* key) {
  return "/rows/" + std::to_string(i) + "/" + key;
}

Date last_of_year(int year) {
  return Date::of(year, 12, 31);
}

}  // namespace

const std::vector<std::string>& event_codes() {
  static const std::vector<std::string> codes{"complaint", "praise", "lead_changed", "other"};
  return codes;
}

const std::vector<std::string>& found_event_codes() {
  static const std::vector<std::string> codes{"late", "returned_twice", "terminated"};
  return codes;
}

std::string event_title(const Policy& policy, std::string_view code) {
  if (policy.credit) {
    for (const auto& event : policy.credit->events) {
      if (event.code == code && !event.title.empty()) return event.title;
    }
  }
  if (const EventRule* event = policy.find_event(code)) return event->title;
  if (const VetoRule* veto = policy.find_veto(code)) return veto->title;
  return std::string(code);
}

Outcome record_agency_event(const Policy& policy, const AgencyEvent& event, Date today) {
  Problems problems;
  if (!is_known(policy, event)) {
    problems.push_back(refusal("credit_event.unknown_code", "/code", {{"code", event.code}}));
  }
  if (event.happened_on > today) problems.push_back(refusal("credit_event.in_the_future", "/happened_on"));
  if (event.evidence.empty()) problems.push_back(refusal("credit_event.evidence_missing", "/evidence"));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome confirm_agency_event(const AgencyEvent& event) {
  if (find_transition(agency_event_workflow, event.state, "confirm")) return Done{};
  return refusal(Kind::conflict, "credit_event.wrong_state");
}

Outcome withdraw_agency_event(const AgencyEvent& event, std::string_view reason) {
  if (!find_transition(agency_event_workflow, event.state, "withdraw")) {
    return refusal(Kind::conflict, "credit_event.wrong_state");
  }
  if (reason.empty()) return refusal("credit_event.reason_missing", "/reason");
  return Done{};
}

Outcome draft_rating_run(const Policy& policy, int fiscal_year, bool draft_stands, bool published_before,
                         std::string_view reason, Date today) {
  if (!policy.credit) return refusal("rating.policy_without_credit", "/policy", {{"policy", policy.name()}});
  if (today < Date::of(fiscal_year, 12, 1)) {
    return refusal("rating.year_not_over", "/fiscal_year", {{"year", std::to_string(fiscal_year)}});
  }
  if (draft_stands) {
    return refusal(Kind::conflict, "rating.draft_stands", "/fiscal_year", {{"year", std::to_string(fiscal_year)}});
  }
  if (published_before && reason.empty()) return refusal("rating.reason_missing", "/reason");
  return Done{};
}

Outcome publish_rating_run(const RatingRun& run, std::size_t ratings, bool outdated) {
  if (run.state != "draft") return refusal(Kind::conflict, "rating.not_draft");
  if (ratings == 0) return refusal(Kind::conflict, "rating.nothing_to_publish");
  if (outdated) return refusal(Kind::conflict, "rating.draft_outdated");
  return Done{};
}

Outcome file_rating_objection(std::string_view rating_state, Date due_on, bool another_open,
                              const RatingObjection& objection, const std::vector<std::string>& targets, Date today) {
  if (rating_state != "current") return refusal(Kind::conflict, "rating.not_standing");
  if (today > due_on) return refusal(Kind::conflict, "rating.after_deadline", {}, {{"due", due_on.text()}});
  if (another_open) return refusal(Kind::conflict, "rating.objection_open");
  Problems problems;
  if (objection.rows.empty()) problems.push_back(refusal("rating.no_rows", "/rows"));
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    const RatingObjectionRow& row = objection.rows[i];
    if (!holds(targets, row.target)) {
      problems.push_back(refusal("rating.row_not_there", at_row(i, "target"), {{"row", row.target}}));
    }
    const auto end = objection.rows.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(objection.rows.begin(), end, [&](const auto& earlier) { return earlier.target == row.target; })) {
      problems.push_back(refusal("rating.row_twice", at_row(i, "target"), {{"row", row.title}}));
    }
    if (row.statement.empty()) problems.push_back(refusal("rating.statement_missing", at_row(i, "statement")));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome decide_rating_objection(const RatingObjection& objection) {
  if (objection.state != "filed") return refusal(Kind::conflict, "rating.objection_decided");
  Problems problems;
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    if (objection.rows[i].outcome.empty()) {
      problems.push_back(refusal("rating.outcome_missing", at_row(i, "outcome")));
    }
    if (objection.rows[i].reason.empty()) {
      problems.push_back(refusal("rating.decision_reason_missing", at_row(i, "reason")));
    }
  }
  if (!problems.empty()) return problems;
  return Done{};
}

std::string outcome_of_rows(const std::vector<RatingObjectionRow>& rows) {
  const auto upheld = static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const auto& row) { return row.outcome == "upheld"; }));
  if (upheld == 0) return "rejected";
  return upheld == rows.size() ? "upheld" : "partly";
}

Span span_of(std::string_view effect, int months, int fiscal_year, Date known_on) {
  if (effect == "remove" && months == 0) return {known_on, std::nullopt};
  if (effect == "skip_round") return {known_on, last_of_year(known_on.year())};
  if (effect == "skip_year") {
    const int year = std::max(fiscal_year + 1, known_on.year());
    return {std::max(known_on, Date::of(year, 1, 1)), last_of_year(year)};
  }
  return {known_on, months_after(known_on, months) + -1};
}

std::optional<Date> end_by_rounds(const StandingConsequence& consequence, const std::vector<Date>& rounds_opened) {
  if (consequence.effect != "skip_round") return std::nullopt;
  std::vector<Date> after;
  for (const Date opened : rounds_opened) {
    if (opened >= consequence.from_on) after.push_back(opened);
  }
  if (after.size() < 2) return std::nullopt;
  std::sort(after.begin(), after.end());
  const Date last = after[1] + -1;
  if (consequence.until_on && *consequence.until_on <= last) return std::nullopt;
  return last;
}

bool bars(const StandingConsequence& consequence, Date signed_on) {
  if (consequence.state == "lifted" || signed_on < consequence.from_on) return false;
  return !consequence.until_on || signed_on <= *consequence.until_on;
}

Outcome lift_consequence(const StandingConsequence& consequence, std::string_view reason) {
  if (consequence.state != "active") return refusal(Kind::conflict, "consequence.not_active");
  if (reason.empty()) return refusal("consequence.reason_missing", "/reason");
  return Done{};
}

}  // namespace zhiheng::domain
