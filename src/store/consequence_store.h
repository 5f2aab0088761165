// What follows from ratings and vetoes, and the rounds in which contracts are given out, as rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/agency_rating.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::StandingConsequence> find_consequence(Connection& rows, std::int64_t id);
// Of one agency at one bureau (0: at all of them), newest first.
std::vector<domain::StandingConsequence> consequences_of(Connection& rows, std::int64_t agency_id,
                                                         std::int64_t bureau_id);
// Those that are still active, of a bureau or (0) of all.
std::vector<domain::StandingConsequence> active_consequences(Connection& rows, std::int64_t bureau_id);
std::vector<domain::StandingConsequence> consequences_about(Connection& rows, const std::string& about,
                                                            std::int64_t about_id);
std::int64_t insert_consequence(Connection& rows, const domain::StandingConsequence& consequence, Timestamp now);
// State and last day; false when somebody else saved first.
bool save_consequence(Connection& rows, const domain::StandingConsequence& consequence, Timestamp now);
bool lift_consequence(Connection& rows, const domain::StandingConsequence& consequence, std::int64_t lifted_by,
                      Timestamp now);
std::vector<Date> rounds_opened(Connection& rows, std::int64_t bureau_id);

}  // namespace zhiheng::store
