// The parts of an office document that hold text, for document_text.cpp.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

#include "table/archive_locale.h"
#include "table/document_text.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t largest_part_bytes = 64u << 20;
constexpr std::size_t most_bytes = 256u << 20;

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

la_int64_t seek_to(archive*, void* data, la_int64_t offset, int whence) {
  auto& source = *static_cast<Source*>(data);
  const std::int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source.at : source.bytes.size;
  source.at = std::clamp<std::int64_t>(from + offset, 0, source.bytes.size);
  return source.at;
}

struct Handle {
  Handle() : handle(archive_read_new()) {}
  ~Handle() { archive_read_free(handle); }
  Handle(const Handle&) = delete;
  archive* handle;
};

bool ends_with_any(const std::string& name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

Result<std::vector<ZippedText>> zipped_texts(const ByteReader& bytes, int& pictures, bool& cut) {
  const Utf8Names names;
  Source source{bytes, 0, {}};
  const Handle reading;
  archive_read_support_format_zip_seekable(reading.handle);
  archive_read_set_read_callback(reading.handle, read_piece);
  archive_read_set_seek_callback(reading.handle, seek_to);
  archive_read_set_callback_data(reading.handle, &source);
  if (archive_read_open1(reading.handle) != ARCHIVE_OK) return refusal(Kind::unsupported, "archive.damaged");
  std::vector<ZippedText> parts;
  std::size_t size = 0;
  archive_entry* entry = nullptr;
  for (int rc = 0; (rc = archive_read_next_header(reading.handle, &entry)) != ARCHIVE_EOF;) {
    if (rc != ARCHIVE_OK) return refusal(Kind::unsupported, "archive.damaged");
    if (archive_entry_is_encrypted(entry)) return refusal(Kind::unsupported, "archive.encrypted");
    const char* given = archive_entry_pathname_utf8(entry);
    ZippedText part{given ? given : "", {}};
    pictures += ends_with_any(part.name, {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"});
    if (!ends_with_any(part.name, {".xml", ".rels", ".txt"})) continue;
    const void* data = nullptr;
    std::size_t length = 0;
    la_int64_t offset = 0;
    while ((rc = archive_read_data_block(reading.handle, &data, &length, &offset)) == ARCHIVE_OK) {
      if (part.bytes.size() + length > largest_part_bytes || size + length > most_bytes) {
        cut = true;
        break;
      }
      part.bytes.append(static_cast<const char*>(data), length);
      size += length;
    }
    if (rc != ARCHIVE_EOF && rc != ARCHIVE_OK) return refusal(Kind::unsupported, "archive.damaged");
    parts.push_back(std::move(part));
    if (cut) break;
  }
  return parts;
}

}  // namespace zhiheng::table
