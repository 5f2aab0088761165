// Versions of deliverables as rows; the bytes are in the file store.
#pragma once

#include <vector>

#include "domain/deliverable.h"
#include "store/sql.h"

namespace zhiheng::store {

std::vector<domain::Deliverable> deliverables_of(Connection& rows, std::int64_t engagement_id);  // by kind, revision
std::vector<domain::Deliverable> deliverables_of_contract(Connection& rows, std::int64_t contract_id);
std::optional<domain::Deliverable> find_deliverable(Connection& rows, std::int64_t id);
std::int64_t insert_deliverable(Connection& rows, const domain::Deliverable& deliverable, Timestamp now);
// Both answer false when the version is not the stored one any more.
bool save_days(Connection& rows, const domain::Deliverable& deliverable, Timestamp now);  // with the day it was due
bool save_judgement(Connection& rows, const domain::Deliverable& deliverable, Timestamp now);

}  // namespace zhiheng::store
