// What the gate must know of a row before it asks whether somebody may act on it.
#pragma once

#include <optional>
#include <string_view>

#include "domain/access.h"
#include "store/sql.h"

namespace zhiheng::store {

// The facts of one row, by the name of its table; nothing when there is no such row (or no such table).
std::optional<domain::Facts> load_facts(Connection& connection, std::string_view stem, std::int64_t id);

}  // namespace zhiheng::store
