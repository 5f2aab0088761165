// `zhiheng calc` and `zhiheng rating`: offline, no database, no network.
#pragma once

#include <string>

#include "base/messages.h"

namespace zhiheng::cli {

// Cases in (a file or "-" for standard input; one JSON object, or one per line), derivations out, in order and as soon
// as their lines are complete. Exit code 0, or 2 when any case was refused, 4 when the file cannot be opened.
int calc(const std::string& file, Language language);

// The same for rating cases (docs/rating.md): `zhiheng rating`.
int rating(const std::string& file, Language language);

// The same for documents of fees (docs/fees.md): `zhiheng fee-basis`.
int fee_basis(const std::string& file, Language language);

}  // namespace zhiheng::cli
