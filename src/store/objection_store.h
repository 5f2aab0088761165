// Objections with their rows, corrections, the second panel and its opinions, as rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/access.h"
#include "domain/objection.h"
#include "store/sql.h"
#include "store/task_store.h"

namespace zhiheng::store {

std::optional<domain::Objection> find_objection(Connection& rows, std::int64_t id);  // with rows
std::vector<domain::Objection> objections_of(Connection& rows,
                                             std::int64_t engagement_id);  // without rows, by sequence
// Contested or decided targets of the engagement, those of drafts, withdrawn and returned objections and of
// `but_not_of` (what an appeal is against) left out.
std::vector<std::string> contested_targets(Connection& rows, std::int64_t engagement_id, std::int64_t but_not_of);
std::int64_t insert_objection(Connection& rows, const domain::Objection& objection, Timestamp now);  // with rows
// Everything but the rows. False when the version is not the stored one any more.
bool save_objection(Connection& rows, const domain::Objection& objection, Timestamp now);
void replace_rows(Connection& rows, const domain::Objection& objection);  // of a draft or a returned one
void save_answers(Connection& rows, const domain::Objection& objection);  // proposals, outcomes and reasons of its rows
// Is one open about an engagement of this contract?
bool has_open_objection(Connection& rows, std::int64_t contract_id);
// When the newest result that no objection brought about was published; nothing without a result.
std::optional<Timestamp> result_published_at(Connection& rows, std::int64_t engagement_id);
std::int64_t parent_bureau(Connection& rows, std::int64_t bureau_id);  // 0 at the root

struct StoredCorrection {
  std::int64_t engagement_id = 0, objection_id = 0, row_id = 0, sheet_id = 0;
  domain::Correction figure;  // `rater` is left out: the sheet says it
};
std::vector<StoredCorrection> corrections_of(Connection& rows, std::int64_t engagement_id);  // as they were made
std::vector<StoredCorrection> corrections_of_contract(Connection& rows, std::int64_t contract_id);
void insert_correction(Connection& rows, const domain::Objection& objection, const StoredCorrection& correction,
                       Timestamp now);

struct Review {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, objection_id = 0, expert_id = 0;
  int place = 0;
  Date due_on;
  std::string origin = "drawn";
  std::string state = "called";  // called, given, refused
  std::string refused_reason, given_at;
  std::int64_t version = 1;
  std::string expert_name;
};
struct RowOpinion {
  std::int64_t review_id = 0, row_id = 0;
  std::int64_t points = 0;
  std::string reason;
};
std::vector<Review> reviews_of(Connection& rows, std::int64_t objection_id);  // by place
std::optional<Review> find_review(Connection& rows, std::int64_t id);
struct ReviewTask {
  std::int64_t id = 0;
  std::string engagement_name, engagement_code, due_on, state;
  bool open = false;  // an opinion is still taken
};
std::vector<ReviewTask> reviews_of_expert(Connection& rows, std::int64_t expert_id);  // newest first
std::int64_t insert_review(Connection& rows, const Review& review, Timestamp now);
bool save_review(Connection& rows, const Review& review, Timestamp now);
std::vector<RowOpinion> opinions_of(Connection& rows, std::int64_t objection_id);
void insert_opinion(Connection& rows, const RowOpinion& opinion);

struct ObjectionFile {
  std::int64_t id = 0;
  std::string file_name, sha256, media_type;
  std::int64_t size = 0;
};
std::vector<ObjectionFile> files_of(Connection& rows, std::int64_t objection_id);
void insert_objection_file(Connection& rows, const domain::Objection& objection, const ObjectionFile& file,
                           Timestamp now);

// What waits: objections to receive or prepare ("answer_objection"), to decide ("decide_objection", not what the
// account prepared), of the agency's own returned ones ("refile_objection"), and the second panel's
// ("review_objection").
std::vector<Waiting> objections_to_answer(Connection& rows, const domain::Scope& scope);
std::vector<Waiting> objections_to_decide(Connection& rows, const domain::Scope& scope, std::int64_t account_id,
                                          std::int64_t bureau_id);
std::vector<Waiting> objections_to_refile(Connection& rows, const domain::Scope& scope);
std::vector<Waiting> reviews_to_give(Connection& rows, std::int64_t expert_id);

// Decided objections whose time to appeal passed before this day, and open ones to be answered until then.
std::vector<std::int64_t> objections_to_close(Connection& rows, Date today);
struct DueObjection {
  std::int64_t id = 0;
  Date answer_due_on;
};
std::vector<DueObjection> objections_due(Connection& rows, Date until);

// Of decided rows of results: how often an item of a rubric is contested and falls.
struct ItemStatistics {
  std::int64_t policy_id = 0;
  std::string policy_title, kind, component, item;
  std::int64_t contested = 0, upheld = 0, partly = 0, change = 0;  // change: sum of the corrections
};
std::vector<ItemStatistics> objection_statistics(Connection& rows, const domain::Scope& scope, std::int64_t year);

}  // namespace zhiheng::store
