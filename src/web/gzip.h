// Answers made smaller on their way: text of more than a kilobyte, for clients that take gzip.
#pragma once

#include <string>
#include <string_view>

#include "web/exchange.h"

namespace zhiheng::web {

std::string gzip(std::string_view bytes, int level);  // level 1 quick ... 9 small
bool takes_gzip(const Request& request);

// Compresses the body where that is worth it and safe. Compression tells by its length whether a guess that stands in
// the page equals a secret in it (BREACH); so the secret of our forms is written differently each time (masked_secret
// in session.h), and answers that set a cookie, the sign-in page among them, go out as they are.
void compress_answer(const Request& request, Response& response, int level);

}  // namespace zhiheng::web
