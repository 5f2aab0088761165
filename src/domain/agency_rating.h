// The human part of credit ratings: what is recorded of an agency as a whole, the ratings of a year from draft to
// publication, what an agency contests about its own, and what follows for the next contract. The arithmetic stands in
// domain/rating.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/policy.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

// --- facts of an agency as a whole
struct AgencyEvent {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0;
  std::string kind = "event";  // event | veto
  std::string code;
  Date happened_on;
  int fiscal_year = 0;  // the year whose rating it counts for
  int count = 1;
  std::string evidence, file_reference;
  int barred_months = 0;  // of a veto, by the policy that it was recorded under
  std::string state = "recorded";
  std::int64_t drafted_by = 0;
  std::string withdrawn_reason;
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 4> agency_event_workflow{{
    {"", "record", "recorded", "clerk"},
    {"recorded", "confirm", "confirmed", "leader"},
    {"recorded", "withdraw", "withdrawn", "clerk"},
    {"confirmed", "withdraw", "withdrawn", "leader"},
}};

// Refuses, all together: credit_event.unknown_code (neither the policy's credit.events, its events or vetoes, nor one
// of event_codes()), credit_event.in_the_future, credit_event.evidence_missing.
Outcome record_agency_event(const Policy& policy, const AgencyEvent& event, Date today);
// Refuses credit_event.wrong_state.
Outcome confirm_agency_event(const AgencyEvent& event);
// Refuses, in this order: credit_event.wrong_state, credit_event.reason_missing.
Outcome withdraw_agency_event(const AgencyEvent& event, std::string_view reason);
// What can be recorded whatever the policy makes of it: "complaint", "praise", "lead_changed", "other".
const std::vector<std::string>& event_codes();
// What is taken from the records by itself: "late", "returned_twice", "terminated".
const std::vector<std::string>& found_event_codes();
// The policy's title of a code, or the code.
std::string event_title(const Policy& policy, std::string_view code);

// --- ratings of a year
struct RatingRun {
  std::int64_t id = 0, bureau_id = 0;
  int fiscal_year = 0, sequence = 1;
  std::int64_t policy_id = 0;
  std::string state = "draft";
  std::string reason;  // of a run that corrects published ratings
  std::int64_t drafted_by = 0;
  std::string published_at;
  std::optional<Date> objection_due_on;
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 4> rating_run_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "compute", "draft", "clerk"},
    {"draft", "publish", "published", "leader"},
    {"published", "supersede", "superseded", "system"},
}};

// Refuses, in this order: rating.policy_without_credit, rating.year_not_over (before the year's last month),
// rating.draft_stands (another draft of the year), rating.reason_missing (where ratings of the year were published).
Outcome draft_rating_run(const Policy& policy, int fiscal_year, bool draft_stands, bool published_before,
                         std::string_view reason, Date today);
// `outdated`: what the draft says differs from what the facts say now. Refuses, in this order: rating.not_draft,
// rating.nothing_to_publish, rating.draft_outdated.
Outcome publish_rating_run(const RatingRun& run, std::size_t ratings, bool outdated);

// --- an agency contests its rating
struct RatingObjectionRow {
  std::int64_t id = 0;
  int sequence = 0;
  std::string target;  // "job:HT-1/PJ-2", "event:17", "conduct:3", "rating"
  std::string title, statement, evidence, outcome, reason;
};
struct RatingObjection {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, rating_id = 0;
  std::string number;
  int sequence = 1;
  std::string state = "filed";
  std::string note;
  Date file_due_on, answer_due_on;
  std::int64_t filed_by = 0, drafted_by = 0, decided_by = 0;
  std::string filed_at, decided_at, outcome, decision_note;
  std::int64_t new_rating_id = 0;
  std::int64_t version = 1;
  std::vector<RatingObjectionRow> rows;
};
inline constexpr std::array<Transition, 3> rating_objection_workflow{{
    {"", "file", "filed", "agency"},
    {"filed", "withdraw", "withdrawn", "agency"},
    {"filed", "decide", "decided", "leader"},
}};
// Refuses, in this order: rating.not_standing, rating.after_deadline, rating.objection_open, then all together
// rating.no_rows, rating.row_not_there, rating.row_twice, rating.statement_missing.
Outcome file_rating_objection(std::string_view rating_state, Date due_on, bool another_open,
                              const RatingObjection& objection, const std::vector<std::string>& targets, Date today);
// Refuses rating.objection_decided first, then all together rating.outcome_missing and rating.decision_reason_missing.
Outcome decide_rating_objection(const RatingObjection& objection);
std::string outcome_of_rows(const std::vector<RatingObjectionRow>& rows);  // upheld, partly, rejected

// --- what follows
struct StandingConsequence {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0;
  std::string about;  // rating | conduct | credit_event
  std::int64_t about_id = 0;
  std::string effect;  // skip_round, skip_year, remove, suspend
  int months = 0;
  std::vector<std::string> causes;
  Date from_on;
  std::optional<Date> until_on;  // the last day; none for a removal
  std::string state = "active";
  std::int64_t drafted_by = 0;
  std::string lifted_reason;
  std::int64_t version = 1;
};
inline constexpr std::array<Transition, 3> consequence_workflow{{
    {"", "enact", "active", "system"},
    {"active", "end", "ended", "system"},
    {"active", "lift", "lifted", "leader,system"},
}};

struct Span {
  Date from_on;
  std::optional<Date> until_on;
};
// From when until when an effect holds that was made known on `known_on`, from a rating of `fiscal_year`:
//   skip_round  from that day; to the day before the second round that opens after it (rounds_opened), at the latest
//               to the end of the year, so that a bureau without rounds passes the agency over for the rest of it
//   skip_year   the calendar year after the rated one, or what is left of the year in which it was made known
//   suspend     so many months from that day
//   remove      so many months, or without end where there are none
Span span_of(std::string_view effect, int months, int fiscal_year, Date known_on);
// The new last day of a skip_round once these rounds have opened; nothing when it stays.
std::optional<Date> end_by_rounds(const StandingConsequence& consequence, const std::vector<Date>& rounds_opened);
// Does it stand against a contract that is signed on this day? One that was lifted never does.
bool bars(const StandingConsequence& consequence, Date signed_on);
// Refuses, in this order: consequence.not_active, consequence.reason_missing.
Outcome lift_consequence(const StandingConsequence& consequence, std::string_view reason);

// The values of choice_list() that belong here; null when it is another's.
const std::vector<std::string>* rating_choice_list(std::string_view list);

const Shape& credit_event_shape();
const Shape& rating_run_shape();
const Shape& rating_shape();
const Shape& rating_objection_shape();
const Shape& consequence_shape();
const Shape& commission_round_shape();

}  // namespace zhiheng::domain
