// Disclosures as the bureau works on them, and as everybody reads them without an account.
#pragma once

#include "web/router.h"

namespace zhiheng::web {

void add_disclosure_routes(Router& router);
void add_public_routes(Router& router);

}  // namespace zhiheng::web
