#include "cli/version.h"

namespace zhiheng::cli {

const char* version_text() {
  return ZHIHENG_VERSION;
}

}  // namespace zhiheng::cli
