#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "base/json.h"

namespace zhiheng {

namespace {

std::atomic<int> log_file{STDERR_FILENO};
std::atomic<LogLevel> least_level{LogLevel::info};
thread_local const std::string* request_of_this_thread = nullptr;

constexpr const char* names[] = {"debug", "info", "warning", "error"};
constexpr std::size_t longest_value = 4000;

// How many bytes of UTF-8 stand here, 0 when it is none.
std::size_t sequence_length(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(bytes[i]) & 0xC0) != 0x80) return 0;
  }
  const auto second = static_cast<unsigned char>(bytes[1]);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool none = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  // C1 controls steer terminals as escape sequences do; U+2028 to U+202E end lines or turn the direction of writing.
  const bool turns = first == 0xE2 && second == 0x80 && static_cast<unsigned char>(bytes[2]) >= 0xA8 &&
                     static_cast<unsigned char>(bytes[2]) <= 0xAE;
  const bool control = (first == 0xC2 && second < 0xA0) || turns;
  return overlong || none || control ? 0 : length;
}

// A log is read by programs that refuse bad UTF-8 and by people at terminals.
std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text.substr(at));
    const bool shown = length > 0 && text[at] != 0x7F;
    if (shown) out.append(text, at, length);
    if (!shown) out.push_back('?');
    at += length == 0 ? 1 : length;
    if (out.size() > longest_value) return out + "...";
  }
  return out;
}

}  // namespace

Outcome open_log(LogLevel least, const std::string& file) {
  least_level = least;
  if (file.empty()) return Done{};
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (opened < 0) {
    return refusal(Kind::busy, "log.unwritable", "log_file", {{"file", file}, {"reason", std::strerror(errno)}});
  }
  log_file = opened;
  return Done{};
}

bool logs(LogLevel level) {
  return level >= least_level.load(std::memory_order_relaxed);
}

LogLine::LogLine(LogLevel level, std::string_view event) : wanted_(logs(level)) {
  if (!wanted_) return;
  line_.reserve(400);
  line_ = "{\"time\":\"";
  line_ += system_clock().now().text();
  line_ += "\",\"level\":\"";
  line_ += names[static_cast<int>(level)];
  line_ += '"';
  text("event", event);
  if (request_of_this_thread) text("request_id", *request_of_this_thread);
}

LogLine::~LogLine() {
  if (!wanted_) return;
  line_ += "}\n";
  // One write per line, so that lines of several threads and processes do not mix.
  const ssize_t wrote = ::write(log_file.load(std::memory_order_relaxed), line_.data(), line_.size());
  (void)wrote;  // a full disk must not stop the service
}

LogLine& LogLine::text(std::string_view name, std::string_view value) {
  if (!wanted_) return *this;
  line_ += ",\"";
  line_ += name;
  line_ += "\":";
  bool plain = value.size() <= longest_value;
  for (const char c : value) plain = plain && static_cast<unsigned char>(c) < 0x7F;
  append_json_string(line_, plain ? std::string(value) : harmless(value));
  return *this;
}

LogLine& LogLine::number(std::string_view name, std::int64_t value) {
  if (!wanted_) return *this;
  line_ += ",\"";
  line_ += name;
  line_ += "\":";
  line_ += std::to_string(value);
  return *this;
}

LogScope::LogScope(const std::string& request_id) : outer_(request_of_this_thread) {
  request_of_this_thread = &request_id;
}
LogScope::~LogScope() {
  request_of_this_thread = outer_;
}

}  // namespace zhiheng
