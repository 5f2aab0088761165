#include "table/document_apart.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>

using namespace zhiheng;
using namespace zhiheng::table;

namespace {

std::string rule_of(const Result<DocumentText>& read) {
  return read ? "ok" : read.problems().front().rule;
}

constexpr ApartLimits strict{
    .processor_seconds = 1, .patience_milliseconds = 20'000, .memory_bytes = std::int64_t{512} << 20};

ByteReader reader_of(const std::string& bytes) {
  return {static_cast<std::int64_t>(bytes.size()),
          [&bytes](std::int64_t at) { return bytes.substr(static_cast<std::size_t>(at)); }};
}

std::string object(int number, const std::string& text) {
  return std::to_string(number) + " 0 obj\n" + text + "\nendobj\n";
}

std::string stream(const std::string& head, const std::string& text) {
  return "<< " + head + " /Length " + std::to_string(text.size()) + " >>\nstream\n" + text + "\nendstream";
}

// A page whose form draws the next one ten times, which draws the next one ten times: a file of two thousand bytes that
// nobody has ever read to its end. There is no table of objects, so the reader has to mend the file first.
std::string endless_pdf() {
  constexpr int depth = 14;
  std::string pdf = "%PDF-1.4\n" + object(1, "<< /Type /Catalog /Pages 2 0 R >>");
  pdf += object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  pdf += object(3,
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /N 10 "
                "0 R >> >> >>");
  pdf += object(4, stream("", "/N Do"));
  pdf += object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (int i = 0; i < depth; ++i) {
    std::string draws = "BT /F1 9 Tf 9 9 Td (x) Tj ET ";
    for (int times = 0; times < 10 && i + 1 < depth; ++times) draws += "/N Do ";
    const std::string next = i + 1 < depth ? "/XObject << /N " + std::to_string(11 + i) + " 0 R >>" : "";
    pdf += object(
        10 + i,
        stream("/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 5 0 R >> " + next + " >>",
               draws));
  }
  return pdf + "trailer\n<< /Size 30 /Root 1 0 R >>\n%%EOF\n";
}

}  // namespace

TEST_CASE("what a child read arrives as it was", "[document_apart]") {
  DocumentText text;
  text.parts = {{"page", 1, std::string("1:2\0三", 7)}, {"properties", 0, ""}};
  text.pages_without_text = {2, 7};
  text.pictures = 3;
  text.cut = true;
  const auto read = read_apart([&]() -> Result<DocumentText> { return text; });
  REQUIRE(read.ok());
  CHECK(read->parts.size() == 2);
  CHECK(read->parts[0].text == text.parts[0].text);
  CHECK(read->parts[0].page == 1);
  CHECK(read->parts[1].name == "properties");
  CHECK(read->pages_without_text == text.pages_without_text);
  CHECK(read->pictures == 3);
  CHECK(read->cut);
  const auto refused = read_apart([]() -> Result<DocumentText> { return refusal("document.encrypted"); });
  CHECK(rule_of(refused) == "document.encrypted");
}

TEST_CASE("a child that dies, spins, swells or talks without end is survived", "[document_apart]") {
  CHECK(rule_of(read_apart([]() -> Result<DocumentText> { std::abort(); }, strict)) == "document.unreadable");
  CHECK(rule_of(read_apart(
            []() -> Result<DocumentText> {
              std::raise(SIGSEGV);
              return DocumentText{};
            },
            strict)) == "document.unreadable");
  CHECK(rule_of(read_apart([]() -> Result<DocumentText> { throw std::runtime_error("torn"); }, strict)) ==
        "document.unreadable");
  CHECK(rule_of(read_apart(
            []() -> Result<DocumentText> {
              for (volatile unsigned turns = 0;; turns = turns + 1) {
              }
            },
            strict)) == "document.unreadable");
  CHECK(rule_of(read_apart(
            []() -> Result<DocumentText> {
              DocumentText text;
              for (;;) text.parts.push_back({"page", 1, std::string(16u << 20, 'x')});
            },
            strict)) == "document.unreadable");
  ApartLimits brief = strict;
  brief.answer_bytes = 1000;
  const auto long_answer = [] {
    return Result<DocumentText>(DocumentText{{{"page", 1, std::string(5000, 'x')}}, {}, 0, false});
  };
  CHECK(rule_of(read_apart(long_answer, strict)) == "ok");
  CHECK(rule_of(read_apart(long_answer, brief)) == "document.unreadable");
}

TEST_CASE("nobody waits for a child that waits", "[document_apart]") {
  ApartLimits impatient = strict;
  impatient.patience_milliseconds = 200;
  const auto waiting = []() -> Result<DocumentText> {
    std::signal(SIGALRM, SIG_DFL);
    for (;;) std::raise(SIGSTOP);
  };
  CHECK(rule_of(read_apart(waiting, impatient)) == "document.unreadable");
}

TEST_CASE("hostile and broken PDF files are told from readable ones, and end nothing", "[document_apart]") {
  const std::string endless = endless_pdf();
  CHECK(rule_of(read_apart([&] { return pdf_text(endless); }, strict)) == "document.unreadable");
  // Nests deeper than any stack is, as a file that aims at the reader's recursion does.
  const std::string nested = "%PDF-1.4\n" + object(1, "<< /Type /Catalog /Pages 2 0 R >>") +
                             object(2, std::string(2'000'000, '[')) + "trailer\n<< /Root 1 0 R >>\n%%EOF\n";
  CHECK(rule_of(document_text(reader_of(nested))) != "ok");
  const std::string torn = endless.substr(0, 120);
  CHECK(rule_of(document_text(reader_of(torn))) != "ok");
}
