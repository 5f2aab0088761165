// Letters as Word documents, their evidence and their templates.
#pragma once

#include <string>

#include "web/router.h"

namespace zhiheng::web {

// `folder` holds edited templates; "" for none.
void add_letter_routes(Router& router, const std::string& folder);

}  // namespace zhiheng::web
