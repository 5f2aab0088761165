// Whether a workbook that was just written is whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zhiheng::table {

// Reads the workbook back to its last byte. A writer whose temporary file lost a piece packs what is left without
// a word, and may even end it properly once the disk has room again: the check sum of the zip is then right, and
// the sheet is not. So the rows of sheet i must be exactly row_bytes[i] long, and every other part well-formed.
bool workbook_is_whole(const std::string& path, const std::vector<std::uint64_t>& row_bytes);

}  // namespace zhiheng::table
