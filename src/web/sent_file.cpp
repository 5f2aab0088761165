#include "web/sent_file.h"

#include "web/http.h"

namespace zhiheng::web {

Result<SentFile> sent_file(const Call& call) {
  if (!call.files.empty()) return SentFile{call.files.front().file_name, call.files.front().bytes};
  const auto name = percent_decode(call.request.header("X-File-Name"), false);
  if (!name) return refusal("deliverable.file_name_malformed", "X-File-Name");
  return SentFile{*name, call.request.body};
}

}  // namespace zhiheng::web
