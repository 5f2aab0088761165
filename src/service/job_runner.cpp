#include <chrono>

#include "base/log.h"
#include "service/job_service.h"

namespace zhiheng::service {

namespace {

constexpr std::chrono::seconds between_looks{2};

}  // namespace

JobRunner::JobRunner(Gate& gate, std::vector<Job> jobs) : gate_(gate), jobs_(std::move(jobs)), node_(node_name()) {}

JobRunner::~JobRunner() {
  stop();
}

void JobRunner::start() {
  thread_ = std::thread([this] { loop(); });
}

void JobRunner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void JobRunner::loop() {
  JobService service(gate_);
  bool enlisted = false;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    try {
      // The database may be away when the server starts; it is asked again until it is there.
      if (!enlisted) enlisted = service.enlist(jobs_).ok();
      if (enlisted) (void)service.run_due(jobs_, node_);
    } catch (const std::exception& fault) {
      LogLine(LogLevel::error, "jobs_failed").text("what", fault.what());
    }
    lock.lock();
    stopped_.wait_for(lock, between_looks, [&] { return stopping_; });
  }
}

}  // namespace zhiheng::service
