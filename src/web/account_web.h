// Signing in and out, by form and by program; accounts for the system administrator; one's own password.
#pragma once

#include "web/call.h"
#include "web/router.h"

namespace zhiheng::web {

void add_session_routes(Router& router);
void add_account_routes(Router& router);
void add_account_pages(Router& router);
void add_own_routes(Router& router);       // /me: sessions, sign-ins, second factor, tokens
void add_security_routes(Router& router);  // settings, first set-up
void add_audit_routes(Router& router);
void add_second_factor_routes(Router& router);

Json actor_json(const domain::Actor& actor);

}  // namespace zhiheng::web
