#include "cli/job_list.h"

namespace zhiheng::cli {

std::vector<service::Job> all_jobs(const Settings&) {
  std::vector<service::Job> jobs;
  jobs.push_back({"cleanup", 3600, -1, service::JobService::clean_up});
  return jobs;
}

}  // namespace zhiheng::cli
