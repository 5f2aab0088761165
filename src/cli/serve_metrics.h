// What a serving process knows beyond its requests, for /metrics: connections and threads, the pool of the database,
// transactions run again, sessions, jobs, the build.
#pragma once

#include "cli/shell.h"
#include "web/application.h"
#include "web/server.h"

namespace zhiheng::cli {

// All three must outlive the application's answers.
void add_metrics(web::Application& application, const web::Server& server, const Station& station);

}  // namespace zhiheng::cli
