// Zip archives that are never held whole: an office document looked into while it is read piece by piece, and an
// archive of many files written while it is sent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace zhiheng::table {

// Bytes that stand somewhere else: `read` answers some of them from that offset on, "" only at the end.
struct ByteReader {
  std::int64_t size = 0;
  std::function<std::string(std::int64_t offset)> read;
};

struct ArchiveLimits {
  std::int64_t inflated_bytes = std::int64_t{2} << 30;
  std::int64_t harmless_bytes = std::int64_t{64} << 20;  // below this no ratio is suspicious
  std::int64_t ratio = 150;                              // inflated to stored, of the whole archive
  std::size_t entries = 20000;
};

// What the zip is by its content: "docx", "xlsx", "ofd", or "" for another kind of archive. Every entry is inflated and
// its check sum compared, so a torn file is found here and not by its reader. Refuses archive.damaged,
// archive.encrypted, archive.bomb.
Result<std::string> office_kind(const ByteReader& bytes, const ArchiveLimits& limits = {});

// A zip without compression, written while it is read. Names are UTF-8. The whole must stay below 4 GiB.
class ZipStream {
 public:
  struct Entry {
    std::string name;
    std::int64_t size = 0;
    std::function<std::string()> next;  // bytes of the entry, "" at the end
    Timestamp changed_at;
  };
  explicit ZipStream(std::vector<Entry> entries);
  ~ZipStream();
  ZipStream(const ZipStream&) = delete;

  std::uint64_t length() const;
  // The next bytes, "" after the last ones, or when an entry fell short of its size: then length() is not reached.
  std::string next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
inline constexpr std::int64_t largest_zip_bytes = std::int64_t{4000} << 20;

}  // namespace zhiheng::table
