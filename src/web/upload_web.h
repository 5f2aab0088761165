// Files on their way in and out: uploads by pieces, downloads, previews, receipts and archives.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_upload_routes(Router& router);
void add_file_routes(Router& router);

}  // namespace zhiheng::web
