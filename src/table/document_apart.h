// Work on files of strangers, done in a child process with little memory and little time: what ends the child does not
// end the server.
#pragma once

#include <functional>

#include "table/document_text.h"

namespace zhiheng::table {

struct ApartLimits {
  int processor_seconds = 20;                            // of computing
  int patience_milliseconds = 60'000;                    // of the clock on the wall, whatever it waits for
  std::int64_t memory_bytes = std::int64_t{1536} << 20;  // beyond what the process has already
  std::size_t answer_bytes = 160u << 20;
};

// Does `work` in a child and hands over what it answers. A child that crashes, computes for too long, takes too much
// memory or answers nonsense leaves document.unreadable; so does a system that cannot make one. What `work` changes is
// lost with the child, and locks that another thread holds stay locked in it: it must not touch what the server shares.
Result<DocumentText> read_apart(const std::function<Result<DocumentText>()>& work, const ApartLimits& limits = {});

}  // namespace zhiheng::table
