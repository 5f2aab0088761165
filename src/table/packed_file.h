// A file of text lines, compressed, with the sum of all its bytes at the end, so that a file that was cut off or
// altered is told from a whole one. Neither writing nor reading ever holds more than one line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace zhiheng::table {

struct PackedSum {
  std::int64_t bytes = 0;
  std::string sha256;  // of everything before it in the file
};

// Hands `body` a place for lines (without their ends). The file appears under its name when the body answered well and
// all is on the disk. Refuses file.disk_full, file.cannot_write, and whatever the body refuses.
using LineSink = std::function<void(std::string_view line)>;
Result<PackedSum> write_packed(const std::string& path, const std::function<Outcome(const LineSink&)>& body);

// Reads the whole and compares the sum. Refuses packed.absent, packed.other_file (it does not begin like one),
// packed.cut_off, packed.altered.
Result<PackedSum> check_packed(const std::string& path);

// Line by line; stops at the first refusal of the body. The sum is checked as well, so what the body did must be undone
// when this refuses.
Outcome read_packed(const std::string& path, const std::function<Outcome(std::string_view line)>& body);

}  // namespace zhiheng::table
