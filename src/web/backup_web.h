// Backups as the system administrator sees them: that they are made and sound. What is in them is not for him, so no
// page and no part of the API hands one out.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_backup_routes(Router& router);

}  // namespace zhiheng::web
