#include "domain/expert_library.h"

#include <algorithm>

#include "domain/notice.h"
#include "domain/shape_text.h"

namespace zhiheng::domain {

namespace {

constexpr Transition life[] = {
    {"", "apply", "applied", "clerk"},
    {"applied", "return", "returned", "reviewer,leader"},
    {"returned", "resubmit", "applied", "clerk"},
    {"applied", "approve", "approved", "reviewer,leader"},
    {"applied", "decline", "declined", "reviewer,leader"},
    {"applied", "take_over", "appointed", "reviewer,leader"},
    {"approved", "publish_notice", "noticed", "clerk"},
    {"noticed", "appoint", "appointed", "reviewer,leader"},
    {"noticed", "decline", "declined", "reviewer,leader"},
    {"appointed", "renew", "appointed", "reviewer,leader"},
    {"appointed", "suspend", "suspended", "reviewer,leader"},
    {"suspended", "resume", "appointed", "reviewer,leader"},
    {"appointed", "remove", "removed", "reviewer,leader"},
    {"suspended", "remove", "removed", "reviewer,leader"},
    {"removed", "reapply", "applied", "clerk"},
    {"declined", "reapply", "applied", "clerk"},
};

constexpr Transition proposals[] = {
    {"", "propose", "waiting", "clerk,expert"},
    {"waiting", "approve", "approved", "reviewer,leader"},
    {"waiting", "refuse", "refused", "reviewer,leader"},
    {"waiting", "withdraw", "withdrawn", "clerk,expert"},
};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

// Whoever must have had that birthday. An application may still be entered in the year of the birthday, so that the
// identity number can follow.
bool surely_too_old(std::int64_t birth_year, Date today) {
  return birth_year != 0 && today.year() - birth_year > library_rules.too_old_at;
}

std::optional<Problem> refused_age(const LibraryExpert& expert, Date today) {
  if (!is_too_old(expert.born, expert.birth_year, today)) return std::nullopt;
  const bool may_be_younger = !expert.born && !surely_too_old(expert.birth_year, today);
  return refusal(may_be_younger ? "expert_library.birthday_unknown" : "expert_library.too_old", "birth_year",
                 {{"age", std::to_string(library_rules.too_old_at)}});
}

std::optional<Problem> refused_notice(const LifeStep& step, const Calendar& calendar) {
  if (!step.from || !step.until) return refusal("expert_library.notice_days_missing", "from");
  const int days = calendar.working_days_between(*step.from + -1, *step.until).value;
  if (days < library_rules.notice_working_days) {
    return refusal("expert_library.notice_too_short", "until",
                   {{"days", std::to_string(days)}, {"least", std::to_string(library_rules.notice_working_days)}});
  }
  if (trimmed(step.place).empty()) return refusal("expert_library.notice_place_missing", "place");
  return std::nullopt;
}

// `begun` is when the term that is judged for its length began.
std::optional<Problem> refused_term(const LibraryExpert& after, std::optional<Date> begun) {
  if (trimmed(after.certificate_number).empty()) {
    return refusal("expert_library.certificate_missing", "certificate_number");
  }
  if (!after.term_from || !after.term_until) return refusal("expert_library.term_missing", "from");
  if (*after.term_until < *after.term_from) return refusal("expert_library.term_backwards", "until");
  if (*after.term_until > end_of_term(begun.value_or(*after.term_from), library_rules.longest_term_years)) {
    return refusal("expert_library.term_too_long", "until",
                   {{"most", std::to_string(library_rules.longest_term_years)}});
  }
  return std::nullopt;
}

// When the new term begins of somebody whose present one has not ended: the day after it.
std::optional<Date> goes_on_from(const LibraryExpert& before, const LifeStep& step, Date today) {
  const bool again = step.step == "renew" && before.term_until && *before.term_until >= today;
  return again && !step.from ? std::optional(*before.term_until + 1) : std::nullopt;
}

// The expert as he is after an appointment, a renewal or a taking over; what is left out follows from the rules. Who is
// renewed before his term ends serves without a gap: the beginning stays, or he would be out of the library until then.
LibraryExpert with_term(LibraryExpert after, const LifeStep& step, Date today) {
  if (!trimmed(step.certificate_number).empty()) after.certificate_number = trimmed(step.certificate_number);
  if (step.step == "take_over") return after;  // the term of a certificate that was given before
  const std::optional<Date> next = goes_on_from(after, step, today);
  if (!next || !after.term_from) after.term_from = step.from ? *step.from : next ? *next : today;
  after.term_until = step.until ? *step.until : end_of_term(next ? *next : *after.term_from, library_rules.term_years);
  return after;
}

std::optional<Problem> refused_file(const LibraryExpert& expert, const LifeStep& step, Date today, int open) {
  const std::string reason(trimmed(step.reason));
  const bool needs_reason = is_one_of(step.step, {"return", "decline", "suspend", "resume", "remove", "reapply"});
  if (needs_reason && reason.empty()) return refusal("expert_library.reason_missing", "reason");
  const bool comes_in = is_one_of(step.step, {"approve", "appoint", "take_over", "renew"});
  if (comes_in) {
    if (auto refused = refused_age(expert, today)) return refused;
  }
  if (step.step != "appoint") return std::nullopt;
  if (expert.notice_until && today <= *expert.notice_until) {
    return refusal("expert_library.notice_not_over", "", {{"until", expert.notice_until->text()}});
  }
  if (open > 0) return refusal("expert_library.objection_open", "", {{"count", std::to_string(open)}});
  return std::nullopt;
}

}  // namespace

std::span<const Transition> expert_life() {
  return life;
}

std::span<const Transition> proposal_life() {
  return proposals;
}

std::string_view status_of_stage(std::string_view stage) {
  if (stage == "appointed") return "active";
  return stage == "removed" || stage == "declined" ? "removed" : "suspended";
}

std::string_view standing_of(const LibraryExpert& expert, Date today) {
  if (expert.stage == "appointed" && expert.term_until && *expert.term_until < today) return "expired";
  return expert.stage;
}

bool is_too_old(const std::optional<Date>& born, std::int64_t birth_year, Date today) {
  if (!born) return birth_year != 0 && today.year() - birth_year >= library_rules.too_old_at;
  const int years = today.year() - born->year();
  const bool birthday_passed = std::pair(today.month(), today.day()) >= std::pair(born->month(), born->day());
  return (birthday_passed ? years : years - 1) >= library_rules.too_old_at;
}

bool is_available(const LibraryExpert& expert, Date today) {
  return standing_of(expert, today) == "appointed";
}

Date end_of_term(Date from, int years) {
  const bool leap_day = from.month() == 2 && from.day() == 29;
  return Date::of(from.year() + years, from.month(), leap_day ? 28 : from.day()) + (leap_day ? 0 : -1);
}

Result<LibraryExpert> take_step(const LibraryExpert& expert, const LifeStep& step, Date today, int open_objections,
                                const Calendar& calendar) {
  const Transition* transition = find_transition(life, expert.stage, step.step);
  if (transition == nullptr) {
    return refusal(Kind::conflict, "expert_library.wrong_stage", "step", {{"stage", expert.stage}});
  }
  if (auto refused = refused_file(expert, step, today, open_objections)) return *refused;
  LibraryExpert after = expert;
  after.stage = transition->to;
  after.reason = trimmed(step.reason);
  after.suspended_until.reset();
  if (step.step == "publish_notice") {
    if (auto refused = refused_notice(step, calendar)) return *refused;
    after.notice_from = step.from;
    after.notice_until = step.until;
    after.notice_place = trimmed(step.place);
  }
  if (is_one_of(step.step, {"appoint", "take_over", "renew"})) {
    after = with_term(std::move(after), step, today);
    if (auto refused = refused_term(after, goes_on_from(expert, step, today))) return *refused;
  }
  if (step.step == "suspend") {
    if (step.until && *step.until <= today) return refusal("expert_library.suspension_over", "until");
    after.suspended_until = step.until;
  }
  return after;
}

Problems check_expert(const Record& after, const Record* before, Date today) {
  Problems problems;
  const auto changed = [&](std::string_view key) { return before == nullptr || before->get(key) != after.get(key); };
  const auto& known = professional_fields();
  for (const std::string& field : split_fields(after.text("fields"))) {
    if (std::find(known.begin(), known.end(), field) == known.end()) {
      problems.push_back(refusal("expert_library.field_unknown", "/fields", {{"value", field}}));
    }
  }
  const std::int64_t born = after.integer("birth_year");
  if (born != 0 && (born < 1900 || born > today.year() - 18)) {
    problems.push_back(refusal("expert_library.born_later", "/birth_year"));
  } else if (changed("birth_year") && surely_too_old(born, today)) {
    problems.push_back(
        refusal("expert_library.too_old", "/birth_year", {{"age", std::to_string(library_rules.too_old_at)}}));
  }
  if (const std::string& address = after.text("email"); !address.empty() && changed("email")) {
    if (Outcome good = check_mail_address(address, "/email"); !good) problems.push_back(good.problems().front());
  }
  const std::string& from = after.text("term_from");
  const std::string& until = after.text("term_until");
  if (!from.empty() && !until.empty() && until < from) {
    problems.push_back(refusal("expert_library.term_backwards", "/term_until"));
  }
  // A term and a certificate belong to the application of somebody who was appointed elsewhere; later they follow from
  // the steps of the library, each of which two people take.
  const bool open = before == nullptr || is_one_of(before->text("stage"), {"applied", "returned"});
  for (const char* key : {"certificate_number", "term_from", "term_until"}) {
    if (!open && changed(key)) {
      problems.push_back(refusal(Kind::conflict, "expert_library.set_by_life", std::string("/") + key));
    }
  }
  return problems;
}

Outcome decide_proposal(std::string_view state, bool approved, const std::string& reason) {
  if (find_transition(proposals, state, approved ? "approve" : "refuse") == nullptr) {
    return refusal(Kind::conflict, "proposal.decided");
  }
  if (!approved && trimmed(reason).empty()) return refusal("proposal.reason_missing", "reason");
  return Done{};
}

std::string_view end_mark(const std::optional<Date>& until, Date today) {
  if (!until) return "";
  if (*until < today) return "ended";
  return *until - today <= library_rules.remind_days ? "ending" : "";
}

}  // namespace zhiheng::domain
