#include "service/job_service.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "base/crypto.h"
#include "base/log.h"
#include "store/job_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::int64_t lease_milliseconds = 5 * 60'000;
constexpr std::chrono::seconds between_renewals{60};
constexpr std::int64_t day_milliseconds = 24 * 3600'000;
constexpr std::int64_t china_milliseconds = 8 * 3600'000;

Timestamp later(Timestamp now, std::int64_t milliseconds) {
  return Timestamp::from_milliseconds(now.milliseconds() + milliseconds);
}

// What broke is tried again soon, and less and less often while it stays broken; never later than its own rhythm.
Timestamp next_after_failure(const Job& job, Timestamp now, std::int64_t failed_in_row) {
  const std::int64_t pause = 60'000LL << std::min<std::int64_t>(failed_in_row, 6);
  return std::min(next_due(job, now), later(now, pause));
}

Json problem_json(const Problem& problem) {
  Json params = Json::object();
  for (const auto& [name, value] : problem.params) params.set(name, value);
  return Json::object().set("rule", problem.rule).set("params", std::move(params));
}

std::string summary_of(const Result<JobCounts>& result) {
  Json summary = Json::object();
  if (!result) {
    summary.set("problem", problem_json(result.problems().front()));
    std::string text = write_json(summary);
    if (text.size() <= 2000) return text;
    return write_json(Json::object().set("problem", problem_json(refusal("job.failed"))));
  }
  Json counts = Json::object();
  for (const auto& [name, value] : *result) counts.set(name, value);
  return write_json(summary.set("counts", std::move(counts)));
}

Json time_json(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}

Json job_json(const store::JobRow& job, Timestamp now, Language language) {
  const bool running = !job.lease_until.empty() && job.lease_until >= now.utc();
  Json json = Json::object();
  json.set("name", job.name).set("every_seconds", job.every_seconds);
  json.set("at_hour", job.at_hour < 0 ? Json() : Json(job.at_hour));
  json.set("next_due_at", time_json(job.next_due_at)).set("asked_by", job.asked_by);
  json.set("running", running).set("node", running ? Json(job.lease_node) : Json());
  json.set("started_at", time_json(job.started_at)).set("ended_at", time_json(job.ended_at));
  json.set("outcome", job.outcome.empty() ? Json() : Json(job.outcome));
  const auto summary = parse_json(job.summary.empty() ? "{}" : job.summary);
  const Json* counts = summary ? summary->find("counts") : nullptr;
  json.set("counts", counts ? *counts : Json::object());
  Json problem;
  if (const Json* told = summary ? summary->find("problem") : nullptr) {
    Params params;
    for (const JsonMember& member : told->at("params").members())
      params.emplace_back(member.key, member.value.string());
    const std::string rule = told->text_at("rule");
    problem = Json::object().set("rule", rule).set("text", say(rule, params, language));
  }
  json.set("problem", std::move(problem)).set("run_count", job.run_count).set("failed_count", job.failed_count);
  json.set("failed_in_row", job.failed_in_row).set("last_milliseconds", job.last_milliseconds);
  return json;
}

// Tells the lease row once a minute that the job is still in hand, so that a lease can be short and a long job whole.
class LeaseKeeper {
 public:
  LeaseKeeper(std::function<void()> renew) : renew_(std::move(renew)), thread_([this] { loop(); }) {}
  ~LeaseKeeper() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    ended_.notify_all();
    thread_.join();
  }

 private:
  void loop() {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, between_renewals, [&] { return done_; })) renew_();
  }

  std::function<void()> renew_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace

domain::Actor job_actor(const std::string& name) {
  domain::Actor actor;
  actor.login = "job:" + name;
  actor.display_name = actor.login;
  return actor;
}

std::string node_name() {
  char host[65] = "host";
  ::gethostname(host, sizeof host - 1);
  return std::string(host) + "/" + std::to_string(::getpid()) + "-" + random_token(4);
}

Timestamp next_due(const Job& job, Timestamp now) {
  if (job.at_hour < 0) return later(now, job.every_seconds * 1000);
  const std::int64_t local = now.milliseconds() + china_milliseconds;
  std::int64_t next = local - local % day_milliseconds + job.at_hour * 3600'000LL;
  if (next <= local) next += day_milliseconds;
  return Timestamp::from_milliseconds(next - china_milliseconds);
}

Outcome JobService::enlist(const std::vector<Job>& jobs) {
  return gate_.system_write(SystemKey{}, job_actor("enlist"), [&](Tx& tx) -> Outcome {
    for (const Job& job : jobs) {
      store::JobRow row;
      row.name = job.name;
      row.every_seconds = job.every_seconds;
      row.at_hour = job.at_hour;
      const auto known = store::find_job(tx.rows(), job.name);
      // A new job that has an hour of its own waits for it; the others have nothing to wait for.
      row.next_due_at = job.at_hour < 0 ? tx.now().utc() : next_due(job, tx.now()).utc();
      if (!known) {
        store::insert_job(tx.rows(), row);
      } else if (known->every_seconds != row.every_seconds || known->at_hour != row.at_hour) {
        store::change_rhythm(tx.rows(), row);
      }
    }
    tx.changed_nothing();  // the rows are their own record; nobody acted
    return Done{};
  });
}

