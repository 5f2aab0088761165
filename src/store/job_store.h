// Rows of the jobs: when each is due, which node has it in hand and until when, and how the last run ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/sql.h"

namespace zhiheng::store {

struct JobRow {
  std::string name;
  std::int64_t every_seconds = 0;
  int at_hour = -1;  // of the day in China; -1: by the interval
  std::string next_due_at, asked_by;
  std::string lease_node, lease_until, started_at, ended_at;  // UTC, or empty
  std::string outcome;                                        // "", "done", "failed"
  std::string summary;                                        // JSON: the counts of the run, or the refusal
  std::int64_t run_count = 0, failed_count = 0, failed_in_row = 0, last_milliseconds = 0;
};

std::vector<JobRow> list_jobs(Connection& rows);
std::optional<JobRow> find_job(Connection& rows, const std::string& name);
void insert_job(Connection& rows, const JobRow& job);
void change_rhythm(Connection& rows, const JobRow& job);
// Answers whether this node has the job now: only when it is due and nobody else's lease runs.
bool take_lease(Connection& rows, const std::string& name, const std::string& node, Timestamp now, Timestamp until);
bool keep_lease(Connection& rows, const std::string& name, const std::string& node, Timestamp until);
// Ends the lease of this node and keeps how it went; false when the lease was somebody else's by then.
bool end_lease(Connection& rows, const JobRow& job, const std::string& node);
void make_due(Connection& rows, const std::string& name, const std::string& asked_by, Timestamp now);
// Deletes at most 5000 rows of a table with an id that fulfil the condition, each of whose marks is this moment;
// answers how many.
std::int64_t delete_old(Connection& rows, const std::string& table, const std::string& condition,
                        const std::string& moment);

}  // namespace zhiheng::store
