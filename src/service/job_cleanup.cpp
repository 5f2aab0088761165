// What has served its time goes: ended sessions, kept answers, old notices and mails. None of it is business data.
#include "service/job_service.h"
#include "store/job_store.h"

namespace zhiheng::service {

namespace {

constexpr std::int64_t hour = 3600'000;

std::string before(Timestamp now, std::int64_t hours) {
  return Timestamp::from_milliseconds(now.milliseconds() - hours * hour).utc();
}

}  // namespace

Result<JobCounts> JobService::clean_up(Gate& gate, Timestamp now) {
  return gate.system_write(SystemKey{}, job_actor("cleanup"), [&](Tx& tx) -> Result<JobCounts> {
    store::Connection& rows = tx.rows();
    JobCounts counts;
    const auto sweep = [&](const char* name, const std::string& table, const std::string& condition,
                           const std::string& moment) {
      counts.emplace_back(name, store::delete_old(rows, table, condition, moment));
    };
    sweep("sessions", "session", "expires_at < ? OR ended_at < ?", before(now, 7 * 24));
    sweep("answers", "idempotency", "created_at < ?", before(now, 48));
    sweep("notices", "notice", "read_at < ?", before(now, 180 * 24));
    sweep("mails", "mail", "state IN ('sent', 'dropped', 'dead') AND created_at < ?", before(now, 180 * 24));
    tx.changed_nothing();  // what is deleted here had its audit when it was made
    return counts;
  });
}

}  // namespace zhiheng::service
