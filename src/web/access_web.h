// The table of permissions as a page and in the API.
#pragma once

#include "web/router.h"

namespace zhiheng::web {

void add_access_routes(Router& router);

}  // namespace zhiheng::web
