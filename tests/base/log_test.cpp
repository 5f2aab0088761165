// The log is read by programs and at terminals: whatever a value holds, a line stays a line.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "base/log.h"

using namespace zhiheng;

TEST_CASE("a line of the log is one JSON object whatever its values hold", "[log]") {
  const auto path = std::filesystem::temp_directory_path() / ("zhiheng-log-" + std::to_string(::getpid()));
  REQUIRE(open_log(LogLevel::info, path.string()).ok());
  const std::string id = "abc";
  const LogScope scope(id);
  const std::vector<std::string> values{"\n{\"event\":\"forged\"}\r",
                                        "\"}",
                                        "\x1b[31mred\x7f",
                                        "\xff\xfe\xc0\xaf\xed\xa0\x80",
                                        "\xc2\x9b"
                                        "31m",
                                        "a\xe2\x80\xa8"
                                        "b\xe2\x80\xae",
                                        "质衡",
                                        std::string(9000, 'x')};
  for (const std::string& value : values) LogLine(LogLevel::info, "test").text("value", value).number("n", 7);
  LogLine(LogLevel::debug, "left_out");
  REQUIRE(open_log(LogLevel::info, "/dev/stderr").ok());
  std::ifstream file(path);
  std::string line;
  std::size_t lines = 0;
  while (std::getline(file, line)) {
    CAPTURE(line);
    const auto parsed = parse_json(line);
    REQUIRE(parsed.ok());
    CHECK(parsed->text_at("event") == "test");
    CHECK(parsed->text_at("request_id") == "abc");
    CHECK(line.find('\x1b') == std::string::npos);
    CHECK(line.find("\xe2\x80\xa8") == std::string::npos);
    CHECK(line.size() < 5000);
    if (lines == 6) CHECK(parsed->text_at("value") == "质衡");
    ++lines;
  }
  CHECK(lines == values.size());
  CHECK_FALSE(open_log(LogLevel::info, "/nonexistent/folder/log").ok());
  std::filesystem::remove(path);
}
