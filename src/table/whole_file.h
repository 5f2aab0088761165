// Bytes that are written as one whole file: whoever opens the path sees the old file or all of the new one.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace zhiheng::table {

// Refuses file.cannot_write and file.disk_full, and then the path is as it was.
Outcome write_whole_file(const std::string& path, std::string_view bytes);

}  // namespace zhiheng::table
