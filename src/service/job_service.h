// What the service does by itself: named, idempotent jobs. Of several nodes the one that takes the lease row runs a
// job; a node that dies leaves a lease that ends, and the job is run again. Nodes need clocks that agree within a
// minute.
//
// To add one: write a function, put a Job into the list of src/cli/job_list.cpp, and its texts `job.<name>`,
// `job.about.<name>` and `job.count.<name of each count>` into a catalogue.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// What a run did, in numbers: {"sent", 12}. Nothing is a fine answer.
using JobCounts = std::vector<std::pair<std::string, std::int64_t>>;

struct Job {
  std::string name;
  std::int64_t every_seconds = 60;
  int at_hour = -1;  // 0..23: once a day after that hour in China, whatever every_seconds says
  std::function<Result<JobCounts>(Gate&, Timestamp now)> run;
};

// For /metrics.
struct JobFigures {
  std::string name;
  std::int64_t run_count = 0, failed_count = 0, failed_in_row = 0, last_milliseconds = 0;
  std::int64_t seconds_overdue = 0;  // nought when not due or in hand
};

class JobService {
 public:
  explicit JobService(Gate& gate) : gate_(gate) {}

  // Makes the rows of jobs that have none yet and takes over a changed rhythm.
  Outcome enlist(const std::vector<Job>& jobs);
  // Runs what is due and free, in this thread; answers the names of what it ran.
  Result<std::vector<std::string>> run_due(const std::vector<Job>& jobs, const std::string& node);
  Result<std::vector<JobFigures>> figures();
  // The job "cleanup": sessions, answers, notices, mails. At most a few thousand rows of each a run.
  static Result<JobCounts> clean_up(Gate& gate, Timestamp now);
  // The job "agency_records": agencies whose record nobody confirmed for a year are asked to. Counts: agencies.
  static Result<JobCounts> remind_records(Gate& gate, Timestamp now);

  // {"items":[{"name","every_seconds","at_hour","next_due_at","asked_by","running","node","started_at","ended_at",
  //  "outcome","counts":{...},"problem":{"rule","text"},"run_count","failed_count","failed_in_row",
  //  "last_milliseconds"}]}, for who may see_jobs. `language` is that of a failed job's text.
  Result<Json> list(const domain::Actor& actor, Language language);
  Result<Json> read(const domain::Actor& actor, const std::string& name, Language language);
  // Due at once: the next node that looks runs it. Refuses job.absent, job.running (Kind::conflict).
  Result<Json> ask(const domain::Actor& actor, const std::string& name, Language language);

 private:
  bool claim(const Job& job, const std::string& node);
  void carry_out(const Job& job, const std::string& node);
  Result<JobCounts> guarded_run(const Job& job);
  void finish(const Job& job, const std::string& node, const Result<JobCounts>& result, std::int64_t milliseconds);

  Gate& gate_;
};

// The timer of a serving process: looks every two seconds and runs what is due, one after the other.
class JobRunner {
 public:
  JobRunner(Gate& gate, std::vector<Job> jobs);
  ~JobRunner();  // waits for the job in hand
  JobRunner(const JobRunner&) = delete;
  void start();
  void stop();

 private:
  void loop();

  Gate& gate_;
  std::vector<Job> jobs_;
  std::string node_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

// Who acts when nobody does: "job:<name>" in the audit, without any role.
domain::Actor job_actor(const std::string& name);
// "host/4711-x7Fq": unique per process.
std::string node_name();
// The next moment at which a job that ended now is due.
Timestamp next_due(const Job& job, Timestamp now);

}  // namespace zhiheng::service
