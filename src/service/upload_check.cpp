#include "service/upload_check.h"

#include <algorithm>

namespace zhiheng::service {

namespace {

// Readers look for the end of a PDF in its last kilobyte; signatures and scanners may append a little more.
constexpr std::int64_t pdf_tail_bytes = 4096;

std::string tail_of(const table::ByteReader& bytes) {
  std::string tail;
  for (std::int64_t at = std::max<std::int64_t>(bytes.size - pdf_tail_bytes, 0); at < bytes.size;) {
    const std::string piece = bytes.read(at);
    if (piece.empty()) break;
    tail += piece;
    at += static_cast<std::int64_t>(piece.size());
  }
  return tail;
}

Problem unsupported(const char* rule, std::string_view file_name, const std::string& extension) {
  return refusal(Kind::unsupported, rule, "/file", {{"file", std::string(file_name)}, {"extension", extension}});
}

}  // namespace

Result<domain::UploadType> check_content(std::string_view file_name, const table::ByteReader& bytes) {
  auto type = domain::type_of_name(file_name);
  if (!type) return type.problems();
  const std::string& extension = type->extension;
  if (bytes.size == 0) return refusal("deliverable.empty", "/file", {{"file", std::string(file_name)}});
  const std::string head = bytes.read(0).substr(0, 8);
  if (head == std::string_view("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) {
    return unsupported("deliverable.old_office", file_name, extension);
  }
  if (head.starts_with("%PDF-")) {
    if (extension != "pdf") return unsupported("deliverable.type_mismatch", file_name, extension);
    if (tail_of(bytes).find("%%EOF") == std::string::npos) {
      return unsupported("deliverable.cut_short", file_name, extension);
    }
    return type;
  }
  if (extension == "pdf" || !head.starts_with(std::string_view("PK\x03\x04", 4))) {
    return unsupported("deliverable.type_mismatch", file_name, extension);
  }
  const auto kind = table::office_kind(bytes);
  if (!kind) {
    const std::string& rule = kind.problems().front().rule;
    return unsupported(rule == "archive.bomb"        ? "deliverable.bomb"
                       : rule == "archive.encrypted" ? "deliverable.encrypted"
                                                     : "deliverable.damaged",
                       file_name, extension);
  }
  if (*kind != extension) return unsupported("deliverable.type_mismatch", file_name, extension);
  return type;
}

Result<domain::UploadType> check_content(std::string_view file_name, std::string_view bytes) {
  if (bytes.size() > domain::largest_upload_bytes) {
    return refusal(Kind::too_large, "deliverable.too_large", "/file",
                   {{"largest", std::to_string(domain::largest_upload_bytes >> 20)}});
  }
  constexpr std::size_t piece = 64u << 10;
  return check_content(file_name,
                       table::ByteReader{static_cast<std::int64_t>(bytes.size()), [&](std::int64_t at) {
                                           return std::string(bytes.substr(static_cast<std::size_t>(at), piece));
                                         }});
}

}  // namespace zhiheng::service
