// The jobs of the service, put together from what every part gives.
#pragma once

#include <vector>

#include "cli/shell.h"
#include "service/job_service.h"

namespace zhiheng::cli {

std::vector<service::Job> all_jobs(const Settings& settings);

}  // namespace zhiheng::cli
