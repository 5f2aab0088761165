// How content that was checked becomes the next version of a plan or report, by whichever way it came in.
#pragma once

#include "base/value.h"
#include "domain/deliverable.h"
#include "service/gate.h"

namespace zhiheng::service {

struct CheckedFile {
  std::string file_name;
  std::string sha256;
  std::int64_t size = 0;
  std::string media_type;
};

// The version that would be written, with its number and days late. `given`: kind, received_at ("" is now), remark.
// Refuses domain::accept_version, deliverable.received_by_bureau.
Result<domain::Deliverable> next_version(Tx& tx, std::int64_t engagement_id, const Record& given,
                                         const CheckedFile& file);
// Writes it, with its audit row, and gives it its id; the file is stored already. Answers the deliverable.
Json write_version(Tx& tx, domain::Deliverable& deliverable);

}  // namespace zhiheng::service
