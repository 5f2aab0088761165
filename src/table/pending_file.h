// A file that appears under its name only when it is whole.
#pragma once

#include <string>
#include <string_view>

#include "table/refusal.h"

namespace zhiheng::table {

// Bytes on their way to a file or into memory. write() throws Refusal.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual void write(std::string_view bytes) = 0;
};

class StringSink : public ByteSink {
 public:
  void write(std::string_view bytes) override { bytes_ += bytes; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Creates a temporary file beside the target; commit() puts it on the disk and renames it; without commit() the
// destructor removes it and the target stays as it was.
class PendingFile : public ByteSink {
 public:
  explicit PendingFile(const std::string& target);  // throws Refusal
  ~PendingFile() override;
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  const std::string& path() const { return path_; }
  const std::string& folder() const { return folder_; }
  void write(std::string_view bytes) override;
  void commit();

 private:
  void flush();
  std::string target_, folder_, path_, buffer_;
  int file_ = -1;
};

// file.disk_full or file.cannot_write after the number of the system's error, or the state of the disk under
// `folder` when a library kept the number to itself (0).
[[noreturn]] void refuse_write(int error, const std::string& target, const std::string& folder);

}  // namespace zhiheng::table
