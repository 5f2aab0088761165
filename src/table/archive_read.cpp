#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <set>

#include "table/archive.h"
#include "table/archive_locale.h"

namespace zhiheng::table {

namespace {

// What libarchive asks for while it reads: it jumps between the directory at the end and the entries.
struct Source {
  const ByteReader& bytes;
  std::int64_t at = 0;
  std::string piece;
};

la_ssize_t read_piece(archive*, void* data, const void** buffer) {
  auto& source = *static_cast<Source*>(data);
  source.piece = source.at < source.bytes.size ? source.bytes.read(source.at) : std::string();
  source.at += static_cast<std::int64_t>(source.piece.size());
  *buffer = source.piece.data();
  return static_cast<la_ssize_t>(source.piece.size());
}

la_int64_t skip_bytes(archive*, void* data, la_int64_t count) {
  auto& source = *static_cast<Source*>(data);
  const std::int64_t left = std::max<std::int64_t>(source.bytes.size - source.at, 0);
  const std::int64_t skipped = std::min<std::int64_t>(count, left);
  source.at += skipped;
  return skipped;
}

la_int64_t seek_to(archive*, void* data, la_int64_t offset, int whence) {
  auto& source = *static_cast<Source*>(data);
  const std::int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.at : source.bytes.size;
  source.at = std::clamp<std::int64_t>(from + offset, 0, source.bytes.size);
  return source.at;
}

struct Reading {
  explicit Reading(Source& source) : handle(archive_read_new()) {
    archive_read_support_format_zip_seekable(handle);
    archive_read_set_read_callback(handle, read_piece);
    archive_read_set_skip_callback(handle, skip_bytes);
    archive_read_set_seek_callback(handle, seek_to);
    archive_read_set_callback_data(handle, &source);
  }
  ~Reading() { archive_read_free(handle); }
  Reading(const Reading&) = delete;
  archive* handle;
};

constexpr std::size_t largest_directory_bytes = 4u << 20;  // of [Content_Types].xml, that is kept

// Main parts by the content type that [Content_Types].xml gives them; documents with macros have other ones.
struct MainPart {
  const char* kind;
  std::string_view type;
};
constexpr MainPart main_parts[] = {
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"},
};

// The element of [Content_Types].xml that has this content type names a part that is there.
bool names_present_part(const std::string& types, std::string_view type, const std::set<std::string>& names) {
  for (std::size_t at = types.find(type); at != std::string::npos; at = types.find(type, at + 1)) {
    const std::size_t open = types.rfind('<', at);
    const std::size_t close = types.find('>', at);
    const char after = at + type.size() < types.size() ? types[at + type.size()] : ' ';
    if (open == std::string::npos || close == std::string::npos || (after != '"' && after != '\'')) continue;
    const std::string element = types.substr(open, close - open);
    const std::size_t name = element.find("PartName=");
    if (name == std::string::npos || name + 10 >= element.size()) continue;
    const std::size_t end = element.find(element[name + 9], name + 10);
    if (end == std::string::npos) continue;
    std::string part = element.substr(name + 10, end - name - 10);
    if (part.starts_with("/")) part.erase(0, 1);
    if (names.contains(part)) return true;
  }
  return false;
}

struct Seen {
  std::set<std::string> names;
  std::string types;
  std::int64_t inflated = 0;
};

Outcome read_entry(archive* handle, const std::string& name, std::int64_t stored, const ArchiveLimits& limits,
                   Seen& seen) {
  const bool kept = name == "[Content_Types].xml";
  while (true) {
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int rc = archive_read_data_block(handle, &data, &size, &offset);
    if (rc == ARCHIVE_EOF) return Done{};
    // A wrong check sum is only a warning to the library.
    if (rc != ARCHIVE_OK) return refusal(Kind::unsupported, "archive.damaged");
    seen.inflated += static_cast<std::int64_t>(size);
    const bool suspicious = seen.inflated > limits.harmless_bytes && seen.inflated / limits.ratio > stored;
    if (suspicious || seen.inflated > limits.inflated_bytes) return refusal(Kind::unsupported, "archive.bomb");
    if (!kept) continue;
    seen.types.append(static_cast<const char*>(data), size);
    if (seen.types.size() > largest_directory_bytes) return refusal(Kind::unsupported, "archive.bomb");
  }
}

}  // namespace

Result<std::string> office_kind(const ByteReader& bytes, const ArchiveLimits& limits) {
  const Utf8Names names_are_utf8;
  Source source{bytes, 0, {}};
  Reading reading(source);
  if (archive_read_open1(reading.handle) != ARCHIVE_OK) return refusal(Kind::unsupported, "archive.damaged");
  Seen seen;
  archive_entry* entry = nullptr;
  while (true) {
    const int rc = archive_read_next_header(reading.handle, &entry);
    if (rc == ARCHIVE_EOF) break;
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) return refusal(Kind::unsupported, "archive.damaged");
    if (archive_entry_is_encrypted(entry)) return refusal(Kind::unsupported, "archive.encrypted");
    const char* name = archive_entry_pathname(entry);
    const std::string known = name ? name : "";
    if (seen.names.size() > limits.entries) return refusal(Kind::unsupported, "archive.bomb");
    seen.names.insert(known);
    if (Outcome read = read_entry(reading.handle, known, bytes.size, limits, seen); !read) return read.problems();
  }
  if (seen.names.contains("OFD.xml")) return std::string("ofd");
  for (const MainPart& part : main_parts) {
    if (names_present_part(seen.types, part.type, seen.names)) return std::string(part.kind);
  }
  return std::string();
}

}  // namespace zhiheng::table
