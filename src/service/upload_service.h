// A large deliverable that comes in by pieces: begun with its size, brought piece by piece, each in a request and a
// transaction of its own, and finished when the whole is there. What was acknowledged survives a lost connection and a
// killed server; a piece may be sent again.
//
// An upload as JSON: {"id","version","engagement","kind","file_name","size","sha256" (promised) or null,"received",
// "piece_bytes" (the most that one request brings),"unit_bytes" (pieces but the last are multiples of it),
// "state": "open"|"finished"|"cancelled"|"expired","deliverable" or null,"expires_at"}.
#pragma once

#include <string_view>

#include "base/json.h"
#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

// Body: {"kind","file_name","size","sha256"?,"remark"?,"received_at"?}. Refuses domain::upload_problems and, before any
// byte travels, what would refuse the whole at its end: type_of_name, a closed contract, a promised content that is
// there already, a receipt that is not the actor's to date.
Result<Json> begin_upload(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body);
// Appends the bytes. The same bytes at a place that has them already change nothing; other bytes there are
// upload.other_bytes (Kind::conflict). Refuses domain::fit_piece.
Result<Json> add_piece(Gate& gate, const domain::Actor& actor, std::int64_t upload_id, std::int64_t offset,
                       std::string_view bytes);
// Sums and checks the whole in short reads, then makes it the next version in one transaction. A finished upload
// answers its deliverable once more. Refuses domain::may_finish, check_content, upload.sha256_differs,
// domain::accept_version; content that is not what it should be ends the upload.
Result<Json> finish_upload(Gate& gate, const domain::Actor& actor, std::int64_t upload_id);
Result<Json> cancel_upload(Gate& gate, const domain::Actor& actor, std::int64_t upload_id);

Result<Json> read_upload(Gate& gate, const domain::Actor& actor, std::int64_t upload_id);
// {"items":[the actor's open uploads]}, of one engagement when it is not 0.
Result<Json> open_uploads(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

// Housekeeping, without a person: ends what nobody went on with for a day and deletes pieces that no file needs, a few
// rows per transaction. A job (cli/job_list.cpp).
class UploadCleaner {
 public:
  explicit UploadCleaner(Gate& gate) : gate_(gate) {}
  Result<JobCounts> run();

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service
