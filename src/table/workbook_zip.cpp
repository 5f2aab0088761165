#include "table/workbook_zip.h"

#include <fcntl.h>
#include <minizip/unzip.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

namespace zhiheng::table {

namespace {

constexpr std::uint64_t small_part = 8u << 20;  // below this size no ratio is suspicious

struct Entry {
  unz64_file_pos position{};
  std::uint64_t inflated = 0;
};

// Part names are compared without regard to case (ECMA-376 part 2); some tools write backslashes.
std::string part_key(std::string_view name) {
  std::string key;
  key.reserve(name.size());
  for (char c : name) key += c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (!key.empty() && key.front() == '/') key.erase(0, 1);
  return key;
}

// An OLE container is a workbook of Excel 97, or a new one behind a password; which one, its directory says in
// UTF-16 ("EncryptedPackage").
[[noreturn]] void refuse_ole(int file) {
  static constexpr std::string_view mark("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
  std::string window;
  char piece[65536];
  for (ssize_t n = ::pread(file, piece, sizeof piece, 0), at = 0; n > 0;
       at += n, n = ::pread(file, piece, sizeof piece, at)) {
    window.append(piece, static_cast<std::size_t>(n));
    if (window.find(mark) != std::string::npos) refuse(Kind::unsupported, "workbook.encrypted");
    if (window.size() > mark.size()) window.erase(0, window.size() - mark.size());
  }
  refuse(Kind::unsupported, "workbook.old_format");
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

void check_beginning(const std::string& path, const WorkbookLimits& limits) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat about {};
  if (file.number < 0 || ::fstat(file.number, &about) != 0 || !S_ISREG(about.st_mode))
    refuse(Kind::absent, "workbook.absent");
  if (static_cast<std::uint64_t>(about.st_size) > limits.file_bytes)
    refuse(Kind::too_large, "workbook.too_large", "", {{"limit_mib", std::to_string(limits.file_bytes >> 20)}});
  char magic[8] = {};
  const ssize_t size = ::pread(file.number, magic, sizeof magic, 0);
  const std::string_view begin(magic, size > 0 ? static_cast<std::size_t>(size) : 0);
  if (begin == std::string_view("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) refuse_ole(file.number);
  if (begin.substr(0, 4) != std::string_view("PK\x03\x04", 4)) refuse(Kind::unsupported, "workbook.not_a_workbook");
}

}  // namespace

struct WorkbookZip::State {
  unzFile file = nullptr;
  std::map<std::string, Entry, std::less<>> entries;
  ~State() {
    if (file) unzClose(file);
  }
};

WorkbookZip::WorkbookZip(const std::string& path, const WorkbookLimits& limits) : state_(std::make_unique<State>()) {
  check_beginning(path, limits);
  state_->file = unzOpen64(path.c_str());
  if (!state_->file) refuse(Kind::unsupported, "workbook.damaged");
  std::uint64_t total = 0;
  int rc = unzGoToFirstFile(state_->file);
  for (; rc == UNZ_OK; rc = unzGoToNextFile(state_->file)) {
    unz_file_info64 info{};
    char name[1024];
    if (unzGetCurrentFileInfo64(state_->file, &info, name, sizeof name, nullptr, 0, nullptr, 0) != UNZ_OK ||
        info.size_filename >= sizeof name)
      refuse(Kind::unsupported, "workbook.damaged");
    const std::string part = part_key(std::string_view(name, info.size_filename));
    if (info.flag & 1) refuse(Kind::unsupported, "workbook.encrypted", part);
    Entry entry;
    entry.inflated = info.uncompressed_size;
    unzGetFilePos64(state_->file, &entry.position);
    // What is declared here is also enforced: minizip never inflates a part beyond its declared size.
    if (entry.inflated > limits.inflated_bytes || (total += entry.inflated) > limits.inflated_bytes)
      refuse(Kind::too_large, "workbook.too_large", part, {{"limit_mib", std::to_string(limits.inflated_bytes >> 20)}});
    if (entry.inflated > small_part && entry.inflated / limits.ratio > info.compressed_size)
      refuse(Kind::too_large, "workbook.suspicious_ratio", part, {{"limit", std::to_string(limits.ratio)}});
    if (!state_->entries.emplace(part, entry).second) refuse(Kind::unsupported, "workbook.duplicate_part", part);
    if (state_->entries.size() > limits.entries)
      refuse(Kind::too_large, "workbook.too_many_parts", "", {{"limit", std::to_string(limits.entries)}});
  }
  if (rc != UNZ_END_OF_LIST_OF_FILE) refuse(Kind::unsupported, "workbook.damaged");
}

WorkbookZip::~WorkbookZip() = default;

bool WorkbookZip::has(std::string_view part) const {
  return state_->entries.count(part_key(part)) != 0;
}

std::vector<std::string> WorkbookZip::parts() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : state_->entries) names.push_back(name);
  return names;
}

void WorkbookZip::inflate(std::string_view part, const std::function<bool(std::string_view)>& sink) {
  const auto found = state_->entries.find(part_key(part));
  if (found == state_->entries.end()) refuse(Kind::unsupported, "workbook.missing_part", std::string(part));
  const unzFile file = state_->file;
  if (unzGoToFilePos64(file, &found->second.position) != UNZ_OK || unzOpenCurrentFile(file) != UNZ_OK)
    refuse(Kind::unsupported, "workbook.damaged", std::string(part));
  struct Close {
    unzFile file;
    bool open = true;
    ~Close() {
      if (open) unzCloseCurrentFile(file);
    }
  } close{file};
  std::vector<char> piece(65536);
  std::uint64_t total = 0;
  for (;;) {
    const int size = unzReadCurrentFile(file, piece.data(), static_cast<unsigned>(piece.size()));
    if (size < 0) refuse(Kind::unsupported, "workbook.damaged", std::string(part));
    if (size == 0) break;
    total += static_cast<std::uint64_t>(size);
    if (!sink(std::string_view(piece.data(), static_cast<std::size_t>(size)))) return;
  }
  close.open = false;
  if (unzCloseCurrentFile(file) != UNZ_OK || total != found->second.inflated)
    refuse(Kind::unsupported, "workbook.damaged", std::string(part));
}

}  // namespace zhiheng::table
