// The log: one JSON object per line, on standard error or in a file. Whatever stands in a value is escaped, so no line
// can be made to look like another; passwords, tokens and parameters of addresses are never handed in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace zhiheng {

enum class LogLevel { debug, info, warning, error };

// Lines below `least` are left out. An empty file name is standard error. Refuses log.unwritable.
Outcome open_log(LogLevel least, const std::string& file);
bool logs(LogLevel level);

// A line under way: {"time":...,"level":...,"event":...,"request_id":...} and what is added; written when it ends.
class LogLine {
 public:
  LogLine(LogLevel level, std::string_view event);
  LogLine(const LogLine&) = delete;
  ~LogLine();
  LogLine& text(std::string_view name, std::string_view value);
  LogLine& number(std::string_view name, std::int64_t value);

 private:
  bool wanted_;
  std::string line_;
};

// For as long as it stands, lines of this thread carry the id of the request that it serves.
class LogScope {
 public:
  explicit LogScope(const std::string& request_id);
  LogScope(const LogScope&) = delete;
  ~LogScope();

 private:
  const std::string* outer_;
};

}  // namespace zhiheng
