// What the services of objections share inside a transaction: the contested engagement as its case states it, the
// figures before and after a decision, and the public shape of an objection for each of its readers.
#pragma once

#include <map>

#include "domain/objection.h"
#include "service/case_builder.h"
#include "service/statement_draw.h"
#include "store/objection_store.h"

namespace zhiheng::service {

struct ContestedEngagement {
  store::ContractFacts contract;
  EngagementSources sources;
  FrozenPolicy policy;
  domain::Engagement stated;               // by the published result, with the corrections so far
  std::vector<domain::Contestable> there;  // every figure that can be contested; none without a closed panel's result
};
ContestedEngagement look_at_engagement(Tx& tx, std::int64_t engagement_id);

// The last day on which the result may be contested; nothing without a published result.
std::optional<Date> contest_until(Tx& tx, const ContestedEngagement& engagement);

// The figures of the engagement and of its contract with these corrections on top of those that stand. `statement` is
// what a statement of now would say, absent where another engagement has no result yet.
struct Figures {
  domain::EngagementOutcome outcome;
  std::optional<domain::StatementOutcome> statement;
};
Result<Figures> figures_with(Tx& tx, const ContestedEngagement& engagement,
                             const std::vector<store::StoredCorrection>& more);
// {"final_score","grade","passed","deduction","bonus"} and, with a statement, "contract_deduction", "contract_bonus",
// "payable", "recoverable" as the account of the contract would stand.
Json figures_json(Tx& tx, const ContestedEngagement& engagement, const Figures& figures);

// Other contracts of the agency's year whose confirmed statements no longer say what these figures make of them:
// [{"contract","number","net_before","net_after"}]; empty unless the policy judges the year.
Json followers_json(Tx& tx, const ContestedEngagement& engagement, const Figures& after);

// What confirmed adjustments of upheld objections add to a statement.
Money objection_adjustments(Tx& tx, std::int64_t statement_id);

// The corrections that the decided rows of an objection make.
std::vector<store::StoredCorrection> corrections_of_rows(const domain::Objection& objection,
                                                         const std::vector<domain::Contestable>& there);

// As the reader of the transaction may see it; see objection_service.h for the members.
Result<Json> objection_json(Tx& tx, std::int64_t objection_id);
Json objection_row_json(const domain::ObjectionRow& row, const domain::Contestable* figure);
// An empty one about the current result, with its number.
domain::Objection new_objection(Tx& tx, const ContestedEngagement& engagement);
Json objection_draft_detail(const domain::Objection& objection);  // for the audit
// As an expert of the second panel may see it.
Json review_json(Tx& tx, const store::Review& review, const domain::Objection& objection);
// While his opinion is asked. Refuses, in this order: objection.review_closed, objection.review_recused.
Outcome may_review(Tx& tx, const store::Review& review, const domain::Objection& objection);
// What he may open meanwhile: [{"what":"deliverable"|"evidence","sha256","file_name","media_type","size"}].
Json review_files_json(Tx& tx, const store::Review& review, const domain::Objection& objection);
bool reads_as_bureau(Tx& tx, const domain::Objection& objection);

// Loads and compares the version; `absent` when there is none.
Result<domain::Objection> load_objection(Tx& tx, std::int64_t id, std::int64_t version);
Problem stale_objection(Tx& tx, std::int64_t id, std::int64_t version);
// Saves state and moments, writes the audit row. Refuses record.stale.
Outcome save_step(Tx& tx, domain::Objection& objection, std::string_view action, const std::string& before,
                  const Json& more = Json::object());

}  // namespace zhiheng::service
