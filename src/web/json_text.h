// A member of a document as forms and tables show it.
#pragma once

#include <string>

#include "base/json.h"

namespace zhiheng::web {

// Text as it is, a number as it was written, nothing for everything else and for what is absent.
inline std::string text_of(const Json* value) {
  return !value ? "" : value->is_string() ? value->string() : value->is_number() ? value->number() : "";
}

}  // namespace zhiheng::web
