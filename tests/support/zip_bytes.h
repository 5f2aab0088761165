// A zip of empty entries with these names, for tests that look at the content of uploads.
#pragma once

#include <string>
#include <vector>

namespace zhiheng::testing {

inline std::string little_endian(std::size_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

inline std::string zip_of(const std::vector<std::string>& names) {
  std::string body, directory;
  for (const std::string& name : names) {
    const std::size_t at = body.size();
    const std::string sizes = std::string(12, '\0') + little_endian(name.size(), 2) + little_endian(0, 2);
    body += std::string("PK\x03\x04", 4) + little_endian(20, 2) + std::string(8, '\0') + sizes + name;
    directory += std::string("PK\x01\x02", 4) + little_endian(20, 2) + little_endian(20, 2) + std::string(8, '\0') +
                 sizes + std::string(10, '\0') + little_endian(0, 0) + little_endian(at, 4) + name;
  }
  const std::string count = little_endian(names.size(), 2);
  return body + directory + std::string("PK\x05\x06", 4) + std::string(4, '\0') + count + count +
         little_endian(directory.size(), 4) + little_endian(body.size(), 4) + std::string(2, '\0');
}

}  // namespace zhiheng::testing
