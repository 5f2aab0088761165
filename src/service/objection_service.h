// Objections (异议) of agencies against rows of their results: filed, prepared, decided, with everything that follows
// from an upheld one in the same transaction.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/archive_service.h"
#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

// What an agency can contest: {"engagement","file_due_on" or null,"days","allowed","problems":[rule],
// "items":[{"target","kind","component","item","place","rater":"专家1","title","value","most","reason","contested"}]}
Result<Json> contestable_rows(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

// Body: {"rows":[{"target","ground","statement","evidence"?,"pages"?,"remedy","wanted"?}],"note"?}. A draft, seen by
// nobody but the agency. Answers the objection:
// the fields of its shape, "note","expert_statement","returned_ground","returned_reason","received_at","prepared_at",
// "appeal_of","decision_note","withdrawn_reason","statement","adjustment","new_result",
// "rows":[{"id","target","kind","title","rater","original","now","most","ground","statement","evidence","pages","remedy",
// "wanted","proposal","proposed","opinion","opinion_evidence","outcome","decided","reason","panel_median"}],
// "reviews":[{"name","state","due_on","given_at","refused_reason","opinions":[{"row","points","reason"}]}],
// "files":[{"id","file_name","size"}], "effect": {"before":{...},"after":{...},
// "follows":[{"contract","number","net_before","net_after"}]} or null.
// The clerk's opinion, the second panel and the decision are shown to the agency once it is decided.
Result<Json> draft_objection(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body);
Result<Json> change_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body);
Result<Json> file_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
Outcome may_file_objection(Gate& gate, const domain::Actor& actor, std::int64_t id);
Result<Json> withdraw_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body);  // {"reason"?}
// A file of evidence for a draft: bytes as they came. Refuses what check_upload refuses and objection.too_many_files.
Result<Json> add_objection_file(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& file_name,
                                const std::string& bytes);
struct ObjectionFileBytes {
  std::string file_name, media_type, bytes;
};
Result<ObjectionFileBytes> read_objection_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                               const std::string& sha256);
// An appeal as a new draft with the rows that were not upheld. Answers it.
Result<Json> appeal_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
Outcome may_appeal_objection(Gate& gate, const domain::Actor& actor, std::int64_t id);

Result<Json> read_objection(Gate& gate, const domain::Actor& actor, std::int64_t id);

// --- the bureau
Result<Json> receive_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Body: {"ground","reason"}: inadmissible as it stands; the agency may file it again, at least until as many days after
// today as it had.
Result<Json> return_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body);
// Body: {"rows":[{"target","proposal","proposed"?,"opinion","opinion_evidence"?}],"expert_statement"?}.
Result<Json> prepare_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body);
// Body: {"rows":[{"target","outcome","decided"?,"reason"}],"note"?}. Everything in one transaction: corrections, the
// superseding result, the statement drawn anew or adjusted, notices. Refuses what domain::decide_objection refuses.
Result<Json> decide_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body);
// The same body, nothing is written: {"before":{...},"after":{...}}. For who may handle or decide it.
Result<Json> preview_decision(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body);
Outcome may_decide_objection(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Body: {"accepted"?}: by hand once the time to appeal has passed, earlier when the agency accepted.
Result<Json> close_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
Outcome may_step_objection(Gate& gate, const domain::Actor& actor, domain::Action action, std::int64_t id,
                           const std::string& step);
// The agency has read the decision and does not appeal.
Result<Json> accept_decision(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);

// The decision as a paper: {"number","level","bureau","deciding_bureau","agency","agency_uscc","contract","engagement",
// "engagement_code","filed_on","decided_on","outcome","note","rows":[{"title","rater","original","wanted","outcome",
// "decided","reason","ground","statement"}],"before":{...},"after":{...},"adjustment","statement","appeal_due_on",
// "decided_by" (bureau's readers only)}. Refuses objection.wrong_state before it is decided.
Result<Json> objection_decision(Gate& gate, const domain::Actor& actor, std::int64_t id);

// --- the second panel
// Body: {"experts":["3"]?}: without names the next of the draw's line; with names the clerk appoints, where the panel
// was not drawn. Refuses objection.wrong_state, objection.second_panel_not_asked, draw.*, then per expert
// objection.expert_not_active, objection.expert_of_panel, objection.expert_called, objection.expert_recused.
Result<Json> call_second_panel(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body);
// {"items":[{"id","engagement","due_on","state"}]} of the actor's expert.
Result<Json> my_reviews(Gate& gate, const domain::Actor& actor);
// {"id","version","engagement","engagement_code","due_on","state","note","rows":[{"id","title","rater","value","most",
// "expert_reason","statement","evidence","pages","wanted","points","reason"}],
// "files":[{"what","sha256","file_name","media_type","size"}]}. No agency, no names.
Result<Json> read_review(Gate& gate, const domain::Actor& actor, std::int64_t review_id);
// One of those files, under a name that tells nobody. Refuses objection.review_closed, objection.review_recused, where
// the agency is hidden deliverable.waits_for_bureau and objection.evidence_names_agency; access.absent for any other
// file.
Result<FileStream> open_review_file(Gate& gate, const domain::Actor& actor, std::int64_t review_id,
                                    const std::string& sha256);
// Body: {"rows":[{"id","points","reason"}]}: all rows at once. The last one completes the panel.
Result<Json> give_opinion(Gate& gate, const domain::Actor& actor, std::int64_t review_id, std::int64_t version,
                          const Json& body);
// Body: {"reason"}; the next in the line is called where the panel was drawn.
Result<Json> refuse_review(Gate& gate, const domain::Actor& actor, std::int64_t review_id, std::int64_t version,
                           const Json& body);

// {"items":[{"policy","kind","component","component_title","item","item_title","contested","upheld","partly",
// "mean_change"}],"contested","upheld","partly"} of the decided rows of a year, 0: all.
Result<Json> objection_statistics(Gate& gate, const domain::Actor& actor, std::int64_t year);

// The job "objections": closes what nobody appealed against, reminds of what is to be answered.
class ObjectionClock {
 public:
  static Result<JobCounts> run(Gate& gate, Timestamp now, int working_days);
};

}  // namespace zhiheng::service
