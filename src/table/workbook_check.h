// Whether a workbook that was just written is whole.
#pragma once

#include <string>

namespace zhiheng::table {

// Inflates every XML part and looks whether it begins and ends as a document does. A writer whose temporary file
// lost its tail packs the torn part without a word; the check sum of the zip is then right, and the sheet is not.
bool workbook_is_whole(const std::string& path);

}  // namespace zhiheng::table
