// Credit ratings (信用评级) of agencies as people make them: events with evidence, the ratings of a year drafted by one
// person and published by another, objections of agencies, and what follows for the next contract. A published rating
// is never changed: a run that corrects puts another in its place, and both can be read.
#pragma once

#include <map>
#include <set>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

// --- events of an agency as a whole
// Body: {"agency","kind": "event"|"veto","code","happened_on","fiscal_year"?,"count"?,"evidence","file_reference"?,
// "policy"?}. The year is that of the day unless it is given. Codes are those of the policy named, or of the bureau's
// newest approved policy with a credit section. Answers the event as its shape lists it, with "code_label".
Result<Json> record_credit_event(Gate& gate, const domain::Actor& actor, const Json& body);
Result<Json> read_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id);
// By another person than who recorded it.
Result<Json> confirm_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"reason"}. A confirmed one by another person than who recorded it.
Result<Json> withdraw_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                   const Json& body);
Outcome may_step_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& step);
// What the codes of these bureaus' events are called, by the newest policy that has a title for each.
std::map<std::string, std::string> credit_event_titles(Gate& gate, const domain::Actor& actor,
                                                       const std::set<std::int64_t>& bureaus,
                                                       const std::set<std::string>& codes);
// {"policies":[{"id","name","title"}],"codes":[{"code","title","kind"}]} for the form.
Result<Json> credit_event_choices(Gate& gate, const domain::Actor& actor);

// --- the ratings of a year
// Body: {"fiscal_year","policy","reason"?}; the policy by id or name. Answers the run: the fields of its shape,
// "corrects": bool, "ratings":[rating...], "outdated": bool (of a draft: the facts say something else by now).
Result<Json> draft_rating_run(Gate& gate, const domain::Actor& actor, const Json& body);
// Body: {"policy"?,"reason"?}: computes the draft anew; who does is its drafter from then on.
Result<Json> compute_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body);
Result<Json> read_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id);
// By another person than the drafter. Refuses rating.not_draft, rating.nothing_to_publish, rating.draft_outdated.
Result<Json> publish_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
Outcome may_publish_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id);

// A rating with components, steps and documents; see rating_parts.h for the members.
Result<Json> read_rating(Gate& gate, const domain::Actor& actor, std::int64_t id);
// The evidence document of the standing rating of an agency's year (docs/rating.md); refuses rating.absent.
Result<Json> rating_evidence(Gate& gate, const domain::Actor& actor, const std::string& uscc, int year);
// {"agency":{...},"ratings":[...newest first, superseded too],"events":[...],"consequences":[...],"objections":[...]}
// of what the actor may see.
Result<Json> ratings_of_agency(Gate& gate, const domain::Actor& actor, std::int64_t agency_id);
// {"year","years":[...],"items":[{...rating,"agency_label","uscc","change" or null,"before_grade"}],"grades":[...]}:
// the standing ratings of the actor's bureau, best first; for an agency its own.
Result<Json> ratings_of_year(Gate& gate, const domain::Actor& actor, int year);
// {"from","to","grades":[...],"rows":[{"grade","cells":[n...],"total"}],"trend":[{"year","rated","mean","grades":{}}]};
// "" is unrated, and the last row those who were not there before.
Result<Json> rating_migration(Gate& gate, const domain::Actor& actor, int from, int to);
// {"items":[{"rating","agency","agency_label","fiscal_year","facts":["job: ..."]}]}: standing ratings whose facts have
// changed since.
Result<Json> outdated_ratings(Gate& gate, const domain::Actor& actor);
// {"items":[rating...]} of the newest published year of the bureau with something on the watch list.
Result<Json> watch_list(Gate& gate, const domain::Actor& actor);

// --- objections to ratings
// {"rating","due_on","allowed","why_not","items":[{"target","title"}]}
Result<Json> contestable_ratings(Gate& gate, const domain::Actor& actor, std::int64_t rating_id);
// Body: {"rows":[{"target","statement","evidence"?}],"note"?}. Answers the objection: the fields of its shape, "note",
// "decision_note","rows":[{"id","target","title","statement","evidence","outcome","reason"}].
Result<Json> contest_rating(Gate& gate, const domain::Actor& actor, std::int64_t rating_id, const Json& body);
Outcome may_contest_rating(Gate& gate, const domain::Actor& actor, std::int64_t rating_id);
Result<Json> read_rating_objection(Gate& gate, const domain::Actor& actor, std::int64_t id);
Result<Json> withdraw_rating_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"rows":[{"target","outcome","reason"}],"note"?}. By another person than the drafter of the rating. An upheld
// row about an event withdraws it; one about a job asks for the result to be corrected, and the rating follows.
Result<Json> decide_rating_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                     const Json& body);

// --- what follows
Result<Json> read_consequence(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Body: {"reason"}.
Result<Json> lift_consequence(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body);
// Body: {"name","opened_on"?}: a round in which contracts are given out. Who was to be passed over in the round before
// may be commissioned again.
Result<Json> open_commission_round(Gate& gate, const domain::Actor& actor, const Json& body);

// The job "consequences": what has ended by itself, vetoes that bar from now on. Counts: consequences_ended,
// consequences_begun.
class RatingClock {
 public:
  static Result<JobCounts> run(Gate& gate, Timestamp now);
};

// The jobs behind an agency's standing ratings within reach, newest year first: {"items":[{"fiscal_year","rating",
// "bureau","code","title","fee","final_score","grade","result" or null}],"next","total"}. Refuses list.bad_cursor,
// list.bad_limit.
struct RatedJobQuery {
  int fiscal_year = 0;      // 0: all
  std::int64_t offset = 0;  // how many come before the page
  std::int64_t limit = 0;   // 0: 50
};
Result<Json> rated_jobs_of_agency(Gate& gate, const domain::Actor& actor, std::int64_t agency_id,
                                  const RatedJobQuery& asked);

}  // namespace zhiheng::service
