// The numbered files of sql/migrations/ brought into a database, each once and never changed afterwards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/database.h"

namespace zhiheng::store {

struct Migration {
  int number = 0;
  std::string name;  // "bureau"
  std::string_view statements;
  std::string digest;  // SHA-256 of the statements
};

// In the order of their numbers; of a pair NNNN_x.sqlite.sql / NNNN_x.mysql.sql the one of the engine.
const std::vector<Migration>& migrations_of(Engine engine);
inline constexpr int newest_step = 9999;
// The last step of the database, 0 before the first one.
int applied_step(Connection& connection);

// Brings the schema up to date and answers the names of what was applied, nothing when it was up to date.
// Refuses: schema.changed (an applied file differs from ours), schema.unfinished (a step began and did not end),
// schema.newer (the database knows steps that this program does not). Throws SqlError. A restore stops at the step that
// its backup was made at.
Result<std::vector<std::string>> migrate(Database& database, Timestamp now, int up_to = newest_step);

// Whether this program and the database fit, for the start of a server: the refusals of migrate() and schema.older
// (run `zhiheng migrate`).
Outcome schema_state(Connection& connection);

// The columns of a table after all migrations, in their order; empty when there is no such table.
const std::vector<std::string>& columns_of(std::string_view table);
bool has_column(std::string_view table, std::string_view column);
// What is stored for "nothing": the column's default where it may not be NULL, otherwise NULL.
Value empty_value(std::string_view table, std::string_view column);
// The tables in the order of their creation, so that rows may be written without breaking references.
const std::vector<std::string>& all_tables();

}  // namespace zhiheng::store