bool JobService::claim(const Job& job, const std::string& node) {
  const auto taken = gate_.system_write(SystemKey{}, job_actor(job.name), [&](Tx& tx) -> Result<bool> {
    tx.changed_nothing();
    return store::take_lease(tx.rows(), job.name, node, tx.now(), later(tx.now(), lease_milliseconds));
  });
  return taken && *taken;
}

Result<JobCounts> JobService::guarded_run(const Job& job) {
  const RequestScope scope("job-" + job.name + "-" + random_token(6));
  try {
    return job.run(gate_, gate_.clock().now());
  } catch (const std::exception& fault) {
    // The text may hold what nobody may read on a page; it goes to the log alone.
    LogLine(LogLevel::error, "job_failed").text("job", job.name).text("what", fault.what());
    return refusal(Kind::defect, "job.failed");
  }
}

void JobService::finish(const Job& job, const std::string& node, const Result<JobCounts>& result,
                        std::int64_t milliseconds) {
  const auto ended = gate_.system_write(SystemKey{}, job_actor(job.name), [&](Tx& tx) -> Outcome {
    auto row = store::find_job(tx.rows(), job.name);
    tx.changed_nothing();
    if (!row) return Done{};
    row->failed_in_row = result ? 0 : row->failed_in_row + 1;
    row->ended_at = tx.now().utc();
    row->outcome = result ? "done" : "failed";
    row->summary = summary_of(result);
    const Timestamp next = result ? next_due(job, tx.now()) : next_after_failure(job, tx.now(), row->failed_in_row);
    row->next_due_at = next.utc();
    row->last_milliseconds = milliseconds;
    store::end_lease(tx.rows(), *row, node);
    return Done{};
  });
  if (!ended) LogLine(LogLevel::error, "job_end_not_written").text("job", job.name);
}

void JobService::carry_out(const Job& job, const std::string& node) {
  const auto began = std::chrono::steady_clock::now();
  Result<JobCounts> result = JobCounts{};
  {
    const LeaseKeeper keeper([&] {
      const auto kept = gate_.system_write(SystemKey{}, job_actor(job.name), [&](Tx& tx) -> Result<bool> {
        tx.changed_nothing();
        return store::keep_lease(tx.rows(), job.name, node, later(tx.now(), lease_milliseconds));
      });
      if (!kept) LogLine(LogLevel::error, "job_lease_not_renewed").text("job", job.name);
    });
    result = guarded_run(job);
  }
  const auto spent = std::chrono::steady_clock::now() - began;
  finish(job, node, result, std::chrono::duration_cast<std::chrono::milliseconds>(spent).count());
}

Result<std::vector<std::string>> JobService::run_due(const std::vector<Job>& jobs, const std::string& node) {
  const auto due = gate_.system_read(SystemKey{}, job_actor("look"), [](Tx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> names;
    for (const store::JobRow& row : store::list_jobs(tx.rows())) {
      const bool free = row.lease_until.empty() || row.lease_until < tx.now().utc();
      if (free && row.next_due_at <= tx.now().utc()) names.push_back(row.name);
    }
    return names;
  });
  if (!due) return due.problems();
  std::vector<std::string> ran;
  for (const Job& job : jobs) {
    if (std::find(due->begin(), due->end(), job.name) == due->end() || !claim(job, node)) continue;
    carry_out(job, node);
    ran.push_back(job.name);
  }
  return ran;
}

Result<std::vector<JobFigures>> JobService::figures() {
  return gate_.system_read(SystemKey{}, job_actor("figures"), [](Tx& tx) -> Result<std::vector<JobFigures>> {
    std::vector<JobFigures> all;
    for (const store::JobRow& row : store::list_jobs(tx.rows())) {
      JobFigures one{row.name, row.run_count, row.failed_count, row.failed_in_row, row.last_milliseconds, 0};
      const std::int64_t late = tx.now().milliseconds() - timestamp_from_utc(row.next_due_at).milliseconds();
      if (late > 0 && row.lease_until < tx.now().utc()) one.seconds_overdue = late / 1000;
      all.push_back(std::move(one));
    }
    return all;
  });
}

Result<Json> JobService::list(const domain::Actor& actor, Language language) {
  return gate_.read(actor, Action::see_jobs, {"job", 0}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const store::JobRow& row : store::list_jobs(tx.rows())) items.push(job_json(row, tx.now(), language));
    return Json::object().set("items", std::move(items));
  });
}

Result<Json> JobService::read(const domain::Actor& actor, const std::string& name, Language language) {
  return gate_.read(actor, Action::see_jobs, {"job", 0}, [&](Tx& tx) -> Result<Json> {
    const auto row = store::find_job(tx.rows(), name);
    if (!row) return refusal(Kind::absent, "job.absent", "name");
    return job_json(*row, tx.now(), language);
  });
}

Result<Json> JobService::ask(const domain::Actor& actor, const std::string& name, Language language) {
  return gate_.write(actor, Action::run_jobs, {"job", 0}, [&](Tx& tx) -> Result<Json> {
    const auto row = store::find_job(tx.rows(), name);
    if (!row) return refusal(Kind::absent, "job.absent", "name");
    if (!row->lease_until.empty() && row->lease_until >= tx.now().utc()) {
      return refusal(Kind::conflict, "job.running", "name", {{"node", row->lease_node}});
    }
    store::make_due(tx.rows(), name, actor.login, tx.now());
    tx.audit("ask", {"job", 0}, actor.bureau_id, Json::object().set("name", name));
    return job_json(*store::find_job(tx.rows(), name), tx.now(), language);
  });
}

}  // namespace zhiheng::service
