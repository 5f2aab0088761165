#include "service/security_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <mutex>

#include "base/crypto.h"

namespace zhiheng::service {

namespace {

std::mutex guard;
std::string key_file;
std::string key;

Problem unreadable() {
  return refusal(Kind::busy, "security.key_unreadable", "", {{"file", key_file}});
}

std::string read_whole(int file) {
  std::string text(200, '\0');
  const ssize_t got = ::read(file, text.data(), text.size());
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

// Written beside its place and linked into it, so that of two processes at the same moment one wins and both read the
// same key.
bool make_file() {
  std::error_code ignored;
  const auto folder = std::filesystem::path(key_file).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  const std::string beside = key_file + "." + random_token(6);
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const std::string text = base32(random_bytes(seal_key_bytes)) + "\n";
  bool good = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  good = ::close(file) == 0 && good;
  if (good) (void)::link(beside.c_str(), key_file.c_str());
  ::unlink(beside.c_str());
  return good;
}

}  // namespace

void use_key_file(const std::string& path) {
  const std::lock_guard<std::mutex> hold(guard);
  key_file = path;
  key.clear();
}

Result<std::string> lasting_secret_key() {
  {
    const std::lock_guard<std::mutex> hold(guard);
    if (key_file.empty()) return refusal(Kind::busy, "security.key_missing");
  }
  return secret_key();
}

Result<std::string> secret_key() {
  const std::lock_guard<std::mutex> hold(guard);
  if (!key.empty()) return key;
  if (key_file.empty()) {
    key = random_bytes(seal_key_bytes);
    return key;
  }
  int file = ::open(key_file.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && !std::filesystem::exists(key_file) && make_file()) {
    file = ::open(key_file.c_str(), O_RDONLY | O_CLOEXEC);
  }
  if (file < 0) return unreadable();
  struct stat about {};
  const bool private_file = ::fstat(file, &about) == 0 && (about.st_mode & 077) == 0;
  const std::string bytes = from_base32(read_whole(file));
  ::close(file);
  if (!private_file || bytes.size() != seal_key_bytes) return unreadable();
  key = bytes;
  return key;
}

}  // namespace zhiheng::service
