#include "table/archive_parts.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

using namespace zhiheng;
using namespace zhiheng::table;

namespace {

std::string rule_of(const std::string& bytes, const ArchiveLimits& limits = small_archive) {
  const auto parts = read_parts(bytes, limits);
  return parts ? "ok" : parts.problems().front().rule;
}

// Every occurrence within heads and directory: names of one length can be swapped without a new check sum.
std::string renamed(std::string bytes, const std::string& from, const std::string& to) {
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
    bytes.replace(at, from.size(), to);
  }
  return bytes;
}

}  // namespace

TEST_CASE("a small archive comes back as it was written, in its order", "[archive_parts]") {
  const std::vector<ArchivePart> written{{"[Content_Types].xml", "<Types/>"},
                                         {"word/第一部分.xml", std::string("\0\x01 三", 6)},
                                         {"word/empty.xml", ""},
                                         {"word/long.xml", std::string(300'000, 'x')}};
  const auto read = read_parts(write_parts(written));
  REQUIRE(read.ok());
  REQUIRE(read->size() == written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    CHECK((*read)[i].name == written[i].name);
    CHECK((*read)[i].bytes == written[i].bytes);
  }
  CHECK(rule_of(write_parts({})) == "archive.damaged");  // a document without parts is none
}

TEST_CASE("the same parts are the same bytes, on every machine and day", "[archive_parts]") {
  const std::vector<ArchivePart> parts{{"a.xml", "<a/>"}, {"b.xml", "<b/>"}};
  const std::string here = write_parts(parts);
  const char* const zone = std::getenv("TZ");
  const std::string before = zone ? zone : "";
  for (const char* other : {"Asia/Shanghai", "America/Los_Angeles", "UTC"}) {
    ::setenv("TZ", other, 1);
    ::tzset();
    CHECK(write_parts(parts) == here);
  }
  zone ? ::setenv("TZ", before.c_str(), 1) : ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("archives that are torn, doubled or bombs are refused", "[archive_parts]") {
  const std::string sound = write_parts({{"one.xml", "<one>text that is stored</one>"}, {"two.xml", "<two/>"}});
  REQUIRE(rule_of(sound) == "ok");
  CHECK(rule_of("") == "archive.damaged");
  CHECK(rule_of("no archive at all") == "archive.damaged");
  CHECK(rule_of(sound.substr(0, sound.size() / 2)) == "archive.damaged");
  CHECK(rule_of(renamed(sound, "two.xml", "one.xml")) == "archive.damaged");
  std::string flipped = sound;
  flipped[75] = static_cast<char>(flipped[75] ^ 0x10);  // within the bytes of the first entry
  CHECK(rule_of(flipped) == "archive.damaged");

  // Small files may be as dense as they like; above a few MiB, and above the whole limit, they may not.
  CHECK(rule_of(write_parts({{"a.xml", std::string(3u << 20, 'x')}})) == "ok");
  CHECK(rule_of(write_parts({{"a.xml", std::string(8u << 20, 'x')}})) == "archive.bomb");
  CHECK(rule_of(write_parts({{"a.xml", std::string(3u << 20, 'x')}, {"b.xml", std::string(3u << 20, 'x')}})) ==
        "archive.bomb");
  ArchiveLimits narrow = small_archive;
  narrow.inflated_bytes = 10;
  CHECK(rule_of(sound, narrow) == "archive.bomb");
  narrow = small_archive;
  narrow.entries = 1;
  CHECK(rule_of(sound, narrow) == "archive.bomb");
  narrow.entries = 2;
  CHECK(rule_of(sound, narrow) == "ok");
}
