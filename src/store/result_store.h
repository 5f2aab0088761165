// Results with their derivations, scores given directly, and conduct, as rows.
#pragma once

#include <optional>
#include <vector>

#include "domain/result.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::StoredResult> find_result(Connection& rows, std::int64_t id);
std::optional<domain::StoredResult> current_result(Connection& rows, std::int64_t engagement_id);
std::vector<domain::StoredResult> results_of(Connection& rows,
                                             std::int64_t engagement_id);  // newest first, no documents
std::vector<domain::StoredResult> current_results_of_contract(Connection& rows, std::int64_t contract_id);
// Inserts the next result of the engagement and supersedes the one before, if any; answers its id.
std::int64_t insert_result(Connection& rows, const domain::StoredResult& result, Timestamp now);

std::vector<domain::ComponentScore> component_scores_of(Connection& rows, std::int64_t engagement_id);
std::vector<domain::ComponentScore> component_scores_of_contract(Connection& rows, std::int64_t contract_id);
std::optional<domain::ComponentScore> find_component_score(Connection& rows, std::int64_t id);
std::int64_t insert_component_score(Connection& rows, std::int64_t bureau_id, std::int64_t agency_id,
                                    const domain::ComponentScore& score, Timestamp now);
bool save_component_score(Connection& rows, const domain::ComponentScore& score, Timestamp now);
bool delete_component_score(Connection& rows, const domain::ComponentScore& score);

std::vector<domain::Conduct> conduct_of(Connection& rows, std::int64_t engagement_id);
std::vector<domain::Conduct> conduct_of_contract(Connection& rows, std::int64_t contract_id);
std::optional<domain::Conduct> find_conduct(Connection& rows, std::int64_t id);
std::int64_t insert_conduct(Connection& rows, std::int64_t bureau_id, std::int64_t agency_id,
                            const domain::Conduct& conduct, Timestamp now);
bool save_conduct(Connection& rows, const domain::Conduct& conduct, Timestamp now);

}  // namespace zhiheng::store
