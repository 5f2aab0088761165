// Sending the file of a deliverable, for the API and the pages alike.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

Reply download_deliverable(Call& call);

}  // namespace zhiheng::web
