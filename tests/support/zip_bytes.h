// Papers for tests that hand something in: sound ones, and zips whose entries are what the test wants them to be.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zhiheng::testing {

inline std::string little_endian(std::size_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

inline std::uint32_t crc32_of(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

// A zip of stored entries: name and content.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string body, directory;
  for (const auto& [name, content] : entries) {
    const std::size_t at = body.size();
    const std::string sizes = std::string(4, '\0') + little_endian(crc32_of(content), 4) +
                              little_endian(content.size(), 4) + little_endian(content.size(), 4) +
                              little_endian(name.size(), 2) + little_endian(0, 2);
    const std::string head = little_endian(0x0800, 2) + little_endian(0, 2);  // names are UTF-8; stored
    body += std::string("PK\x03\x04", 4) + little_endian(20, 2) + head + sizes + name + content;
    directory += std::string("PK\x01\x02", 4) + little_endian(20, 2) + little_endian(20, 2) + head + sizes +
                 std::string(10, '\0') + little_endian(at, 4) + name;
  }
  const std::string count = little_endian(entries.size(), 2);
  return body + directory + std::string("PK\x05\x06", 4) + std::string(4, '\0') + count + count +
         little_endian(directory.size(), 4) + little_endian(body.size(), 4) + std::string(2, '\0');
}

inline std::string content_types(const std::string& part, const std::string& type) {
  return R"(<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
         R"(<Override PartName="/)" +
         part + R"(" ContentType="application/vnd.openxmlformats-officedocument.)" + type + R"(.main+xml"/></Types>)";
}
inline std::string docx_bytes(const std::string& text = "text") {
  return zip_of({{"[Content_Types].xml", content_types("word/document.xml", "wordprocessingml.document")},
                 {"word/document.xml", "<w:document>" + text + "</w:document>"}});
}
inline std::string xlsx_bytes() {
  return zip_of({{"[Content_Types].xml", content_types("xl/workbook.xml", "spreadsheetml.sheet")},
                 {"xl/workbook.xml", "<workbook/>"}});
}
inline std::string ofd_bytes() {
  return zip_of({{"OFD.xml", "<ofd:OFD/>"}, {"Doc_0/Document.xml", "<ofd:Document/>"}});
}
// A PDF of about this many bytes: for us its head and its end make it one.
inline std::string pdf_bytes(const std::string& text, std::size_t size = 0) {
  std::string body = "%PDF-1.7\n% " + text + "\n";
  for (std::size_t at = body.size(); at < size; ++at) body += static_cast<char>(at * 7919 >> 5);
  return body + "\ntrailer<<>>\nstartxref\n0\n%%EOF\n";
}

}  // namespace zhiheng::testing
