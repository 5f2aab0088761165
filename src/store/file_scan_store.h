// What was found in files that are read blind, as rows: one per deliverable, anew when it is looked at again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/sql.h"

namespace zhiheng::store {

struct FileScan {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, deliverable_id = 0;
  std::string state;     // clear | found | unscannable | acknowledged
  std::string findings;  // JSON, see service/file_scan_service.h
  std::string scanned_at;
  std::int64_t acknowledged_by = 0;
  std::string acknowledged_label, acknowledged_at, acknowledged_reason;
  std::int64_t version = 1;
};
std::optional<FileScan> find_scan(Connection& rows, std::int64_t deliverable_id);
std::vector<FileScan> scans_of(Connection& rows, std::int64_t engagement_id);
void insert_scan(Connection& rows, const FileScan& scan, Timestamp now);
// False when the version is not the stored one any more.
bool acknowledge_scan(Connection& rows, const FileScan& scan, std::int64_t by, const std::string& reason,
                      Timestamp now);

// By what an agency is known: its names, and who works for it, looked up for the file's agency.
struct AgencyWords {
  std::string name, uscc, legal_representative;
  std::vector<std::string> people;
};
AgencyWords agency_words(Connection& rows, std::int64_t agency_id);

}  // namespace zhiheng::store
