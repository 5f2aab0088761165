// Sending the file of a deliverable, for the API and the pages alike.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

Reply download_deliverable(Call& call);
// "1536" -> "1.5 KB".
std::string size_in_words(const std::string& bytes);

}  // namespace zhiheng::web
