// Files on their way out, in pieces that are read while they are sent: one version, or all of an engagement in a zip.
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

struct FileStream {
  std::string file_name;
  std::string media_type;
  std::uint64_t length = 0;
  // The next bytes, "" at the end, or when the storage no longer answers: then fewer than `length` have come. Every
  // piece is asked of the gate anew and read in a transaction of its own.
  std::function<std::string()> next;
};

// The gate must outlive the stream; the actor is copied into it.
Result<FileStream> open_file(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id);
// Every version that the actor may see under its stable name, the published result as JSON, and SHA256SUMS.txt, which
// `sha256sum -c` reads. Refuses archive.no_files (Kind::absent), archive.too_large (Kind::too_large).
Result<FileStream> open_archive(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

// What was handed in, by whom, when and how late, for who sees the contract: {"deliverable":{...},"digest_groups":[8
// times 8 hex digits],"file_name" (the stable one),"engagement_code","engagement_name","contract_number",
// "agency_name","bureau_name","handed_in_by"}.
Result<Json> deliverable_receipt(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id);

}  // namespace zhiheng::service
