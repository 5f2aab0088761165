// The experts' library: how an expert comes into it, is appointed for a term, pauses and leaves. That a term has ended
// follows from the day and is stored nowhere.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/value.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

// The library's own rules. The age is that of 财库〔2016〕198号 第六条（五） for assessors of government procurement
// ("不满70周岁"); term, notice and reminder are assumed: bureaus write them into their own measures.
struct LibraryRules {
  int too_old_at = 70;         // years
  int term_years = 3;          // of an appointment that names no end
  int longest_term_years = 5;  // of one that does
  int notice_working_days = 5;
  int remind_days = 60;  // before a term or a qualification ends
};
inline constexpr LibraryRules library_rules{};

struct LibraryExpert {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::string name;
  std::string stage;            // applied, returned, approved, noticed, appointed, suspended, removed, declined
  std::int64_t birth_year = 0;  // 0: not known
  std::optional<Date> born;     // from a sealed identity number; never stored by itself
  std::optional<Date> term_from, term_until, notice_from, notice_until, suspended_until;
  std::string certificate_number;
  std::string notice_place;
  std::string reason;
  std::int64_t drafted_by = 0;
  std::int64_t version = 0;
};

std::span<const Transition> expert_life();
// What panels ask for: "active" once appointed, "removed" once removed or declined, "suspended" otherwise.
std::string_view status_of_stage(std::string_view stage);
// The stage as people see it today: "expired" of somebody appointed whose term is over.
std::string_view standing_of(const LibraryExpert& expert, Date today);
// Under seventy or not: by the day of birth where it is known, on the birthday itself not any more. Of whom only the
// year is known counts as old from the first day of the year in which he turns seventy, because nobody can show that he
// is not; entering the identity number settles it.
bool is_too_old(const std::optional<Date>& born, std::int64_t birth_year, Date today);
// May be drawn and seated on this day.
bool is_available(const LibraryExpert& expert, Date today);

// A step and what it needs: a reason (return, decline, suspend, remove, resume), days and a place (publish_notice), a
// certificate and a term (appoint, renew), an end (suspend).
struct LifeStep {
  std::string step;
  std::string reason;
  std::optional<Date> from, until;
  std::string place;
  std::string certificate_number;
};

// Answers the expert after the step. Refuses, in this order:
//   expert_library.wrong_stage (conflict: the table has no such step from here), expert_library.reason_missing,
//   expert_library.too_old or expert_library.birthday_unknown (of this year), expert_library.notice_days_missing,
//   expert_library.notice_too_short, expert_library.notice_place_missing, expert_library.notice_not_over,
//   expert_library.objection_open, expert_library.certificate_missing, expert_library.term_missing,
//   expert_library.term_backwards, expert_library.term_too_long, expert_library.suspension_over
Result<LibraryExpert> take_step(const LibraryExpert& expert, const LifeStep& step, Date today, int open_objections,
                                const Calendar& calendar);
// The last day of a term of so many years that begins on this day.
Date end_of_term(Date from, int years);
// Guards of the file itself; `before` is null for a new one. Refuses, all at once: expert_library.field_unknown,
// expert_library.too_old, expert_library.born_later, expert_library.term_backwards, expert_library.set_by_life, and
// what check_mail_address refuses.
Problems check_expert(const Record& after, const Record* before, Date today);

// The professional fields, none of which is a part of another one's name (they are looked for inside `expert.fields`).
const std::vector<std::string>& professional_fields();
// "财政、health" -> "finance,health": codes or titles in `titles` (code and title in any language), separated by
// blanks, commas or 、; each once, in the order of the list. An unknown one stays as it is and is refused by
// check_expert.
std::string canonical_fields(std::string_view text, const std::vector<std::pair<std::string, std::string>>& titles);
std::vector<std::string> split_fields(std::string_view fields);

// Who decides what was proposed, and what it becomes: "change", "renew", "suspend", "resume", "remove".
std::span<const Transition> proposal_life();
// Refuses proposal.decided (conflict), proposal.reason_missing (a refusal says why).
Outcome decide_proposal(std::string_view state, bool approved, const std::string& reason);

// "ending" within the days of remind_days, "ended", "" otherwise.
std::string_view end_mark(const std::optional<Date>& until, Date today);

}  // namespace zhiheng::domain
