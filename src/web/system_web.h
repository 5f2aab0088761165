// Health, counters, files of the pages, language.
#pragma once

#include <functional>

#include "web/application.h"

namespace zhiheng::web {

void add_system_routes(Router& router, const Metrics& metrics, std::function<Outcome()> ready);

}  // namespace zhiheng::web
