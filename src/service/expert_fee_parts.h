// What the services of experts' fees share inside a transaction.
#pragma once

#include "base/messages.h"
#include "domain/expert_fee.h"
#include "service/gate.h"
#include "store/expert_fee_store.h"

namespace zhiheng::service {

Result<domain::ExpertFee> fresh_expert_fee(Tx& tx, std::int64_t id, std::int64_t version);
Json shown_expert_fee(Tx& tx, std::int64_t id, Language language);
Json fee_line_json(const domain::ExpertFeeLine& line, Language language);  // without anybody's name

// Lines of a body, all problems at once, each at its field.
Result<std::vector<domain::ExpertFeeLine>> read_fee_lines(const Json::Array& items);
// Fills in what follows from the rows (matter, days, who may not be paid) and works out the figures.
// Refuses what is listed in expert_fee_work.cpp, all at once.
Outcome work_out_fee(Tx& tx, domain::ExpertFee& fee);
// From what was handed in; people whom a standing line pays already are left out.
std::vector<domain::ExpertFeeLine> suggested_lines(Tx& tx, const domain::ExpertFee& fee);

}  // namespace zhiheng::service
