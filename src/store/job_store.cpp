#include "store/job_store.h"

#include <algorithm>

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view job_columns =
    "SELECT name, every_seconds, at_hour, next_due_at, asked_by, lease_node, lease_until, started_at, ended_at, "
    "outcome, summary, run_count, failed_count, failed_in_row, last_milliseconds FROM job";

JobRow job_of(const Row& row) {
  RowReader cells(row);
  JobRow job;
  job.name = cells.text();
  job.every_seconds = cells.integer();
  job.at_hour = cells.small();
  job.next_due_at = cells.text();
  job.asked_by = cells.text();
  job.lease_node = cells.text();
  job.lease_until = cells.text();
  job.started_at = cells.text();
  job.ended_at = cells.text();
  job.outcome = cells.text();
  job.summary = cells.text();
  job.run_count = cells.integer();
  job.failed_count = cells.integer();
  job.failed_in_row = cells.integer();
  job.last_milliseconds = cells.integer();
  return job;
}

}  // namespace

std::vector<JobRow> list_jobs(Connection& rows) {
  std::vector<JobRow> all;
  for (const Row& row : rows.query(std::string(job_columns) + " ORDER BY name")) all.push_back(job_of(row));
  return all;
}

std::optional<JobRow> find_job(Connection& rows, const std::string& name) {
  const auto found = rows.query(std::string(job_columns) + " WHERE name = ?", {name});
  return found.empty() ? std::nullopt : std::optional(job_of(found[0]));
}

void insert_job(Connection& rows, const JobRow& job) {
  rows.execute("INSERT INTO job (name, every_seconds, at_hour, next_due_at) VALUES (?, ?, ?, ?)",
               {job.name, job.every_seconds, small(job.at_hour), job.next_due_at});
}

void change_rhythm(Connection& rows, const JobRow& job) {
  rows.execute("UPDATE job SET every_seconds = ?, at_hour = ?, next_due_at = ? WHERE name = ?",
               {job.every_seconds, small(job.at_hour), job.next_due_at, job.name});
}

bool take_lease(Connection& rows, const std::string& name, const std::string& node, Timestamp now, Timestamp until) {
  return rows.execute(
             "UPDATE job SET lease_node = ?, lease_until = ?, started_at = ? "
             "WHERE name = ? AND next_due_at <= ? AND (lease_until IS NULL OR lease_until < ?)",
             {node, until.utc(), now.utc(), name, now.utc(), now.utc()}) > 0;
}

bool keep_lease(Connection& rows, const std::string& name, const std::string& node, Timestamp until) {
  return rows.execute("UPDATE job SET lease_until = ? WHERE name = ? AND lease_node = ?", {until.utc(), name, node}) >
         0;
}

bool end_lease(Connection& rows, const JobRow& job, const std::string& node) {
  return rows.execute(
             "UPDATE job SET lease_node = '', lease_until = NULL, asked_by = '', ended_at = ?, outcome = ?, "
             "summary = ?, next_due_at = ?, run_count = run_count + 1, failed_count = failed_count + ?, "
             "failed_in_row = ?, last_milliseconds = ? WHERE name = ? AND lease_node = ?",
             {job.ended_at, job.outcome, job.summary, job.next_due_at, std::int64_t{job.outcome == "failed"},
              job.failed_in_row, job.last_milliseconds, job.name, node}) > 0;
}

void make_due(Connection& rows, const std::string& name, const std::string& asked_by, Timestamp now) {
  rows.execute("UPDATE job SET next_due_at = ?, asked_by = ? WHERE name = ?", {now.utc(), asked_by, name});
}

std::int64_t delete_old(Connection& rows, const std::string& table, const std::string& condition,
                        const std::string& moment) {
  const Parameters marks(static_cast<std::size_t>(std::count(condition.begin(), condition.end(), '?')), Value(moment));
  const auto old = rows.query("SELECT id FROM " + table + " WHERE " + condition + " ORDER BY id LIMIT 5000", marks);
  constexpr std::size_t at_once = 500;
  for (std::size_t from = 0; from < old.size(); from += at_once) {
    Parameters ids;
    for (std::size_t i = from; i < std::min(from + at_once, old.size()); ++i) ids.push_back(old[i][0]);
    rows.execute("DELETE FROM " + table + " WHERE id IN (" + placeholders(ids.size()) + ")", ids);
  }
  return static_cast<std::int64_t>(old.size());
}

}  // namespace zhiheng::store
