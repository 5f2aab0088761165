// Signing in and out, by form and by program; accounts for the system administrator; one's own password.
#pragma once

#include "web/router.h"

namespace zhiheng::web {

void add_session_routes(Router& router);
void add_account_routes(Router& router);

}  // namespace zhiheng::web
