// Statements with their lines, and adjustments, as rows.
#pragma once

#include <optional>
#include <vector>

#include "base/date.h"
#include "domain/statement_rules.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::Statement> find_statement(Connection& rows, std::int64_t id);  // with lines
// The newest statement that was not voided.
std::optional<domain::Statement> standing_statement(Connection& rows, std::int64_t contract_id);
std::vector<domain::Statement> statements_of(Connection& rows, std::int64_t contract_id);  // newest first, no lines
int last_statement_sequence(Connection& rows, std::int64_t contract_id);
std::int64_t insert_statement(Connection& rows, const domain::Statement& statement, Timestamp now);
// Figures, documents and lines of a draft. False when the version is not the stored one any more.
bool redraw_statement(Connection& rows, const domain::Statement& statement, Timestamp now);
// State, confirmer, times and reason. False when the version is not the stored one any more.
bool save_statement_state(Connection& rows, const domain::Statement& statement, Timestamp now);
void save_void(Connection& rows, const domain::Statement& statement, std::int64_t voided_by);

std::string account_name(Connection& rows, std::int64_t account_id);  // "" for nobody

std::optional<domain::Adjustment> find_adjustment(Connection& rows, std::int64_t id);
std::vector<domain::Adjustment> adjustments_of(Connection& rows, std::int64_t statement_id);
std::int64_t insert_adjustment(Connection& rows, const domain::Statement& statement,
                               const domain::Adjustment& adjustment, Timestamp now);
bool save_adjustment(Connection& rows, const domain::Adjustment& adjustment, Timestamp now);

}  // namespace zhiheng::store
