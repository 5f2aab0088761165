#include "cli/serve_metrics.h"

#include "base/clock.h"
#include "cli/version.h"
#include "service/job_service.h"

namespace zhiheng::cli {

namespace {

using web::MetricsText;

void one(MetricsText& out, const char* name, const char* type, const char* help, std::int64_t value) {
  out.family(name, type, help);
  out.sample({}, value);
}

void write_server(MetricsText& out, const web::ServerState& state) {
  one(out, "zhiheng_connections", "gauge", "Open connections.", state.connections);
  one(out, "zhiheng_connections_waiting", "gauge", "Open connections without a request at hand.", state.waiting);
  one(out, "zhiheng_connections_accepted_total", "counter", "Connections since the start.", state.accepted);
  out.family("zhiheng_connections_refused_total", "counter", "Connections that were turned away or cut off.");
  out.sample({{"reason", "full"}}, state.refused_full);
  out.sample({{"reason", "address"}}, state.refused_address);
  out.sample({{"reason", "too_slow"}}, state.too_slow);
  one(out, "zhiheng_threads", "gauge", "Threads that answer requests.", state.threads);
  one(out, "zhiheng_threads_busy", "gauge", "Of them with a request in hand.", state.busy);
  one(out, "zhiheng_threads_most", "gauge", "How many there may be.", state.most_threads);
  one(out, "zhiheng_queue_length", "gauge", "Requests that wait for a thread.", state.queued);
}

void write_pool(MetricsText& out, const store::PoolState& pool, const service::GateCounts& gate) {
  out.family("zhiheng_database_connections", "gauge", "Connections to the database.");
  out.sample({{"state", "in_use"}}, pool.in_use);
  out.sample({{"state", "idle"}}, pool.idle);
  one(out, "zhiheng_database_connections_most", "gauge", "How many there may be.", pool.most);
  one(out, "zhiheng_database_waiting", "gauge", "Requests that wait for a connection to the database.", pool.waiting);
  out.family("zhiheng_database_lent_total", "counter", "Connections lent, and how many of them after a wait.");
  out.sample({{"waited", "no"}}, pool.lent - pool.lent_after_wait);
  out.sample({{"waited", "yes"}}, pool.lent_after_wait);
  one(out, "zhiheng_database_retries_total", "counter", "Transactions run again after a collision.", gate.retries);
  one(out, "zhiheng_database_faults_total", "counter", "Transactions given up because of the database.", gate.faults);
}

void write_sessions(MetricsText& out, store::Database& database) {
  try {
    auto lease = database.reader();
    const auto rows = lease->query("SELECT COUNT(*) FROM session WHERE ended_at IS NULL AND expires_at > ?",
                                   {system_clock().now().utc()});
    one(out, "zhiheng_sessions", "gauge", "Sessions that have not ended.", integer_or(rows.at(0).at(0)));
  } catch (const store::SqlError&) {
    // Without the database the other figures are wanted all the more.
  }
}

void write_jobs(MetricsText& out, service::Gate& gate) {
  auto figures = service::JobService(gate).figures();
  if (!figures) return;
  out.family("zhiheng_job_runs_total", "counter", "Runs of a job.");
  for (const auto& job : *figures) out.sample({{"job", job.name}}, job.run_count);
  out.family("zhiheng_job_failures_total", "counter", "Runs of a job that failed.");
  for (const auto& job : *figures) out.sample({{"job", job.name}}, job.failed_count);
  out.family("zhiheng_job_overdue_seconds", "gauge", "For how long a job should have run by now.");
  for (const auto& job : *figures) out.sample({{"job", job.name}}, job.seconds_overdue);
  out.family("zhiheng_job_last_duration_seconds", "gauge", "How long a job ran last.");
  for (const auto& job : *figures) out.seconds({{"job", job.name}}, job.last_milliseconds * 1000);
}

}  // namespace

void add_metrics(web::Application& application, const web::Server& server, const Station& station) {
  application.add_metrics([&server](MetricsText& out) { write_server(out, server.state()); });
  application.add_metrics([&station](MetricsText& out) {
    write_pool(out, station.database->pool(), station.gate->counts());
    write_sessions(out, *station.database);
    write_jobs(out, *station.gate);
    out.family("zhiheng_build_info", "gauge", "Version and engine of this process.");
    out.sample({{"version", std::string(version_text())},
                {"engine", station.database->engine() == store::Engine::mysql ? "mysql" : "sqlite"}},
               1);
  });
}

}  // namespace zhiheng::cli
