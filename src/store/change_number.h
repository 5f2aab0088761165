// A number that is another one after every commit, of whatever process.
#pragma once

#include <cstdint>
#include <optional>

#include "store/database.h"

namespace zhiheng::store {

// Costs about as much as the lock of a read. While two calls answer the same, nothing was committed between them. None
// where the engine tells no such thing (MariaDB, a database in memory), or cannot be asked.
std::optional<std::int64_t> change_number(Database& database) noexcept;

}  // namespace zhiheng::store
