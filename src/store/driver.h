// What only the pool and the drivers know of each other: how a connection of each engine is opened.
#pragma once

#include <memory>
#include <string>

#include "store/database.h"

namespace zhiheng::store {

// Opens a file, or ":memory:". The file and its folder are made when `create` is set; later openings of a file that
// went away are SqlError{lost} instead of a new, empty database.
std::unique_ptr<Connection> open_sqlite(const std::string& file, bool create);

// Opens one session; SqlError{lost} when the server does not answer.
std::unique_ptr<Connection> open_mysql(const DatabaseUrl& url, const std::string& password);

// Statements of a script, split where a line ends with `;`; comment lines are left out.
std::vector<std::string> split_statements(std::string_view script);

}  // namespace zhiheng::store
