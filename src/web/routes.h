// Which stems have routes; the only list of them.
#pragma once

#include <functional>

#include "web/router.h"

namespace zhiheng::web {

struct ApplicationOptions;
struct Metrics;

void add_all_routes(Router& router, const Metrics& metrics, const ApplicationOptions& options);

}  // namespace zhiheng::web
