// A small zip archive as a whole: its entries by name in memory, for documents that are read, changed and written
// again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "table/archive.h"

namespace zhiheng::table {

struct ArchivePart {
  std::string name;
  std::string bytes;
};

inline constexpr ArchiveLimits small_archive{
    .inflated_bytes = std::int64_t{32} << 20, .harmless_bytes = std::int64_t{4} << 20, .ratio = 150, .entries = 1000};

// In the order of the archive. Refuses archive.damaged (two entries of one name as well), archive.encrypted,
// archive.bomb.
Result<std::vector<ArchivePart>> read_parts(std::string_view archive, const ArchiveLimits& limits = small_archive);

// The same parts always give the same bytes: no clock and no language of the machine goes into them.
std::string write_parts(const std::vector<ArchivePart>& parts);

}  // namespace zhiheng::table
