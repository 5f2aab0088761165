// All rows of a database as text lines that fit either engine, and back.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "store/sql.h"

namespace zhiheng::store {

// What a backup leaves out: what belongs to running processes and not to the data. Sessions and half-done sign-ins must
// not come to life again elsewhere, and a mail that waits must not be sent by a copy.
bool is_left_out(std::string_view table);

// The lines of one table, in the order of its key: [{"table","columns"}], then one array of cells per row. Pages by
// key, so that memory is bounded. Answers the number of rows.
std::int64_t write_table(Connection& rows, const std::string& table,
                         const std::function<void(std::string_view line)>& line);

// Whether there is anything that people or the service put there; what `zhiheng migrate` writes does not count.
bool has_data(Connection& rows);
// The shipped policies of a database without data, and what was noted of them, so that the backup's own can stand
// there.
void clear_shipped_rows(Connection& rows);

// While it stands, rows may come in an order that references do not allow; SQLite looks at the commit, MySQL not.
void defer_references(Connection& rows, bool defer);
// One row of the table. Refuses backup.row_malformed; throws SqlError.
Outcome restore_row(Connection& rows, const std::string& table, const std::vector<std::string>& columns,
                    const Json& cells);

}  // namespace zhiheng::store
