#include "table/pending_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>

namespace zhiheng::table {

namespace {

constexpr std::size_t buffer_size = 1 << 16;

std::string temporary_name(const std::string& folder, std::string_view name) {
  static std::atomic<unsigned> count{0};
  // 255 bytes are the limit of a name; the target's may already be that long.
  return folder + "/." + std::string(name.substr(0, 40)) + "." + std::to_string(::getpid()) + "-" +
         std::to_string(++count) + ".part";
}

bool is_full(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

}  // namespace

void refuse_write(int error, const std::string& target, const std::string& folder) {
  struct statvfs disk {};
  const bool full = is_full(error) || (error == 0 && ::statvfs(folder.c_str(), &disk) == 0 &&
                                       static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < (1u << 20));
  // Other programs may free the disk: that one is worth another try, the rest is not.
  if (full) refuse(Kind::busy, "file.disk_full", target);
  refuse(Kind::invalid, "file.cannot_write", target);
}

PendingFile::PendingFile(const std::string& target) : target_(target) {
  const std::size_t slash = target.rfind('/');
  folder_ = slash == std::string::npos ? "." : slash == 0 ? "/" : target.substr(0, slash);
  const std::string_view name = std::string_view(target).substr(slash == std::string::npos ? 0 : slash + 1);
  struct stat about {};
  if (name.empty() || (::stat(target.c_str(), &about) == 0 && !S_ISREG(about.st_mode)))
    refuse(Kind::invalid, "file.cannot_write", target);
  path_ = temporary_name(folder_, name);
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file_ < 0) refuse_write(errno, target, folder_);
}

PendingFile::~PendingFile() {
  if (file_ >= 0) {
    ::close(file_);
    ::unlink(path_.c_str());
  }
}

void PendingFile::write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= buffer_size) flush();
}

void PendingFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuse_write(errno, target_, folder_);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void PendingFile::commit() {
  flush();
  if (::fsync(file_) != 0 || ::rename(path_.c_str(), target_.c_str()) != 0) refuse_write(errno, target_, folder_);
  ::close(file_);
  file_ = -1;
  // The new name itself must survive a power cut. Some file systems cannot sync a folder; nothing is lost then.
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
}

}  // namespace zhiheng::table
