// Past years under another policy: page and API.
#pragma once

#include "web/router.h"

namespace zhiheng::web {

void add_what_if_routes(Router& router);

}  // namespace zhiheng::web
