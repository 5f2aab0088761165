#include <unistd.h>

#include "service/backup_service.h"
#include "service/job_service.h"
#include "store/job_store.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// "zhiheng-20261121-020000.zhb", of China's time.
std::string name_of_moment(Timestamp now) {
  std::string digits;
  for (const char c : now.text().substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "zhiheng-" + digits.substr(0, 8) + "-" + digits.substr(8) + ".zhb";
}

// Who makes it at night is the machine; that is all the power the job has.
domain::Actor machine(const std::string& name) {
  domain::Actor actor = job_actor(name);
  actor.operator_of_machine = true;
  return actor;
}

struct Kept {
  std::int64_t id;
  std::string name;
};

}  // namespace

Result<JobCounts> BackupService::make(Gate& gate, Timestamp now, const std::string& folder, int keep) {
  const std::string name = name_of_moment(now);
  const std::string path = folder + "/" + name;
  const auto written = write(gate, machine("backup"), path);
  if (!written) return written.problems();
  const auto read_back = inspect(path);
  if (!read_back) return read_back.problems();
  std::vector<Kept> old;
  const Outcome noted = gate.system_write(SystemKey{}, job_actor("backup"), [&](Tx& tx) -> Outcome {
    old.clear();
    tx.rows().execute(
        "INSERT INTO backup_file (name, bytes, row_count, sha256, verified, made_by, made_at) VALUES (?, ?, ?, ?, 1, "
        "?, ?)",
        {name, written->bytes, written->rows, written->sha256, std::string("backup"), now.utc()});
    const auto files = tx.rows().query("SELECT id, name FROM backup_file WHERE removed_at IS NULL ORDER BY id DESC");
    for (std::size_t i = static_cast<std::size_t>(keep); i < files.size(); ++i) {
      old.push_back({integer_or(files[i][0]), text_or_empty(files[i][1])});
    }
    for (const Kept& one : old) {
      tx.rows().execute("UPDATE backup_file SET removed_at = ? WHERE id = ?", {now.utc(), one.id});
    }
    tx.audit("backup", {"backup_file", 0}, 0, Json::object().set("name", name).set("sha256", written->sha256));
    return Done{};
  });
  if (!noted) return noted.problems();
  for (const Kept& one : old) ::unlink((folder + "/" + one.name).c_str());
  return JobCounts{{"rows", written->rows},
                   {"kilobytes", written->bytes / 1024},
                   {"removed", static_cast<std::int64_t>(old.size())}};
}

Result<Json> BackupService::list(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::make_backup, {"backup_file", 0}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    const auto rows = tx.rows().query(
        "SELECT name, bytes, row_count, sha256, verified, made_at, made_by, removed_at FROM backup_file "
        "ORDER BY id DESC LIMIT 200");
    for (const store::Row& row : rows) {
      store::RowReader cells(row);
      Json one = Json::object();
      one.set("name", cells.text()).set("bytes", cells.integer()).set("rows", cells.integer());
      one.set("sha256", cells.text()).set("verified", cells.flag());
      one.set("made_at", timestamp_from_utc(cells.text()).text()).set("made_by", cells.text());
      const std::string removed = cells.text();
      one.set("removed_at", removed.empty() ? Json() : Json(timestamp_from_utc(removed).text()));
      items.push(std::move(one));
    }
    Json answer = Json::object();
    answer.set("items", std::move(items));
    return answer.set("configured", store::find_job(tx.rows(), "backup").has_value());
  });
}

}  // namespace zhiheng::service
