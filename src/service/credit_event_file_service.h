// Files of evidence at an event of an agency: brought by the bureau until the event is confirmed, read by whoever may
// read the event.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Answers the event with "files":[{"file_name","sha256","media_type","size","created_at"}]. Its version counts on, so
// that who confirms has seen the file. Refuses credit_event.file_too_large, what check_content refuses,
// credit_event.wrong_state, credit_event.too_many_files, credit_event.file_twice.
Result<Json> add_credit_event_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                   const std::string& file_name, const std::string& bytes);
Outcome may_add_credit_event_file(Gate& gate, const domain::Actor& actor, std::int64_t id);

struct EventFileBytes {
  std::string file_name, media_type, bytes;
};
Result<EventFileBytes> read_credit_event_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                              const std::string& sha256);

// Within a transaction that may see the event.
Json event_files_json(Tx& tx, std::int64_t event_id);

}  // namespace zhiheng::service
