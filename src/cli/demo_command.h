// `zhiheng demo`: the demonstration year into an empty database.
#pragma once

#include "cli/arguments.h"

namespace zhiheng::cli {

// --live adds one contract of this year with an open panel (its statement cannot be exported yet). A database without
// any table is migrated first; any other must fit this program. Refuses demo.not_empty.
int demo(const Arguments& arguments);

}  // namespace zhiheng::cli
