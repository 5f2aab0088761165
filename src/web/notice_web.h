// The inbox of whoever is signed in, and what he wishes of it.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_notice_routes(Router& router);

}  // namespace zhiheng::web
