// Whether experts are free to score an engagement, inside the transaction of whoever asks: the draw, the panel, the
// second panel of an objection.
#pragma once

#include <map>
#include <vector>

#include "domain/recusal.h"
#include "service/gate.h"

namespace zhiheng::service {

// Every path that excludes one of these experts from scoring the engagement today, by expert; who is free is not in the
// map. A handful of queries, however many experts.
std::map<std::int64_t, std::vector<domain::RecusalPath>> recusals_for(Tx& tx, std::int64_t engagement_id,
                                                                      const std::vector<std::int64_t>& expert_ids);

}  // namespace zhiheng::service
