// Health, counters, files of the pages, language.
#pragma once

#include "web/application.h"

namespace zhiheng::web {

void add_system_routes(Router& router, const Metrics& metrics, const ApplicationOptions& options);

}  // namespace zhiheng::web
