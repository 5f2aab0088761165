#include <archive.h>
#include <archive_entry.h>

#include "table/archive.h"
#include "table/archive_locale.h"

namespace zhiheng::table {

namespace {

la_ssize_t take(archive*, void* data, const void* bytes, std::size_t count) {
  static_cast<std::string*>(data)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

// One archive being written into a text that is emptied from time to time.
struct Writing {
  Writing() : handle(archive_write_new()) {
    archive_write_set_format_zip(handle);
    archive_write_zip_set_compression_store(handle);
    archive_write_set_bytes_per_block(handle, 0);
    const int rc = archive_write_open(handle, &out, nullptr, take, nullptr);
    ensure(rc == ARCHIVE_OK, "an archive is written into memory");
  }
  ~Writing() { archive_write_free(handle); }
  Writing(const Writing&) = delete;

  void begin(const ZipStream::Entry& entry) {
    archive_entry* head = archive_entry_new();
    archive_entry_set_pathname(head, entry.name.c_str());
    archive_entry_set_size(head, entry.size);
    archive_entry_set_filetype(head, AE_IFREG);
    archive_entry_set_perm(head, 0644);
    archive_entry_set_mtime(head, entry.changed_at.milliseconds() / 1000, 0);
    const int rc = archive_write_header(handle, head);
    archive_entry_free(head);
    ensure(rc == ARCHIVE_OK, "an entry has a name and a size");
  }
  void close() { ensure(archive_write_close(handle) == ARCHIVE_OK, "an archive can be closed"); }

  std::string out;
  archive* handle;
};

}  // namespace

struct ZipStream::State {
  std::vector<Entry> entries;
  std::uint64_t length = 0;
  std::unique_ptr<Writing> writing;
  std::size_t at = 0;
  std::int64_t left = 0;
  bool inside = false;
  bool over = false;
};

ZipStream::ZipStream(std::vector<Entry> entries) : state_(std::make_unique<State>()) {
  const Utf8Names names_are_utf8;  // when the writer is made too: it asks then what names are written in
  state_->writing = std::make_unique<Writing>();
  state_->entries = std::move(entries);
  // Heads, directory and end do not depend on the bytes, so they are written once without any to be counted.
  Writing rehearsal;
  std::int64_t sizes = 0;
  for (const Entry& entry : state_->entries) {
    rehearsal.begin(entry);
    sizes += entry.size;
  }
  rehearsal.close();
  ensure(sizes <= largest_zip_bytes, "an archive stays below 4 GiB");
  state_->length = rehearsal.out.size() + static_cast<std::uint64_t>(sizes);
}

ZipStream::~ZipStream() = default;

std::uint64_t ZipStream::length() const {
  return state_->length;
}

std::string ZipStream::next() {
  const Utf8Names names_are_utf8;
  State& state = *state_;
  while (!state.over && state.writing->out.empty()) {
    if (!state.inside && state.at == state.entries.size()) {
      state.writing->close();
      state.over = true;
    } else if (!state.inside) {
      state.writing->begin(state.entries[state.at]);
      state.left = state.entries[state.at].size;
      state.inside = true;
    } else if (state.left == 0) {
      state.inside = false;
      ++state.at;
    } else {
      const std::string piece = state.entries[state.at].next();
      const auto size = static_cast<std::int64_t>(piece.size());
      if (piece.empty() || size > state.left) {
        state.over = true;  // the sender sees that the promised length is not reached and breaks off
        return {};
      }
      const auto written = archive_write_data(state.writing->handle, piece.data(), piece.size());
      ensure(written == static_cast<la_ssize_t>(piece.size()), "an archive takes the bytes of an entry");
      state.left -= size;
    }
  }
  std::string out;
  out.swap(state.writing->out);
  return out;
}

}  // namespace zhiheng::table
