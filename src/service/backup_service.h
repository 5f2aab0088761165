// One consistent file out of either engine and into either engine. What it holds is all business data, so it never
// leaves by way of a page: the system administrator sees that backups are made and are sound, not what is in them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

struct BackupFacts {
  std::int64_t bytes = 0;
  std::int64_t rows = 0;
  int schema = 0;       // the step of the schema that it was made at
  std::string sha256;   // of the file without its last line
  std::string made_at;  // RFC 3339
};

class BackupService {
 public:
  // All rows as they stood at one moment; sessions, keys of requests, waiting mails and the like are left out. Refuses
  // access.*, file.*; the file appears only when it is whole.
  static Result<BackupFacts> write(Gate& gate, const domain::Actor& actor, const std::string& path);
  // The whole file read: its sum and its first and last line. Refuses packed.*, backup.other_file, backup.cut_off.
  static Result<BackupFacts> inspect(const std::string& path);
  // Into a database without data, all or nothing: the schema is brought to the backup's step, the rows are put in, and
  // the schema is brought up to date. Refuses packed.*, backup.other_file, backup.newer, backup.other_schema,
  // backup.target_not_empty, backup.target_ahead, backup.row_malformed, backup.refused_by_database.
  static Result<BackupFacts> restore(store::Database& database, Gate& gate, const std::string& path, Timestamp now);

  // The job "backup": a file in the folder, read back once more, and the oldest beyond `keep` removed. Counts: rows,
  // kilobytes, removed.
  static Result<JobCounts> make(Gate& gate, Timestamp now, const std::string& folder, int keep);
  // {"items":[{"name","bytes","rows","sha256","verified","made_at","made_by","removed_at"}],"configured"}, the newest
  // first, for who may make_backup.
  static Result<Json> list(Gate& gate, const domain::Actor& actor);
};

}  // namespace zhiheng::service
