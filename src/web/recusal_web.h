// Recusal: the API and the pages of relations, lots, flags and declarations.
#pragma once

#include <optional>
#include <string>

#include "web/call.h"

namespace zhiheng::web {

void add_recusal_api(Router& router);
void add_recusal_pages(Router& router);
void add_declaration_pages(Router& router);

// Where a refusal leads that only a declaration cures; nothing for all others.
std::optional<std::string> declaration_place(const Problems& problems);

}  // namespace zhiheng::web
