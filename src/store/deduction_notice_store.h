// Deduction notices as rows.
#pragma once

#include <optional>
#include <vector>

#include "domain/access.h"
#include "domain/deduction_notice.h"
#include "store/sql.h"
#include "store/task_store.h"

namespace zhiheng::store {

std::optional<domain::DeductionNotice> find_deduction_notice(Connection& rows, std::int64_t id);
std::vector<domain::DeductionNotice> deduction_notices_of(Connection& rows, std::int64_t contract_id);  // by sequence
// The statement's last one that was not withdrawn.
std::optional<domain::DeductionNotice> newest_deduction_notice(Connection& rows, std::int64_t statement_id);
int last_notice_sequence(Connection& rows, std::int64_t contract_id);
std::int64_t insert_deduction_notice(Connection& rows, const domain::DeductionNotice& notice, Timestamp now);
// State, answer, decision and the end of the stop. False when the version is not the stored one any more.
bool save_deduction_notice(Connection& rows, const domain::DeductionNotice& notice, Timestamp now);

std::vector<std::int64_t> notices_past_their_day(Connection& rows, Date today);

// Tasks: of the agency "answer_deduction", of reviewers and leaders "decide_deduction" (not what the account sent), of
// clerks "redraw_statement" (decided against the figures, nothing sent since).
std::vector<Waiting> notices_to_answer(Connection& rows, const domain::Scope& scope);
std::vector<Waiting> notices_to_decide(Connection& rows, const domain::Scope& scope, std::int64_t account_id);

// Drafts with a deduction whose agency was not told of these figures: "send_deduction_notice". Whether the policy asks
// for a notice is the caller's to find out.
struct DraftToTell {
  Waiting waiting;
  std::int64_t policy_id = 0;
};
std::vector<DraftToTell> drafts_to_tell(Connection& rows, const domain::Scope& scope);

}  // namespace zhiheng::store
