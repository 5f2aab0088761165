// One small file that a person chose in a form or a program sent as a body.
#pragma once

#include <string>

#include "base/result.h"
#include "web/call.h"

namespace zhiheng::web {

struct SentFile {
  std::string name;
  std::string bytes;
};

// From the form, or else the body with its name percent-encoded in X-File-Name.
// Refusal: deliverable.file_name_malformed.
Result<SentFile> sent_file(const Call& call);

}  // namespace zhiheng::web
