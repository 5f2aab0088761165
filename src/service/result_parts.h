// The computation of a result inside a transaction, shared by the closing of a panel and the recomputation.
#pragma once

#include "domain/result.h"
#include "service/case_builder.h"
#include "service/gate.h"

namespace zhiheng::service {

// Computes and stores the engagement's next result, superseding the one before with the reason. Takes the contract's
// account, so that a statement drawn meanwhile is told. Refuses what domain::recompute_result, read_case and evaluate
// refuse; an upheld objection is not stopped by a confirmed statement, because it adjusts the statement itself.
Result<domain::StoredResult> compute_result(Tx& tx, std::int64_t engagement_id, const std::string& reason,
                                            bool by_objection = false);

}  // namespace zhiheng::service
