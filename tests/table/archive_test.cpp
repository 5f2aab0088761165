#include "table/archive.h"

#include <catch2/catch.hpp>

#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::table;
using namespace zhiheng::testing;

namespace {

// Read in small parts, so that what stands across a boundary is found as well.
ByteReader reader_of(const std::string& bytes, std::size_t part = 97) {
  return {static_cast<std::int64_t>(bytes.size()),
          [&bytes, part](std::int64_t at) { return bytes.substr(static_cast<std::size_t>(at), part); }};
}

std::string kind_of(const std::string& bytes, const ArchiveLimits& limits = {}) {
  const auto kind = office_kind(reader_of(bytes), limits);
  return kind ? "kind " + *kind : kind.problems().front().rule;
}

ZipStream::Entry entry(const std::string& name, std::string content, std::int64_t promised = -1) {
  ZipStream::Entry one;
  one.name = name;
  one.size = promised < 0 ? static_cast<std::int64_t>(content.size()) : promised;
  one.changed_at = timestamp_from_utc("2022-10-08 01:00:00.000");
  one.next = [content]() mutable {
    std::string part = content.substr(0, 1000);
    content.erase(0, part.size());
    return part;
  };
  return one;
}

std::string whole(ZipStream& zip) {
  std::string bytes;
  for (std::string part = zip.next(); !part.empty(); part = zip.next()) bytes += part;
  return bytes;
}

}  // namespace

TEST_CASE("an office document is known by its parts, never by its name", "[archive]") {
  CHECK(kind_of(docx_bytes()) == "kind docx");
  CHECK(kind_of(xlsx_bytes()) == "kind xlsx");
  CHECK(kind_of(ofd_bytes()) == "kind ofd");
  CHECK(kind_of(zip_of({{"a.txt", "a"}})) == "kind ");
  CHECK(kind_of(zip_of({{"[Content_Types].xml", ""}, {"word/document.xml", "x"}})) == "kind ");
  const std::string types = content_types("word/document.xml", "wordprocessingml.document");
  CHECK(kind_of(zip_of({{"[Content_Types].xml", types}})) == "kind ");  // names a part that is not there
  const std::string macros =
      R"(<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>)";
  CHECK(kind_of(zip_of({{"[Content_Types].xml", macros}, {"word/document.xml", "x"}})) == "kind ");
  CHECK(kind_of("PK\x03\x04") == "archive.damaged");
  CHECK(kind_of(std::string(3000, 'x')) == "archive.damaged");
}

TEST_CASE("a document that was cut or altered is damaged, wherever it was", "[archive]") {
  const std::string sound = docx_bytes(std::string(5000, 'w'));
  REQUIRE(kind_of(sound) == "kind docx");
  std::string altered = sound;
  altered[sound.find("wwww") + 100] = 'W';
  CHECK(kind_of(altered) == "archive.damaged");
  CHECK(kind_of(sound.substr(0, sound.size() - 30)) == "archive.damaged");
  for (std::size_t at = 0; at < sound.size(); at += 41) {
    altered = sound;
    altered[at] = static_cast<char>(altered[at] ^ 0xFF);
    (void)kind_of(altered);  // never out of bounds (run under the sanitizers)
    (void)kind_of(sound.substr(0, at));
  }
}

TEST_CASE("what becomes far larger than it is stored is a bomb", "[archive]") {
  ArchiveLimits limits;
  limits.harmless_bytes = 1000;
  limits.ratio = 2;
  // Deflated: a raw stored block would not do, so the bomb is of many entries that share the same bytes.
  const std::string plain = zip_of({{"a", std::string(10000, 'a')}});
  CHECK(kind_of(plain, limits) == "kind ");
  limits.inflated_bytes = 9999;
  CHECK(kind_of(plain, limits) == "archive.bomb");
  limits = {};
  limits.entries = 3;
  CHECK(kind_of(zip_of({{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"e", ""}}), limits) == "archive.bomb");
}

TEST_CASE("a zip that is written while it is sent is as long as was promised and can be read", "[archive]") {
  ZipStream zip({entry("PJ-1_方案_v1.pdf", pdf_bytes("plan", 300'000)), entry("空.txt", ""),
                 entry("[Content_Types].xml", content_types("word/document.xml", "wordprocessingml.document")),
                 entry("word/document.xml", "x")});
  const std::string bytes = whole(zip);
  CHECK(zip.length() == bytes.size());
  CHECK(kind_of(bytes) == "kind docx");
  CHECK(bytes.find("PJ-1_方案_v1.pdf") != std::string::npos);
  CHECK(zip.next().empty());
}

TEST_CASE("an entry that falls short never passes for a whole archive", "[archive]") {
  ZipStream zip({entry("a.pdf", "abc", 10)});
  CHECK(whole(zip).size() < zip.length());
}
