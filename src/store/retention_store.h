// Retentions as rows.
#pragma once

#include <optional>
#include <vector>

#include "domain/access.h"
#include "domain/retention.h"
#include "store/sql.h"
#include "store/task_store.h"

namespace zhiheng::store {

std::optional<domain::Retention> find_retention(Connection& rows, std::int64_t id);
std::optional<domain::Retention> retention_of_statement(Connection& rows, std::int64_t statement_id);
std::vector<domain::Retention> retentions_of(Connection& rows, std::int64_t contract_id);  // oldest first
std::int64_t insert_retention(Connection& rows, const domain::Retention& retention, Timestamp now);
// Everything but the amount and its day. False when the version is not the stored one any more.
bool save_retention(Connection& rows, const domain::Retention& retention, Timestamp now);

// The last day on which a report of the contract was accepted.
std::optional<Date> last_report_accepted_on(Connection& rows, std::int64_t contract_id);

struct DueRetention {
  std::int64_t id = 0;
  Date release_due_on;
};
std::vector<DueRetention> retentions_due(Connection& rows, Date until);

// Tasks: held ones whose day comes until then, "release_retention"; requested by others, "approve_retention".
std::vector<Waiting> retentions_to_release(Connection& rows, const domain::Scope& scope, Date until);
std::vector<Waiting> retentions_to_approve(Connection& rows, const domain::Scope& scope, std::int64_t account_id);

}  // namespace zhiheng::store
