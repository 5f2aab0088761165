// Builds the graph of relations for some experts and engagements out of what the bureau entered and of what other rows
// already tell: employers, legal representatives, lead evaluators, counties.
#pragma once

#include <string>
#include <vector>

#include "domain/recusal.h"
#include "service/gate.h"
#include "store/recusal_store.h"

namespace zhiheng::service {

// The engagements with their look-back, judged as of today, or as of the closing of a panel that is closed.
std::vector<store::RecusalSource> load_recusal_sources(Tx& tx, const std::vector<std::int64_t>& engagement_ids);
// All of the sources are organised by this bureau. A fixed number of queries.
domain::RelationGraph load_relation_graph(Tx& tx, std::int64_t bureau_id,
                                          const std::vector<store::RecusalSource>& sources,
                                          const std::vector<std::int64_t>& expert_ids);

}  // namespace zhiheng::service
