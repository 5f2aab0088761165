// The empty workbook of an import kind: drop-downs, formats, a worked example and instructions.
#pragma once

#include <string>

#include "base/messages.h"
#include "base/result.h"

namespace zhiheng::service {

// Refuses import.unknown_kind and what writing a file refuses.
Outcome write_import_template(const std::string& kind, const std::string& path, Language language = Language::zh);
Result<std::string> import_template_bytes(const std::string& kind, Language language = Language::zh);

}  // namespace zhiheng::service
