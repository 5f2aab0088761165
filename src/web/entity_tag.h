// ETags: what a client saw, as it says so in If-None-Match and If-Match.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace zhiheng::web {

// "\"3-9f86d081884c7d65\"": the version of the row, which If-Match compares, and a digest of the bytes, because an
// answer also shows what does not belong to the row (the balance of a statement, how many sheets of a panel are in).
// Without a version it is the digest alone.
std::string entity_tag(const Json& shown, std::string_view bytes);

// Does the list of If-None-Match name the tag? Weak tags are the same as strong ones here.
bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace zhiheng::web
