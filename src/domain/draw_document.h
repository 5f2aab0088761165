// What is published of a draw, as documents: the list that is fixed before it, the outcome that follows from the list
// and the parties' values, and the calls along the order afterwards. Everything here is computed again by whoever
// verifies the evidence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "domain/draw_quota.h"

namespace zhiheng::domain {

struct DrawGroup {
  std::string code;  // of raters
  int seats = 0;
};

// The published list. In JSON: {"construction","hash","attempt","failed_before","about","quotas":{"seats",
// "least_performance","least_industry","most_per_employer","most_load","apart","groups","substitutes",
// "objection_reserves"},"mode","parties","commit_until","reveal_until","public_number","chances","people":[{"number",
// "commitment","category","employer","probability"}]}. Nobody's name is in it.
struct DrawList {
  std::string hash = "sm3";          // or sha256
  std::string mode = "commitments";  // or public_number
  std::vector<std::string> parties;  // in the order of the key
  std::vector<DrawGroup> groups;     // seats are given to them in this order, as people are drawn
  int substitutes = 0;
  int objection_reserves = 0;
  DrawQuotas quotas;
  std::vector<DrawPerson> people;
};

// Refuses draw.document_malformed at the place, and what check_quotas() refuses.
Result<DrawList> read_draw_list(const Json& list, const std::string& where = {});
// {"number","commitment","category","employer","probability"} of everybody, with the chances computed.
Json draw_people_json(const std::vector<DrawPerson>& people, const DrawChances& chances);
Json draw_chances_json(const DrawChances& chances);    // {"method":"exact"} or {"method":"counted","repetitions":20000}
std::string draw_list_hash(const Json& list);          // "sm3:" over the canonical JSON
std::string millionths_text(std::int64_t millionths);  // "0.200000"

// Who somebody on the list is, and the salted hash of it; the salt has 64 hex digits.
std::string draw_identity(const std::string& bureau_code, const std::string& expert_code, const std::string& name);
std::string draw_identity_commitment(const std::string& identity, const std::string& salt);

// The whole order and what follows from it.
struct DrawOutcome {
  std::string key;
  std::vector<DrawStep> steps;
  DrawnSeats seats;
  std::vector<int> substitutes;  // the next after the last seat, then the reserve for objections, then the others
  std::vector<int> reserves;
  std::vector<int> waiting;
};
DrawOutcome draw_outcome(const DrawList& list, std::string key);
std::string group_of_seat(const DrawList& list, std::size_t seat);  // "expert" where there are no groups

// What happened after the seats were filled, in its order.
struct DrawEvent {
  std::string kind;     // call, refusal, passed_over
  int number = 0;       // on the list
  std::string purpose;  // of a call: substitute, extra, objection
  int leaving = 0;      // whose place is taken
  std::string reason;
  std::string happened_on;
};

struct DrawNext {
  int number = 0;
  bool quotas_kept = true;         // false: nobody is left who keeps them
  std::vector<DrawPlace> skipped;  // who came before him and would have broken which quota
};
// Who is called next. For a substitute or one more expert: the substitutes, the waiting, those skipped for a quota; for
// an objection: its reserve, the waiting. Never who was called, refused or passed over before.
std::optional<DrawNext> next_in_order(const DrawList& list, const DrawOutcome& outcome,
                                      const std::vector<DrawEvent>& events, const std::string& purpose, int leaving);
Json draw_events_json(const std::vector<DrawEvent>& events);

// [{"called","next_in_order","quotas_kept","skipped":[{"number","outcome","quota"}]}] of the calls among the events.
Json draw_calls_json(const DrawList& list, const DrawOutcome& outcome, const std::vector<DrawEvent>& events);

// The `result` of the evidence, from its `case`: {"list","contributions":[{"party","value","salt"}] or
// "public_number":{"value","source"},"events":[...]}. Answers {"list_hash","commitments","key","chances","steps",
// "places","members","substitutes","objection_reserves","calls"}.
Result<Json> draw_result(const Json& case_document);

// {"/case/list/people/0/probability", published, recomputed}: what `result` does not repeat.
struct DrawDifference {
  std::string pointer, published, recomputed;
};
// Chances as published against the computed ones; names in /subject/people against the commitments of the list.
std::vector<DrawDifference> draw_differences(const Json& evidence, const Json& result);

}  // namespace zhiheng::domain
