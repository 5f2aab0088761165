// What the service does by itself, for the system administrator: when, how it went, and once more now.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_job_routes(Router& router);

}  // namespace zhiheng::web
