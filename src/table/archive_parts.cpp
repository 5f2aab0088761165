#include "table/archive_parts.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <set>

#include "table/archive_locale.h"

namespace zhiheng::table {

namespace {

struct ReadEnd {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
struct WriteEnd {
  void operator()(archive* handle) const { archive_write_free(handle); }
};

la_ssize_t take(archive*, void* data, const void* bytes, std::size_t count) {
  static_cast<std::string*>(data)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

Problem refused(const char* rule) {
  return refusal(Kind::unsupported, rule);
}

}  // namespace

Result<std::vector<ArchivePart>> read_parts(std::string_view bytes, const ArchiveLimits& limits) {
  const Utf8Names names_are_utf8;
  const std::unique_ptr<archive, ReadEnd> handle(archive_read_new());
  archive_read_support_format_zip_seekable(handle.get());
  if (archive_read_open_memory(handle.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return refused("archive.damaged");
  }
  std::vector<ArchivePart> parts;
  std::set<std::string> names;
  std::int64_t inflated = 0;
  archive_entry* entry = nullptr;
  for (int rc = 0; (rc = archive_read_next_header(handle.get(), &entry)) != ARCHIVE_EOF;) {
    if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) return refused("archive.damaged");
    if (archive_entry_is_encrypted(entry)) return refused("archive.encrypted");
    if (parts.size() >= limits.entries) return refused("archive.bomb");
    const char* name = archive_entry_pathname(entry);
    ArchivePart part{name ? name : "", {}};
    if (part.name.empty() || !names.insert(part.name).second) return refused("archive.damaged");
    const void* data = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while ((rc = archive_read_data_block(handle.get(), &data, &size, &offset)) != ARCHIVE_EOF) {
      // A wrong check sum is only a warning to the library.
      if (rc != ARCHIVE_OK) return refused("archive.damaged");
      inflated += static_cast<std::int64_t>(size);
      const auto stored = static_cast<std::int64_t>(bytes.size());
      const bool suspicious = inflated > limits.harmless_bytes && inflated / limits.ratio > stored;
      if (suspicious || inflated > limits.inflated_bytes) return refused("archive.bomb");
      part.bytes.append(static_cast<const char*>(data), size);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::string write_parts(const std::vector<ArchivePart>& parts) {
  const Utf8Names names_are_utf8;
  std::string out;
  const std::unique_ptr<archive, WriteEnd> handle(archive_write_new());
  archive_write_set_format_zip(handle.get());
  archive_write_zip_set_compression_deflate(handle.get());
  archive_write_set_bytes_per_block(handle.get(), 0);
  ensure(archive_write_open(handle.get(), &out, nullptr, take, nullptr) == ARCHIVE_OK,
         "an archive is written into memory");
  for (const ArchivePart& part : parts) {
    archive_entry* head = archive_entry_new();
    archive_entry_set_pathname(head, part.name.c_str());
    archive_entry_set_size(head, static_cast<la_int64_t>(part.bytes.size()));
    archive_entry_set_filetype(head, AE_IFREG);
    archive_entry_set_perm(head, 0644);
    archive_entry_set_mtime(head, 0, 0);  // no clock in a document
    const int rc = archive_write_header(handle.get(), head);
    archive_entry_free(head);
    ensure(rc == ARCHIVE_OK, "an entry has a name and a size");
    if (!part.bytes.empty()) {
      const auto written = archive_write_data(handle.get(), part.bytes.data(), part.bytes.size());
      ensure(written == static_cast<la_ssize_t>(part.bytes.size()), "an archive takes the bytes of an entry");
    }
  }
  ensure(archive_write_close(handle.get()) == ARCHIVE_OK, "an archive can be closed");
  return out;
}

}  // namespace zhiheng::table
