// Deliverables: numbered versions of plan and report with the check of their content, days late and their judgement.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

struct Upload {
  std::string file_name;
  std::string_view bytes;  // at most domain::largest_upload_bytes
};

// Body: {"kind": "plan"|"report", "received_at"?, "remark"?}. Only the bureau may say when a paper came in; an upload
// of the agency is received now. The first version of a kind decides the days late. Answers the deliverable:
// {"id","version","engagement","kind","revision","file_name","sha256","size","media_type","received_at","due_on",
//  "days_late","calendar_note","state","remark"}. Refuses check_content (upload_check.h), domain::accept_version,
// deliverable.received_by_bureau.
Result<Json> add_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body,
                             const Upload& upload);
// Body of a return: {"reason"}; of an acceptance: {}.
Result<Json> accept_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id,
                                std::int64_t version, const Json& body);
Result<Json> return_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id,
                                std::int64_t version, const Json& body);

Result<Json> read_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id);
// {"items":[...]}: all versions, by kind and revision.
Result<Json> deliverables_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

struct Download {
  std::string file_name;  // the stable one
  std::string media_type;
  std::int64_t size = 0;
};
// What a download will be, then its pieces by number from nought; an empty piece stands after the last one. No
// transaction is held between pieces.
Result<Download> open_download(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id);
Result<std::string> download_piece(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id,
                                   std::int64_t sequence);

}  // namespace zhiheng::service
