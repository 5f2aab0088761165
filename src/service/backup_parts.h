// The lines of a backup, for its writer and its readers.
#pragma once

#include <string_view>

#include "base/json.h"
#include "service/backup_service.h"
#include "store/sql.h"

namespace zhiheng::service {

struct BackupLine {
  enum class Kind { header, table, row, end };
  Kind kind = Kind::row;
  Json value;
};
Outcome read_backup_line(std::string_view text, BackupLine& line);

// Whether this program can read what the header announces; fills schema and made_at.
Outcome check_header(const Json& header, store::Engine engine, BackupFacts& facts);

}  // namespace zhiheng::service
