// Files of evidence at events of agencies, as rows.
#pragma once

#include <string>
#include <vector>

#include "domain/agency_rating.h"
#include "store/sql.h"

namespace zhiheng::store {

struct EventFile {
  std::string file_name, sha256, media_type;
  std::int64_t size = 0;  // bytes
  std::string created_at;
};
std::vector<EventFile> files_of_event(Connection& rows, std::int64_t event_id);  // in the order in which they came
// The event gets a new version, so that nobody confirms it who did not see the file. False when the version is not the
// stored one any more.
bool insert_event_file(Connection& rows, const domain::AgencyEvent& event, const EventFile& file,
                       std::int64_t account_id, Timestamp now);

}  // namespace zhiheng::store
