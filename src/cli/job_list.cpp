#include "cli/job_list.h"

#include "service/upload_service.h"

namespace zhiheng::cli {

std::vector<service::Job> all_jobs(const Settings&) {
  std::vector<service::Job> jobs;
  jobs.push_back({"cleanup", 3600, -1, service::JobService::clean_up});
  jobs.push_back({"uploads", 3600, -1, [](service::Gate& gate, Timestamp) { return service::UploadCleaner(gate).run(); }});
  return jobs;
}

}  // namespace zhiheng::cli
